/* Loading: between asking and having lie three states, and the page shows each of them. */
open({ course: "React + REST", lesson: "04", of: 4, seconds: 29, tone: "split" });

const code = new Code("jsx", 64, 116, [
  "const [state, set] = useState({})",
  "",
  "useEffect(() => {",
  '  fetch("/api/courses")',
  "    .then(r => r.ok",
  "      ? r.json()",
  "      : Promise.reject(r.status))",
  "    .then(data => set({ data }))",
  "    .catch(error => set({ error }))",
  "}, [])",
], { size: 25, lead: 1.92, width: 580, tone: "ink" }).type(0.2, 44);

/* When each state holds. */
const loading = [[4.2, 7.4], [12.2, 14.6], [18.4, 20.4], [23, 24.6]];
const data = [[7.4, 12.2], [20.4, 23]];
const error = [[14.6, 18.4]];
const none = [[24.6, 29]];
const within = (spans, speed = 0.2) =>
  spans.flatMap(([from, until], i) => [...(i ? [] : [[0, 0]]), [from, 0], [from + speed, 1], [until, 1], [until + speed, 0]]);

/* The states and the ways between them. */
const states = [
  { name: "loading", x: 770, y: 186, w: 176, on: loading },
  { name: "data", x: 1114, y: 146, w: 176, on: [...data, ...none] },
  { name: "error", x: 1114, y: 226, w: 176, on: error, hot: true },
];
path("M 860 180 C 930 176, 950 148, 1022 146", { drawn: [[2.4, 0], [3.4, 1]] });
path("M 860 192 C 930 196, 950 224, 1022 226", { drawn: [[2.7, 0], [3.7, 1]] });
for (const { name, x, y, w, on, hot } of states) {
  tile(x, y, w, 58, name, { size: 26, opacity: shown(1.6), kind: during("tile", hot ? "hot" : "full", ...on) });
}
const ways = [[7, 1], [14.2, 2], [20, 1], [24.2, 1]];
for (const [t, to] of ways) {
  const end = to === 1 ? 146 : 226;
  const points = [[860, 186], [930, 186], [950, end], [1022, end]];
  dot(0, 0, 18, { ...along(points, t - 0.3, t + 0.4), kind: to === 2 ? "dot hot" : "dot", opacity: shown(t - 0.3, t + 0.4, 0.1) });
  sound(t + 0.4, to === 2 ? "miss" : "done", 2);
}
loading.forEach(([t]) => sound(t, "step", 1));

/* The page itself. */
node("card", { x: 682, y: 288, w: 534, h: 320, opacity: shown(0.8) });
[0, 1, 2].forEach((i) => {
  const y = 320 + i * 90;
  const breathe = within(loading).map(([t, v]) => [t, v]);
  const glow = [];
  for (let t = 0; t < 29; t += 1) glow.push([t, 1], [t + 0.5, 0.97]);
  node("bar faint", { x: 714, y, w: 70, h: 70, opacity: breathe, scale: glow });
  node("bar faint", { x: 806, y: y + 8, w: 300 - i * 50, h: 22, opacity: breathe });
  node("bar faint", { x: 806, y: y + 44, w: 180 + i * 30, h: 18, opacity: breathe });
  const late = data.map(([from, until]) => [from + 0.2 + i * 0.18, until]);
  node("tile full", { x: 714, y, w: 70, h: 70, opacity: within(late), size: 30, text: ["Py", "Dj", "Re"][i] });
  words(806, y + 16, ["Python", "Django", "React"][i], "mono strong", { size: 30, opacity: within(late) });
});
words(949, 400, "500", "mono strong warm", { size: 84, middle: true, opacity: within(error) });
tile(949, 510, 150, 76, "", { opacity: within(error), scale: [[0, 1], [17.9, 1], [18.05, 0.93], [18.3, 1]] });
path("M 964 496 a 22 22 0 1 0 5 22 M 966 482 v 16 h -16", { stroke: "warm", opacity: within(error) });
mouse({ ...via([15.8, 1180, 650], [17.4, 970, 520], [18.4, 970, 520], [19.6, 1180, 650]), opacity: shown(15.8, 19.2) });
sound(18, "step", 0);
tile(949, 448, 200, 120, "[ ]", { size: 50, opacity: within(none), kind: "tile off" });

code.run([4.2, 3], [7.2, 7], [12.2, 3], [13.6, 6], [14.6, 8], [18.4, 3], [20.2, 7], [23, 3], [24.4, 7], [28, -1]);
