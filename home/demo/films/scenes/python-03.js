/* Loops: one frame called price moves along the list, a total grows beneath it. */
open({ course: "Python", lesson: "03", of: 5, seconds: 29 });

node("card", { x: 64, y: 112, w: 580, h: 384 });
const code = new Code("python", 104, 140, [
  "prices = [12, 8, 25, 5]",
  "total = 0",
  "",
  "for price in prices:",
  "    total = total + price",
  "",
  "print(total)",
], { size: 30, lead: 1.6, width: 556 }).type(0.3, 26);
node("card", { x: 64, y: 512, w: 580, h: 96 });

const prices = [12, 8, 25, 5, 10];
const slow = [6.8, 8.2, 10.8, 13.2];
const fast = [21.2, 22.1, 23, 23.9, 24.8];
const column = (i) => 738 + i * 108;
const [listY, barX, barY, unit] = [214, 690, 470, 8.6];

/* First with four prices, then the very same lines with a fifth. */
const steps = [[4.8, 0], [6, 1], ...slow.flatMap((t) => [[t, 3], [t + 0.8, 4]]), [15.8, 6], [18, -1]];
const again = [[20, 0], [20.6, 1], ...fast.flatMap((t) => [[t, 3], [t + 0.4, 4]]), [25.9, 6]];
code.run(...steps, ...again);
const longer = "prices = [12, 8, 25, 5, 10]";
code.rows[0].move({
  html: [[0, highlight(code.lines[0], "python")], [18.4, highlight(longer, "python")]],
  kind: [...code.rows[0].tracks.kind, [18, "line typing"], [19.8, "line"]],
  chars: [...code.rows[0].tracks.chars, [18.4, 23], [19.2, longer.length]],
});
for (const at of [18.5, 18.7, 18.9, 19.1]) sound(at, "key", 1);

words(column(0) - 48, 126, "prices", "mono strong", { size: 26, opacity: shown(4.9) });
const visits = (i) => [...(i < 4 ? [[slow[i], slow[i + 1] ?? 15.6]] : []), [fast[i], fast[i] + 0.8]];
prices.forEach((price, i) => {
  const from = i < 4 ? 5 + i * 0.15 : 19;
  tile(column(i), listY, 96, 96, String(price), {
    size: 34, opacity: shown(from), scale: pulse([from]), kind: during("tile", "on", ...visits(i)),
  });
});

/* The frame called price. */
const frameX = [[0, column(0)]];
for (const list of [slow, fast]) list.forEach((t, i) => frameX.push([t, frameX.at(-1)[1]], [t + 0.4, column(i)]));
const framed = [[0, 0], [6.8, 0], [7.1, 1], [15.8, 1], [16.2, 0], [21.2, 0], [21.4, 1], [25.8, 1], [26.1, 0]];
words(0, listY + 76, "price", "mono strong accent", { size: 28, middle: true, x: frameX, opacity: framed });

/* The total: each price comes down as a piece of the bar. */
words(barX, barY - 92, "total", "mono strong", { size: 26, opacity: shown(6.2) });
path(`M ${barX} ${barY + 44} h ${60 * unit}`, { drawn: [[6, 0], [7, 1]] });
function pieces(list, from, until, travel) {
  let sum = 0;
  list.forEach((t, i) => {
    const width = prices[i] * unit;
    const rest = barX + sum * unit;
    sum += prices[i];
    const start = t + travel;
    node("bar", {
      ...via([start, column(i) - 44, listY + 50], [start + travel, rest + 2, barY - 32]),
      w: [[start, 88], [start + travel, width - 4]], h: [[start, 8], [start + travel, 64]],
      opacity: shown(start, until, 0.15),
    });
    sound(start + travel, "step", i + 2);
  });
}
pieces(slow, 7, 18.2, 0.8);
pieces(fast, 21, 99, 0.4);
const sums = [[0, "0"], ...slow.map((t, i) => [t + 1.4, i]), [20.6, "0"], ...fast.map((t, i) => [t + 0.7, i])].map(
  ([t, i]) => [t, typeof i === "string" ? i : String(prices.slice(0, i + 1).reduce((a, b) => a + b))],
);
words(barX + 60 * unit - 30, barY - 78, "0", "mono strong accent", {
  size: 52, middle: true, text: sums, opacity: shown(6.2), scale: pulse(sums.slice(1).map(([t]) => t), 1.2),
});

words(88, 538, "50", "mono strong", { size: 34, opacity: shown(16.2, 18.2) });
words(88, 538, "60", "mono strong", { size: 34, opacity: shown(26.3) });
sound(16.2, "done", 2);
sound(26.3, "done", 4);
