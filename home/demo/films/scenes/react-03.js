/* REST: one address per thing, a verb for what is to happen to it, a number for the answer. */
open({ course: "React + REST", lesson: "03", of: 4, seconds: 28, tone: "split" });

const requests = [
  { t: 0.4, lines: ["GET /api/courses"], status: "200" },
  { t: 4.6, lines: ["POST /api/courses", '{ "title": "Vue" }'], status: "201" },
  { t: 9.8, lines: ["PATCH /api/courses/3", '{ "title": "Vue 3" }'], status: "200" },
  { t: 15, lines: ["DELETE /api/courses/2"], status: "204" },
  { t: 20.2, lines: ["GET /api/courses/2"], status: "404" },
];
const [lead, size] = [58, 29];
let y = 112;
const asked = [];
for (const [i, { t, lines, status }] of requests.entries()) {
  const code = new Code("http", 64, y, lines, { size, lead: lead / size, width: 580, tone: "ink" });
  const ends = requests[i + 1]?.t ?? 27;
  code.pointer.move({ y, h: lead * lines.length, opacity: [[0, 0], [t, 0], [t + 0.2, 1], [ends - 0.2, 1], [ends, 0]] });
  code.type(t, 26);
  const answered = code.end + 2;
  chip(548, y + lead / 2, status, {
    kind: status === "404" ? "ink chip hot" : "ink chip", size: 25,
    opacity: shown(answered, undefined, 0.15), scale: pulse([answered]),
  });
  sound(answered, status === "404" ? "miss" : "done", i);
  asked.push({ sent: code.end, there: code.end + 0.7, answered, y: y + lead / 2 });
  y += lead * lines.length + 20;
}

/* The collection behind the address. */
const rowY = (rank) => 190 + rank * 122;
words(690, 104, "/api/courses", "mono dim", { size: 25, opacity: shown(0.8) });
const [get, post, patch, remove, missing] = asked;
const rows = [
  { id: "1", from: 1.1, title: [[0, "Python"]], y: rowY(0) },
  { id: "2", from: 1.4, until: remove.there + 0.5, title: [[0, "Django"]], y: rowY(1) },
  { id: "3", from: post.there, title: [[0, "Vue"], [patch.there, "Vue 3"]],
    y: [[0, rowY(2)], [remove.there + 0.8, rowY(2)], [remove.there + 1.5, rowY(1)]] },
];
rows.forEach(({ id, from, until, title, y: at }, i) => {
  const moments = i === 2 ? [[post.there, post.there + 1.6], [patch.there, patch.there + 1.6]] : [];
  const reading = i < 2 ? [[get.there + i * 0.3, get.there + i * 0.3 + 1]] : [];
  const kind = during("card", "on", ...reading, ...moments);
  if (id === "2") kind.push([remove.there - 0.2, "card hot"]);
  const still = { y: at, opacity: shown(from, until, 0.4) };
  const down = (by) => (typeof at === "number" ? at + by : at.map(([t, v]) => [t, v + by]));
  node("card", { x: 690, w: 526, h: 100, ...still, y: down(-50), kind });
  words(744, 0, id, "mono accent strong", { size: 32, middle: true, ...still });
  words(800, 0, "", "mono strong", { size: 34, ...still, y: down(-22), text: title });
});

/* A dot goes over with the question and comes back with the answer. */
const goals = [rowY(0), rowY(2), rowY(2), rowY(1), rowY(2)];
asked.forEach(({ sent, there, answered, y: from }, i) => {
  const end = i === 4 ? [760, rowY(2)] : [690, goals[i]];
  const kind = i === 4 ? [[0, "dot bridge"], [there + 0.4, "dot hot"]] : "dot bridge";
  dot(0, 0, 22, {
    ...via([sent, 520, from], [there, ...end], [there + 0.5, ...end], [answered, 560, from]), kind,
    opacity: [[0, 0], [sent, 0], [sent + 0.1, 1], [answered - 0.1, 1], [answered, 0]],
  });
  sound(there, "step", i);
});
words(953, rowY(2), "?", "mono strong warm", { size: 60, middle: true, opacity: shown(missing.there, 26.4) });
