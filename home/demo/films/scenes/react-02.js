/* Rendering: when the state above changes, everything below is drawn anew, unless memo says no. */
open({ course: "React + REST", lesson: "02", of: 4, seconds: 29, tone: "split" });

const code = new Code("jsx", 64, 108, [
  "function App() {",
  '  const [q, setQ] = useState("")',
  "  return (",
  "    <main>",
  "      <Header />",
  "      <Search q={q} set={setQ} />",
  "      <List q={q} />",
  "    </main>",
  "  )",
  "}",
  "",
  "const Header = memo(Banner)",
], { size: 26, lead: 1.6, width: 580, tone: "ink" });
code.type(0.2, 44, 0, 9);
const memo = [15.2, 16.8];
code.rows[11].move({
  chars: [[memo[0], 0], [memo[1], code.lines[11].length]],
  kind: during("ink line", "typing", [memo[0], memo[1] + 0.6]),
});
for (let t = memo[0]; t < memo[1]; t += 0.12) sound(t, "key", Math.round(t * 70) % 5);

/* The tree, with how often each part was drawn. */
const parts = [
  { name: "App", x: 905, y: 156, w: 150, level: 0 },
  { name: "Header", x: 727, y: 318, w: 150, level: 1, kept: true, under: [905, 156] },
  { name: "Search", x: 905, y: 318, w: 150, level: 1, under: [905, 156] },
  { name: "List", x: 1089, y: 318, w: 150, level: 1, under: [905, 156] },
  { name: "Logo", x: 727, y: 500, w: 150, level: 2, kept: true, under: [727, 318] },
  { name: "Item", x: 1000, y: 500, w: 78, level: 2, under: [1089, 318] },
  { name: "Item", x: 1089, y: 500, w: 78, level: 2, under: [1089, 318] },
  { name: "Item", x: 1178, y: 500, w: 78, level: 2, under: [1089, 318] },
];
const changes = [5.6, 7.8, 11.4, 18.6, 21.6, 24.2];
const keptFrom = 18;

for (const { x, y, level, under } of parts.filter((part) => part.under)) {
  const bend = (y + under[1]) / 2;
  path(`M ${under[0]} ${under[1] + 42} V ${bend} H ${x} V ${y - 42}`, { drawn: [[1 + level * 0.7, 0], [1.8 + level * 0.7, 1]] });
}
parts.forEach(({ name, x, y, w, level, kept }) => {
  const draws = changes.filter((t) => !(kept && t > keptFrom)).map((t) => t + 0.35 + level * 0.4);
  const kinds = during("tile", "full", ...draws.map((t) => [t, t + 1]));
  if (kept) kinds.push([17, "tile off"]);
  const from = 0.9 + level * 0.7;
  tile(x, y, w, 84, "", { opacity: shown(from), kind: kinds, scale: pulse(draws, 1.08) });
  const face = during("mono strong", "flip", ...draws.map((t) => [t, t + 1]));
  words(x, y - 14, name, "", { size: 24, middle: true, opacity: shown(from), kind: kept ? [...face, [17, "mono dim"]] : face });
  const seen = [[0, "1"], ...draws.map((t, i) => [t, String(i + 2)])];
  words(x, y + 20, "", "", { size: 22, middle: true, text: seen, opacity: shown(from), kind: kept ? [...face, [17, "mono dim"]] : face });
});
changes.forEach((t) => [0, 1, 2].forEach((level) => sound(t + 0.35 + level * 0.4, "step", level * 2)));

/* What the visitor types. */
const typed = [[0, ""], ...changes.map((t, i) => [t, "django".slice(0, i + 1)])];
node("card", { x: 830, y: 386, w: 150, h: 54, opacity: shown(2), kind: during("card", "on", ...changes.map((t) => [t, t + 0.5])) });
words(846, 397, "", "mono strong", { size: 24, text: typed });
changes.forEach((t) => sound(t, "key", 2));
const runs = changes.flatMap((t) => [[t, 1], [t + 0.55, t > keptFrom ? 5 : 4], [t + 1.4, 6]]);
code.run(...runs, [27.6, -1]);
