/* A cache: slow once, quick afterwards, thrown away when what it says is no longer true. */
open({ course: "Django", lesson: "04", of: 4, seconds: 29, tone: "ink" });

node("card", { x: 64, y: 112, w: 540, h: 472 });
const code = new Code("python", 104, 140, [
  "def popular():",
  "    return cache.get_or_set(",
  '        "popular",',
  "        compute,",
  "        timeout=300,",
  "    )",
  "",
  'cache.delete("popular")',
], { size: 28, lead: 1.82, width: 516 }).type(0.3, 30);

/* Visitor, cache, database. */
const [visitor, cache, base, lane] = [690, 900, 1130, 220];
path(`M ${visitor + 40} ${lane} H ${base - 70}`, { drawn: [[0.8, 0], [2, 1]] });
const stand = shown(1.2);
dot(visitor, lane, 72, { kind: "tile", opacity: stand }).element.style.borderRadius = "50%";
dot(visitor, lane - 9, 18, { opacity: stand });
node("bar", { x: visitor - 15, y: lane + 4, w: 30, h: 15, opacity: stand });
node("fill", { x: cache - 74, y: lane - 60, w: 148, h: 120, opacity: stand });
tile(cache, lane, 148, 120, "", { opacity: stand, kind: [[0, "tile off"], [7.2, "tile on"], [17, "tile off"], [20.8, "tile on"]] });
words(cache, lane - 86, "cache", "mono dim", { size: 24, middle: true, opacity: stand });
const drum = `M ${base - 62} ${lane - 44} a 62 16 0 0 1 124 0 v 88 a 62 16 0 0 1 -124 0 v -88 a 62 16 0 0 0 124 0`;
path(drum, { drawn: [[1.2, 0], [2.6, 1]], stroke: during("", "warm", [5.8, 6.8], [19.4, 20.4]) });
words(base, lane - 86, "SQL", "mono dim", { size: 24, middle: true, opacity: stand });
words(cache, lane, "", "mono strong accent", { size: 40, middle: true, text: [[0, "v1"], [18, "v2"]], opacity: [[0, 0], [7, 0], [7.3, 1], [16.8, 1], [17.1, 0], [20.8, 0], [21.1, 1]] });
words(base, lane + 12, "", "mono strong", { size: 34, middle: true, text: [[0, "v1"], [16, "v2"]], opacity: shown(2.2), scale: pulse([16], 1.25) });

/* What is left of the 300 seconds. */
node("rule", { x: cache - 74, y: lane + 74, w: 148, h: 6, opacity: stand });
node("bar", { x: cache - 74, y: lane + 74, h: 6, spread: [[7.2, 148], [17, 96], [17.1, 0], [20.8, 0], [20.9, 148], [29, 108]], opacity: [[0, 0], [7.1, 0], [7.3, 1]] });

/* Every request leaves a column: how long it took. */
const requests = [[4.8, true], [8.4, false], [9.9, false], [11.2, false], [12.4, false], [13.5, false], [18.4, true], [22, false], [23.4, false], [24.6, false]];
const floor = 584;
path(`M 660 ${floor} H 1216`, { drawn: [[3, 0], [4.4, 1]] });
requests.forEach(([t, slow], i) => {
  const stops = slow
    ? [[t, visitor + 40, lane], [t + 0.6, cache, lane], [t + 1, base - 40, lane], [t + 2, base - 40, lane], [t + 2.4, cache, lane], [t + 2.9, visitor, lane]]
    : [[t, visitor + 40, lane], [t + 0.35, cache - 60, lane], [t + 0.7, visitor, lane]];
  const back = stops.at(-1)[0];
  dot(0, 0, 20, { ...via(...stops), kind: slow ? "dot hot" : "dot", opacity: [[0, 0], [t - 0.1, 0], [t, 1], [back, 1], [back + 0.15, 0]] });
  const tall = slow ? 190 : 16;
  const grow = slow ? [[t + 0.3, 2], [back, tall]] : [[t, 2], [back, tall]];
  node(slow ? "bar hot" : "bar", {
    x: 672 + i * 54, w: 40, h: grow, y: grow.map(([at, h]) => [at, floor - 4 - h]), opacity: shown(t + (slow ? 0.3 : 0), undefined, 0.1),
  });
  sound(t, "step", slow ? 0 : 4);
  if (slow) sound(back, "done", 1);
});
code.run([4.6, 0], [5.4, 1], [5.9, 3], [8, 1], [16.2, 7], [18.2, 1], [19.4, 3], [21.6, 1], [27.6, -1]);
