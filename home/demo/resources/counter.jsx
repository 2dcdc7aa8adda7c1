// FR  Ajoutez un bouton qui remet à zéro. Combien d'états faut-il ?
// EN  Add a button that goes back to zero. How many states does it take?

import { useState } from "react";

export function Counter() {
  const [n, setN] = useState(0);
  return <button onClick={() => setN(n + 1)}>{n}</button>;
}
