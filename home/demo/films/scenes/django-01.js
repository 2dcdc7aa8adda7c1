/* Middleware: a request goes in through every layer, its response comes out through the same. */
open({ course: "Django", lesson: "01", of: 4, seconds: 28, tone: "ink" });

const [wayIn, wayOut] = [338, 438];
const layers = [
  { x: 290, y: 112, w: 926, h: 488, name: "SecurityMiddleware", from: 0.4, lit: [[5.2, 6.6], [16.2, 17], [20.6, 22.2]] },
  { x: 480, y: 170, w: 706, h: 400, name: "SessionMiddleware", from: 1.1, lit: [[7, 8.8], [15.2, 16.2]] },
  { x: 670, y: 228, w: 486, h: 312, name: "AuthenticationMiddleware", from: 1.8, lit: [[9.2, 10.8], [14.2, 15.2]] },
];
layers.forEach(({ x, y, w, h, name, from, lit }, i) => {
  node("card", { x, y, w, h, opacity: shown(from), kind: during("card", "on", ...lit) });
  words(x + 22, y + 14, `${i + 1}`, "mono accent strong", { size: 22, opacity: shown(from + 0.2) });
  words(x + 50, y + 14, name, "mono", { size: 22, opacity: shown(from + 0.2) });
  sound(from, "step", i);
});
node("card", { x: 846, y: 280, w: 290, h: 244, opacity: shown(2.5), kind: during("card", "on", [11.2, 13.8]) });
words(864, 296, "", "mono", { size: 20, html: highlight("def courses(request):", "python"), opacity: shown(2.7) });
words(864, 480, "", "mono", { size: 20, html: highlight("    return render(…)", "python"), opacity: shown(2.7) });
sound(2.5, "step", 3);

/* Where the visitor stands. */
path("M 80 300 h 180 v 176 h -180 z M 80 328 h 180", { drawn: [[0.4, 0], [1.8, 1]] });
[96, 112, 128].forEach((x) => dot(x, 314, 7, { opacity: shown(1.4) }));

/* The way in: each layer adds something to the request. */
const middles = [385, 575, 757];
const inward = via([4.2, 170, 390], [5.2, middles[0], wayIn], [6.2, middles[0], wayIn], [7.1, middles[1], wayIn],
  [8.5, middles[1], wayIn], [9.4, middles[2], wayIn], [10.5, middles[2], wayIn], [11.4, 991, 358]);
const carried = (down) => ({ x: inward.x, y: inward.y.map(([t, y]) => [t, y + down]) });
chip(0, 0, "GET /courses", { ...inward, size: 18, opacity: shown(4, 13, 0.3) });
chip(0, 0, ".session", { ...carried(46), kind: "chip soft", opacity: shown(7.5, 13, 0.3), scale: pulse([7.5]) });
chip(0, 0, ".user", { ...carried(92), kind: "chip soft", opacity: shown(9.8, 13, 0.3), scale: pulse([9.8]) });
[5.2, 7.4, 9.7, 11.4].forEach((t, i) => sound(t, "step", i + 1));

/* The way out: the same layers, the last one first. */
const outward = via([13.4, 991, 400], [14.4, middles[2], wayOut], [14.8, middles[2], wayOut], [15.4, middles[1], wayOut],
  [15.8, middles[1], wayOut], [16.4, middles[0], wayOut], [16.8, middles[0], wayOut], [17.6, 170, 404]);
chip(0, 0, "200", { ...outward, size: 26, opacity: shown(13.3, 19, 0.3) });
[13.4, 14.4, 15.4, 16.4].forEach((t, i) => sound(t, "step", 4 - i));
sound(17.6, "done", 3);

/* A layer may answer by itself: what lies deeper never hears of it. */
const early = via([19.6, 170, 390], [20.7, middles[0], 388], [22, middles[0], 388], [23, 170, 404]);
chip(0, 0, "http://", { ...early, opacity: shown(19.4, 21.2, 0.25) });
chip(0, 0, "301", { ...early, size: 26, kind: "chip hot", opacity: shown(21.4), scale: pulse([21.5]) });
sound(20.7, "step", 1);
sound(21.5, "done", 0);
const deeper = layers[1];
node("fill", {
  x: deeper.x + 1, y: deeper.y + 1, w: deeper.w - 2, h: deeper.h - 2,
  opacity: [[0, 0], [20.8, 0], [21.4, 0.6], [25.4, 0.6], [26, 0]],
});
