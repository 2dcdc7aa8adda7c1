/* Conditions: the first test that holds decides; a price drawn as steps over ages. */
open({ course: "Python", lesson: "02", of: 5, seconds: 30 });

node("card", { x: 64, y: 112, w: 580, h: 404 });
const code = new Code("python", 104, 132, [
  "age = 7",
  "if age < 12:",
  "    price = 0",
  "elif age < 26:",
  "    price = 8",
  "else:",
  "    price = 12",
  "print(price)",
], { size: 28, lead: 1.62, width: 556 }).type(0.3, 26);
node("card", { x: 64, y: 532, w: 580, h: 76 });

/* The steps: 10 pixels a year, 22 a euro. */
const [left, floor] = [700, 520];
const across = (age) => left + age * 10;
const above = (price) => floor - 14 - price * 22;
const zones = [[0, 12, 0], [12, 26, 8], [26, 50, 12]];
const colours = zones.map(() => [[0, "bar soft"]]);
zones.forEach(([from, until, price], i) => {
  const rise = [[0, floor], [2.2 + i * 0.7, floor], [3.2 + i * 0.7, above(price)]];
  const tall = rise.map(([t, y]) => [t, floor - y]);
  node("bar", { x: across(from) + 3, w: (until - from) * 10 - 6, y: rise, h: tall, kind: colours[i] });
  if (i) words(across(from), floor + 30, String(from), "mono dim", { size: 26, middle: true, opacity: shown(2 + i * 0.7) });
});
path(`M ${left - 10} ${floor + 5} H ${across(50) + 14}`, { drawn: [[0.6, 0], [2.4, 1]] });

/* Four ages go through the same eight lines: [start, age, rows with their seconds]. */
const journeys = [
  { t: 5, age: 7, zone: 0, rows: [[0, 0], [1, 1], [2.6, 2], [3.6, 7]] },
  { t: 11, age: 19, zone: 1, rows: [[0, 0], [1, 1], [2, 3], [3.2, 4], [4.2, 7]] },
  { t: 17.2, age: 40, zone: 2, rows: [[0, 0], [0.8, 1], [1.6, 3], [2.4, 5], [3, 6], [3.9, 7]] },
  { t: 23, age: 12, zone: 1, rows: [[0, 0], [1.2, 1], [2.4, 3], [3.4, 4], [4.4, 7]] },
];
const steps = journeys.flatMap(({ t, rows }) => rows.map(([after, row]) => [t + after, row]));
code.run(...steps);
code.rows[0].move({
  chars: [...code.rows[0].tracks.chars, [10, 7], [10.2, 8]],
  html: journeys.map(({ t, age }, i) => [i ? t : 0, highlight(`age = ${age}`, "python")]),
});

const dotX = [[0, across(7)]];
const dotY = [[0, floor + 5]];
for (const { t, age, zone, rows } of journeys) {
  const price = zones[zone][2];
  const [decided, printed] = [rows.at(-2)[0] + t, rows.at(-1)[0] + t];
  dotX.push([t, dotX.at(-1)[1]], [t + 0.7, across(age)]);
  dotY.push([t, floor + 5], [decided, floor + 5], [decided + 0.5, above(price)], [t + 5.2, above(price)], [t + 5.7, floor + 5]);
  colours[zone].push([decided, "bar"], [t + 5.4, "bar soft"]);
  words(88, 546, String(price), "mono strong", { size: 32, opacity: shown(printed + 0.3, t + 5.4, 0.2) });
  words(across(age), above(price) - 44, `${price} €`, "mono strong accent", { size: 34, middle: true, opacity: shown(decided + 0.4, t + 5.3, 0.2) });
  for (const [after, row] of rows.filter(([, row]) => row === 1 || row === 3)) {
    const holds = age < (row === 1 ? 12 : 26);
    chip(556, code.top(row) + 22, holds ? "True" : "False", {
      kind: holds ? "chip" : "chip plain", opacity: shown(t + after + 0.4, t + 5.3, 0.2), scale: pulse([t + after + 0.4]),
    });
    sound(t + after + 0.4, holds ? "done" : "key", 2);
  }
}
dot(0, 0, 26, { x: dotX, y: dotY, kind: "dot hot", opacity: shown(3.8) });
