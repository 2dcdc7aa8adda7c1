/* Two buyers, one seat: without a lock both get it, with one the second finds it taken. */
open({ course: "Django", lesson: "03", of: 4, seconds: 30, tone: "ink" });

node("card", { x: 64, y: 112, w: 540, h: 424 });
const code = new Code("python", 104, 136, [
  "with transaction.atomic():",
  "    seat = (",
  "        Seat.objects",
  "        .select_for_update()",
  "        .get(pk=7)",
  "    )",
  "    if seat.free:",
  "        seat.sell()",
], { size: 29, lead: 1.62, width: 516 }).type(0.3, 30);

/* The locking line is not there at first: the lines below make room for it. */
code.type(0.3, 30, 0, 2);
const resume = code.end;
code.type(resume, 30, 4, 7);
code.rows[3].move({ kind: during("line", "typing", [14.1, 16]), chars: [[0, 0], [14.2, 8], [15.4, code.lines[3].length]] });
code.rows.slice(4).forEach((row) => {
  const y = row.tracks.y;
  row.move({ y: [[0, y - code.lead], [13.4, y - code.lead], [14.1, y]] });
});
for (let t = 14.2; t < 15.4; t += 0.12) sound(t, "key", Math.round(t * 60) % 5);
code.pointer.move({ y: code.top(3), opacity: shown(14, 27) });

/* Two buyers and the seat between them. */
const [a, b, middle, seatY] = [726, 1146, 936, 372];
for (const [x, name] of [[a, "A"], [b, "B"]]) {
  node("rule", { x: x - 1, y: 190, w: 2, h: 410, opacity: shown(1) });
  dot(x, 160, 76, { kind: "tile", opacity: shown(1) }).element.style.borderRadius = "50%";
  words(x, 160, name, "mono strong", { size: 34, middle: true, opacity: shown(1) });
}
const locked = [17.4, 22.4];
tile(middle, seatY, 136, 136, "", { opacity: shown(1.8), kind: [[0, "tile"], [10.9, "tile hot"], [15.6, "tile"], [locked[0], "tile on"], [locked[1], "tile"]] });
words(middle, seatY - 98, "pk=7", "mono dim", { size: 24, middle: true, opacity: shown(1.8) });
words(middle, seatY, "", "mono strong", {
  size: 42, middle: true, opacity: shown(1.8), scale: pulse([9, 11, 20.4]),
  text: [[0, "0/1"], [9, "1/1"], [11, "2/1"], [15.6, "0/1"], [20.4, "1/1"]],
  kind: [[0, "mono strong"], [11, "mono strong warm"], [15.6, "mono strong"]],
});

/* One step of a buyer: a word on the lane, a dot between the lane and the seat. */
function event(t, lane, y, text, { reads = false, until, kind = "tile", pause = 0 } = {}) {
  const edge = lane === a ? middle - 76 : middle + 76;
  const side = lane === a ? a + 74 : b - 74;
  const [from, to] = reads ? [edge, side] : [side, edge];
  tile(lane, y, 140, 50, text, { size: 20, kind, opacity: shown(t, until, 0.2) });
  const beside = Math.min(seatY + 50, Math.max(seatY - 50, y));
  const [fromY, toY] = reads ? [beside, y] : [y, beside];
  const wait = pause ? [[t + 0.7, (from + to) / 2, (fromY + toY) / 2], [t + pause, (from + to) / 2, (fromY + toY) / 2]] : [];
  const stops = [[t + 0.3, from, fromY], ...wait, [t + pause + (pause ? 0.4 : 0.9), to, toY]];
  dot(0, 0, 18, { ...via(...stops), opacity: [[0, 0], [t + 0.2, 0], [t + 0.3, 1], [stops.at(-1)[0], 1], [stops.at(-1)[0] + 0.2, 0]] });
  sound(t + 0.3, "step", lane === a ? 1 : 3);
}
const first = { until: 15.2 };
event(5, a, 270, "SELECT", { ...first, reads: true });
event(6.4, b, 330, "SELECT", { ...first, reads: true });
event(8, a, 400, "UPDATE", first);
event(10, b, 460, "UPDATE", first);
sound(11, "miss");

event(16.6, a, 270, "FOR UPDATE", { kind: "tile on" });
event(18.2, b, 330, "FOR UPDATE", { pause: 4.4 });
event(19.4, a, 400, "UPDATE");
tile(a, 470, 140, 50, "COMMIT", { size: 20, opacity: shown(22), kind: "tile full" });
sound(22.2, "done", 1);
event(23.4, b, 400, "1/1", { reads: true });
tile(b, 470, 140, 50, "False", { size: 20, opacity: shown(25), kind: "tile hot" });
sound(25, "step", 0);

/* The padlock. */
const shackle = `M ${middle - 15} ${seatY + 96} v -10 a 15 15 0 0 1 30 0 v 10`;
path(shackle, { opacity: shown(locked[0], locked[1], 0.2), stroke: "accent" });
node("bar", { x: middle - 24, y: seatY + 94, w: 48, h: 36, opacity: shown(locked[0], locked[1], 0.2) });
