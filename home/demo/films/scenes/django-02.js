/* N+1: one query for the list and one more for every row of it; then a single one. */
open({ course: "Django", lesson: "02", of: 4, seconds: 29, tone: "ink" });

node("card", { x: 64, y: 100, w: 1152, h: 182 });
const code = new Code("python", 100, 112, [
  "courses = Course.objects.all()",
  "for course in courses:",
  "    print(course.teacher.name)",
], { size: 29, lead: 1.82, width: 1128 }).type(0.3, 34);

/* The edit that mends it. */
const mended = 'courses = Course.objects.select_related("teacher")';
code.rows[0].move({
  html: [[0, highlight(code.lines[0], "python")], [15.4, highlight(mended, "python")]],
  kind: [...code.rows[0].tracks.kind, [13.6, "line typing"], [17.6, "line"]],
  chars: [...code.rows[0].tracks.chars, [14.4, 30], [15.3, 25], [15.4, 25], [17, mended.length]],
});
for (let t = 15.4; t < 17; t += 0.12) sound(t, "key", Math.round(t * 50) % 5);

const [top1, step, barsX] = [310, 33, 700];
const teachers = [4, 1, 4, 7, 2, 9, 1, 3];
const times = [4.9, ...teachers.map((_, i) => 6 + i * 0.82)];
const loops = (from, pace) => teachers.flatMap((_, i) => [[from + i * pace, 1], [from + i * pace + pace / 2, 2]]);
code.run([4.5, 0], ...loops(5.6, 0.82), [12.6, -1], [17.8, 0], ...loops(19.6, 0.5), [23.8, -1]);

/* A waterfall of queries: each waits for the one before. */
times.forEach((t, i) => {
  const sql = i ? `SELECT … FROM teacher WHERE id = ${teachers[i - 1]}` : "SELECT … FROM course";
  const y = top1 + i * step;
  words(100, y, "", "mono", { size: 21, html: highlight(sql, "sql"), opacity: shown(t, 16, 0.2) });
  const left = barsX + i * 57;
  node("bar", {
    x: left, y: y + 4, h: 20, w: [[t, 4], [t + 0.45, 50]], opacity: [[0, 0], [t, 0], [t + 0.1, 1], [16, 1], [16.6, 0.28]],
    kind: [[0, i ? "bar hot" : "bar"], [16.2, "bar hot"]],
  });
  sound(t, i ? "key" : "step", i);
  if (i) sound(t, "step", i % 7);
});
node("bar", { x: barsX, y: top1 + 4, h: 20, w: [[18.3, 4], [19, 84]], opacity: shown(18.3, undefined, 0.15) });
words(100, top1, "", "mono", {
  size: 21, html: highlight("SELECT … FROM course JOIN teacher ON …", "sql"), opacity: shown(18.3, undefined, 0.2),
});
sound(18.3, "step", 2);
sound(24, "done", 3);

/* How many so far. */
const counted = [[0, ""], ...times.map((t, i) => [t, String(i + 1)]), [17, "0"], [18.3, "1"]];
words(1130, 178, "", "mono strong", {
  size: 84, middle: true, text: counted, scale: pulse([...times, 18.3], 1.1),
  kind: [[0, "mono strong accent"], [6, "mono strong warm"], [17, "mono strong accent"]],
});
words(1130, 244, "SQL", "mono dim", { size: 22, middle: true, opacity: shown(4.9) });
