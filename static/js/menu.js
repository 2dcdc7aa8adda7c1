// Menus are <details>: they work alone. This closes one on Escape, and when attention moves elsewhere.
const open = () => document.querySelector(".menu[open]");

addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && open();
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

for (const kind of ["click", "focusin"]) {
  addEventListener(kind, (event) => {
    const menu = open();
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
}
