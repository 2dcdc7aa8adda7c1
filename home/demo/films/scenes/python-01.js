/* Variables: a program runs line by line and fills its memory. */
open({ course: "Python", lesson: "01", of: 5, seconds: 28 });

node("card", { x: 64, y: 112, w: 580, h: 372 });
const code = new Code("python", 104, 142, [
  'name = "Ada"',
  "born = 1815",
  "age = 1843 - born",
  "print(name, age)",
  "age = age + 1",
  "print(name, age)",
], { size: 30, lead: 1.75, width: 556 }).type(0.3, 24);
code.run([5.0, 0], [7.2, 1], [10.2, 2], [14.2, 3], [17.2, 4], [21.6, 5], [25.2, -1]);

/* What the program prints. */
node("card", { x: 64, y: 500, w: 580, h: 108 });
words(88, 512, "Ada 28", "mono", { size: 30, opacity: shown(14.8) });
words(88, 556, "Ada 29", "mono strong accent", { size: 30, opacity: shown(22.2) });
sound(14.8, "done", 1);
sound(22.2, "done", 3);

/* The memory: one drawer per name. */
const drawers = [["name", 5.0], ["born", 7.2], ["age", 10.2]];
drawers.forEach(([name, from], i) => {
  const y = 182 + i * 178;
  words(712, y - 18, name, "mono strong", { size: 30, opacity: shown(from + 0.2) });
  path(`M ${712 + name.length * 18 + 16} ${y} H 866`, { drawn: [[0, 0], [from + 0.3, 0], [from + 0.9, 1]], stroke: "accent" });
  tile(1038, y, 352, 140, "", { opacity: shown(from + 0.2), kind: during("tile", "on", [from, from + 2]) });
});
const value = (text, y, keys) => words(1038, y, text, "mono strong", { size: 50, middle: true, ...keys });

/* A value leaves its line of code and lands in its drawer. */
const fly = (t, row, column, y) => ({
  ...via([t, code.x + column * 18, code.top(row) + 24], [t + 1, 1038, y]),
  opacity: shown(t, undefined, 0.15),
  scale: [[t, 0.65], [t + 1, 1]],
});
value('"Ada"', 182, fly(5.4, 0, 9, 182));
value("1815", 360, fly(7.6, 1, 9, 360));
value("1843 - 1815", 538, { ...fly(10.6, 2, 12, 538), size: 40, opacity: shown(10.6, 12.2) });
value("28", 538, { opacity: shown(12.5, 19.4), scale: pulse([12.6]) });
value("28 + 1", 538, { opacity: shown(19.4, 20.4) });
value("29", 538, { kind: "mono strong accent", opacity: shown(20.7), scale: pulse([20.8]) });
dot(1190, 538, 12, { opacity: [[0, 0], [17.4, 0], [17.8, 1], [20.6, 1], [21, 0]] });
