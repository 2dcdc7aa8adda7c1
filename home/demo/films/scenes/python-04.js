/* Functions: a machine with two openings; values go in, one value comes out. */
open({ course: "Python", lesson: "04", of: 5, seconds: 29 });

node("card", { x: 64, y: 112, w: 600, h: 432 });
const code = new Code("python", 100, 140, [
  "def with_tax(price, rate=20):",
  "    tax = price * rate / 100",
  "    return price + tax",
  "",
  "with_tax(50)",
  "with_tax(50, 5.5)",
  "with_tax(8)",
], { size: 29, lead: 1.85, width: 576 }).type(0.3, 30);

/* The machine. */
const [middle, roof, bottom] = [946, 262, 462];
const [priceX, rateX] = [middle - 110, middle + 110];
const built = shown(1.6);
node("card", { x: middle - 230, y: roof, w: 460, h: bottom - roof, opacity: built,
  kind: during("card", "on", [6.2, 10.2], [14.2, 17.6], [21.4, 24.2]) });
words(middle, roof + 32, "with_tax", "mono strong accent", { size: 28, middle: true, opacity: built });
for (const [x, name] of [[priceX, "price"], [rateX, "rate"]]) {
  words(x, roof - 32, name, "mono dim", { size: 26, middle: true, opacity: built });
  node("bar", { x: x - 52, y: roof - 5, w: 104, h: 10, opacity: built });
}
node("bar", { x: middle - 60, y: bottom - 5, w: 120, h: 10, opacity: built });

/* Three calls: [when, row, price, rate, given, tax, result, pace]. */
const calls = [
  { t: 5, row: 4, price: "50", rate: "20", given: false, tax: "10.0", result: "60.0", pace: 1 },
  { t: 13, row: 5, price: "50", rate: "5.5", given: true, tax: "2.75", result: "52.75", pace: 0.85 },
  { t: 20.4, row: 6, price: "8", rate: "20", given: false, tax: "1.6", result: "9.6", pace: 0.75 },
];
const steps = calls.flatMap(({ t, row, pace }) => [[t, row], [t + 2 * pace, 1], [t + 4 * pace, 2], [t + 5.4 * pace, row]]);
code.run(...steps, [27.2, -1]);

for (const { t, row, price, rate, given, tax, result, pace } of calls) {
  const at = (after) => t + after * pace;
  const fall = (x, source) => ({
    ...via([at(0.3), ...source], [at(0.9), x, 160], [at(1.2), x, 160], [at(1.9), x, roof + 20]),
    opacity: [[0, 0], [at(0.3), 0], [at(0.5), 1], [at(1.6), 1], [at(1.9), 0]],
  });
  const call = code.top(row) + 27;
  chip(0, 0, price, { ...fall(priceX, [300, call]) });
  chip(0, 0, rate, { ...fall(rateX, given ? [370, call] : [540, code.top(0) + 27]), kind: given ? "chip" : "chip soft" });
  const inside = (text, from, until) =>
    words(middle, roof + 112, text, "mono strong", { size: 36, middle: true, opacity: shown(at(from), at(until), 0.2) });
  inside(`${price} * ${rate} / 100`, 2, 3.2);
  inside(`tax = ${tax}`, 3.4, 4.1);
  inside(`${price} + ${tax}`, 4.3, 5.2);
  const last = t > 20;
  chip(0, 0, result, {
    size: 30, ...via([at(5.2), middle, bottom - 10], [at(5.9), middle, 542]), scale: 1.15,
    opacity: shown(at(5.2), last ? 99 : t + 7.1, 0.2),
  });
  words(100 + code.lines[row].length * 17.4 + 40, code.top(row) + 8, `# ${result}`, "mono accent strong", { size: 29, opacity: shown(at(6)) });
  sound(at(5.5), "done", row - 3);
}
