/* Sorting: the same four words, put in order by spelling, by length, the other way round. */
open({ course: "Python", lesson: "05", of: 5, seconds: 30 });

node("card", { x: 64, y: 112, w: 580, h: 496 });
const code = new Code("python", 104, 140, [
  'fruits = ["pomelo", "yuzu",',
  '          "melon", "orange"]',
  "",
  "sorted(fruits)",
  "",
  "sorted(fruits, key=len)",
  "",
  "sorted(fruits, key=len,",
  "       reverse=True)",
], { size: 30, lead: 1.66, width: 556 }).type(0.3, 34);
code.run([4.6, 0], [6.6, 3], [12.4, 5], [19.2, 7], [25.6, 0]);

const fruits = ["pomelo", "yuzu", "melon", "orange"];
const orders = [
  [4.8, ["pomelo", "yuzu", "melon", "orange"]],
  [7.6, ["melon", "orange", "pomelo", "yuzu"]],
  [14, ["yuzu", "melon", "pomelo", "orange"]],
  [20.6, ["pomelo", "orange", "melon", "yuzu"]],
  [26.2, fruits],
];
const height = (rank) => 176 + rank * 122;

/* Rows change places letter after letter, so that the eye can follow them. */
function rowKeys(fruit, delay) {
  let rank = fruits.indexOf(fruit);
  const keys = [[0, height(rank)]];
  for (const [t, order] of orders) {
    keys.push([t + delay, height(rank)], [t + delay + 0.9, height(order.indexOf(fruit))]);
    rank = order.indexOf(fruit);
  }
  return keys;
}

const spelling = [[6.8, 12.2]];
const counting = [[12.6, 19], [19.4, 25.4]];
fruits.forEach((fruit, row) => {
  [...fruit].forEach((letter, i) => {
    const from = 1 + row * 0.7 + i * 0.06;
    tile(730 + i * 68, 0, 60, 76, letter, {
      size: 36, y: rowKeys(fruit, i * 0.04), opacity: shown(from, undefined, 0.2),
      kind: i ? "tile" : during("tile", "full", ...spelling),
    });
  });
  tile(1176, 0, 76, 76, String(fruit.length), {
    size: 36, y: rowKeys(fruit, 0.3), kind: during("tile", "full", ...counting),
    opacity: [[0, 0], [12.4, 0], [12.8, 1], [25.4, 1], [25.8, 0]], scale: pulse([12.7, 19.4]),
  });
});
for (const [t] of orders.slice(1)) [0, 1, 2, 3].forEach((i) => sound(t + 0.5 + i * 0.14, "step", i + 1));
sound(27.4, "done", 2);

/* Equal lengths keep the order they came in. */
const ties = [[15.4, 2, 3], [22, 0, 1]];
for (const [t, first, second] of ties) {
  path(`M 1226 ${height(first)} h 14 V ${height(second)} h -14`, { stroke: "warm", drawn: [[t, 0], [t + 0.8, 1]], opacity: shown(t, t + 3) });
}
