/* State and picture: a click changes n, n makes the button anew. */
open({ course: "React + REST", lesson: "01", of: 4, seconds: 28, tone: "split" });

const code = new Code("jsx", 64, 118, [
  "function Counter() {",
  "  const [n, setN] = useState(0)",
  "  return (",
  "    <button",
  "      onClick={() => setN(n + 1)}>",
  "      {n}",
  "    </button>",
  "  )",
  "}",
], { size: 26, lead: 1.93, width: 580, tone: "ink" }).type(0.3, 36);

/* State above, picture below, and the two ways between them. */
const [middle, stateY, buttonY] = [918, 186, 484];
const down = [[middle + 112, stateY], [middle + 260, stateY + 40], [middle + 260, buttonY - 40], [middle + 128, buttonY]];
const up = [[middle - 128, buttonY], [middle - 260, buttonY - 40], [middle - 260, stateY + 40], [middle - 112, stateY]];
path(curve(down), { drawn: [[3.4, 0], [4.8, 1]] });
path(curve(up), { drawn: [[4.2, 0], [5.6, 1]] });
words(middle + 166, 320, "Counter()", "mono dim", { size: 25, opacity: shown(4), x: middle + 70 });
words(middle - 216, 320, "setN()", "mono dim", { size: 25, opacity: shown(4.6) });

const clicks = [8.6, 13.2, 17.4, 20.8];
const pace = [1.5, 1.3, 1, 0.9];
const changes = clicks.map((t, i) => t + pace[i] + 0.2);
const arrivals = clicks.map((t, i) => t + 2 * pace[i] + 0.5);
const lit = (moments) => during("tile", "on", ...moments.map((t) => [t, t + 1.1]));
tile(middle, stateY, 220, 104, "", { opacity: shown(2.6), kind: lit([2.6, ...changes]) });
words(middle, stateY, "", "mono strong", {
  size: 44, middle: true, opacity: shown(2.7), scale: pulse(changes),
  text: [[0, "n = 0"], ...changes.map((t, i) => [t, `n = ${i + 1}`])],
});
const pressed = [[0, 1], ...clicks.flatMap((t) => [[t - 0.05, 1], [t + 0.08, 0.93], [t + 0.3, 1]])];
tile(middle, buttonY, 250, 124, "", {
  size: 62, opacity: shown(6), scale: pressed, kind: "tile full",
  text: [[0, "0"], ...arrivals.map((t, i) => [t, String(i + 1)])],
});
const pulses = [[4.6, 6], ...clicks.map((t, i) => [changes[i] + 0.2, arrivals[i]])];
for (const [from, until] of pulses) {
  dot(0, 0, 22, { ...along(down, from, until), opacity: shown(from, until, 0.1) });
  sound(until, "done", 1);
}
clicks.forEach((t, i) => {
  dot(0, 0, 22, { ...along(up, t + 0.15, changes[i]), kind: "dot hot", opacity: shown(t + 0.1, changes[i], 0.1) });
  sound(t, "step", 0);
});

const hand = [middle + 66, buttonY + 26];
mouse({ ...via([6.6, 1180, 640], [7.9, ...hand], [23.4, ...hand], [25, 1180, 640]), opacity: shown(6.6, 24.8) });
const trail = clicks.flatMap((t, i) => [[t, 4], [changes[i] - 0.3, 1], [arrivals[i] - 0.4, 5]]);
code.run([4.6, 1], [5.6, 5], ...trail, [26, -1]);
