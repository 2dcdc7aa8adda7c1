/* The film kit.
 *
 * A film is a pure function of time: a scene puts nodes on the stage and gives
 * each of them keyframes, [[seconds, value], …]. draw(t) then sets the whole
 * picture of that moment, so the frames come out the same on every machine.
 */

const film = { nodes: [], sounds: [], seconds: 0 };
const stage = document.getElementById("stage");

/* -- time ---------------------------------------------------------------- */

const clamp = (x) => Math.min(1, Math.max(0, x));
const ease = (x) => (x < 0.5 ? 4 * x ** 3 : 1 - (-2 * x + 2) ** 3 / 2);
const LINEAR = new Set(["chars", "spread", "turn"]); // these go at an even pace

/* The value of one property at t: numbers glide between keys, all else switches. */
function valueAt(keys, t, linear) {
  if (!Array.isArray(keys)) return keys;
  let before = keys[0];
  for (const key of keys) {
    if (key[0] > t) {
      if (typeof key[1] !== "number" || key === before) return before[1];
      const passed = clamp((t - before[0]) / (key[0] - before[0]));
      return before[1] + (key[1] - before[1]) * (linear ? passed : ease(passed));
    }
    before = key;
  }
  return before[1];
}

/* Opacity keys: fades in at `from`, out at `until` when there is one. */
function shown(from, until, speed = 0.35) {
  const keys = [[0, from <= 0 ? 1 : 0], [from, from <= 0 ? 1 : 0], [from + speed, 1]];
  return until === undefined ? keys : [...keys, [until, 1], [until + speed, 0]];
}

/* x and y keys of a journey: via([seconds, x, y], …); two equal points make a rest. */
function via(...stops) {
  return { x: stops.map(([t, x]) => [t, x]), y: stops.map(([t, , y]) => [t, y]) };
}

/* Scale keys: a short swelling at each of the given moments. */
function pulse(moments, size = 1.12) {
  return [[0, 1], ...moments.flatMap((t) => [[t, 1], [t + 0.16, size], [t + 0.5, 1]])];
}

/* Class-name keys: `lit` during each [from, until], `base` otherwise. */
function during(base, lit, ...spans) {
  return [[0, base], ...spans.flatMap(([from, until]) => [[from, `${base} ${lit}`], [until, base]])];
}

/* -- sound: the scene says when, sound.py says how it sounds ----------------- */

function sound(at, kind, note = 0) {
  film.sounds.push({ at, kind, note });
}

/* -- nodes ----------------------------------------------------------------- */

class Node {
  constructor(kind, tracks, parent = stage) {
    this.element = document.createElement("div");
    this.kind = kind;
    this.tracks = { x: 0, y: 0, opacity: 1, scale: 1, ...tracks };
    parent.append(this.element);
    film.nodes.push(this);
  }

  move(tracks) {
    Object.assign(this.tracks, tracks);
    return this;
  }

  draw(t) {
    const now = {};
    for (const [name, keys] of Object.entries(this.tracks)) now[name] = valueAt(keys, t, this.tracks.even || LINEAR.has(name));
    this.dress(now);
    const { style } = this.element;
    const middle = this.tracks.middle ? " translate(-50%, -50%)" : "";
    const turn = now.turn ? ` rotate(${now.turn}deg)` : "";
    style.transform = `translate(${now.x.toFixed(2)}px, ${now.y.toFixed(2)}px)${middle}${turn} scale(${now.scale.toFixed(3)})`;
    style.opacity = now.opacity.toFixed(3);
    if (now.spread !== undefined) now.w = now.spread;
    if (now.w !== undefined) style.width = `${now.w.toFixed(1)}px`;
    if (now.h !== undefined) style.height = `${now.h.toFixed(1)}px`;
    if (now.chars !== undefined) style.width = `${Math.floor(now.chars)}ch`;
    if (now.size) style.fontSize = `${now.size}px`;
  }

  dress(now) {
    const name = `node ${now.kind ?? this.kind}`;
    if (this.element.className !== name) this.element.className = name;
    if (now.text !== undefined && this.said !== now.text) this.element.textContent = this.said = now.text;
    if (now.html !== undefined && this.said !== now.html) this.element.innerHTML = this.said = now.html;
  }
}

const node = (kind, tracks) => new Node(kind, tracks);
const words = (x, y, text, kind = "", tracks = {}) => node(kind, { x, y, text, ...tracks });
/* A box placed by its middle, the way diagrams are thought of. */
const tile = (x, y, w, h, text, tracks = {}) =>
  node("tile", { x, y, w, h, text, middle: true, ...tracks });
const chip = (x, y, text, tracks = {}) => node("chip", { x, y, text, middle: true, ...tracks });
const dot = (x, y, size, tracks = {}) => node("dot", { x, y, w: size, h: size, middle: true, ...tracks });

/* A line drawn along an SVG path; `drawn` goes from 0 to 1. */
class Path extends Node {
  constructor(d, tracks) {
    super("", tracks);
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    shape.innerHTML = `<path d="${d}" pathLength="1"></path>`;
    shape.setAttribute("style", "position:absolute;overflow:visible;left:0;top:0");
    this.shape = shape.firstChild;
    this.element.append(shape);
  }

  dress(now) {
    super.dress(now);
    this.shape.setAttribute("class", now.stroke ?? "");
    if (now.drawn === undefined) return;
    this.shape.style.strokeDasharray = "1 1";
    this.shape.style.strokeDashoffset = (1 - now.drawn).toFixed(3);
    this.shape.style.visibility = now.drawn > 0.001 ? "visible" : "hidden";
  }
}

const path = (d, tracks = {}) => new Path(d, tracks);

/* A dot's journey along a cubic curve, between two moments. */
function along([a, b, c, d], from, until, points = 14) {
  const stops = Array.from({ length: points + 1 }, (_, i) => {
    const k = ease(i / points);
    const at = (axis) =>
      a[axis] * (1 - k) ** 3 + 3 * b[axis] * k * (1 - k) ** 2 + 3 * c[axis] * k ** 2 * (1 - k) + d[axis] * k ** 3;
    return [from + ((until - from) * i) / points, at(0), at(1)];
  });
  return { ...via(...stops), even: true };
}

const curve = (points) => `M ${points[0]} C ${points.slice(1).join(" ")}`;

/* The visitor's mouse. */
const mouse = (tracks) =>
  path("M 0 0 v 30 l 8 -7 l 6 13 l 6 -3 l -6 -12 l 10 -1 z", { stroke: "solid", ...tracks });

/* -- the code editor ---------------------------------------------------------- */

class Code {
  constructor(language, x, y, lines, { size = 28, lead = 1.55, width = 560, tone = "" } = {}) {
    Object.assign(this, { x, y, lines, size, width, tone, lead: size * lead });
    this.pointer = node(`${tone} pointer`, { x: x - 24, y, w: width, h: this.lead, opacity: 0 });
    this.rows = lines.map((text, i) => {
      const html = highlight(text, language);
      return node(`${tone} line`, { x, y: Math.round(this.top(i) + this.lead * 0.13), size, chars: 0, html });
    });
  }

  top(row) {
    return this.y + row * this.lead;
  }

  /* Types the lines from one row to another, letter by letter, with its key strokes. */
  type(from, speed = 26, first = 0, last = this.lines.length - 1) {
    let t = from;
    for (let i = first; i <= last; i++) {
      const indent = this.lines[i].search(/\S|$/);
      const takes = (this.lines[i].length - indent) / speed;
      const rest = i === last ? 0.6 : 0.12;
      this.rows[i].move({
        chars: [[t, 0], [t, indent], [t + takes, this.lines[i].length]],
        kind: during(`${this.tone} line`, "typing", [t, t + takes + rest]),
      });
      this.strokes(t, takes, speed);
      t += takes + 0.13;
    }
    this.end = t;
    return this;
  }

  strokes(from, takes, speed) {
    const gap = 3 / speed;
    for (let at = from; at < from + takes - 0.01; at += gap) sound(at, "key", Math.round(at * 97) % 5);
  }

  /* All lines there from the start. */
  set() {
    this.rows.forEach((row, i) => row.move({ chars: this.lines[i].length }));
    return this;
  }

  /* The running line: run([seconds, row], …); row -1 hides the pointer. */
  run(...steps) {
    const y = [[0, this.top(Math.max(0, steps[0][1]))]];
    const opacity = [[0, 0]];
    steps.forEach(([t, row], i) => {
      const was = i ? steps[i - 1][1] : -1;
      opacity.push([t, was < 0 ? 0 : 1], [t + 0.25, row < 0 ? 0 : 1]);
      if (row < 0) return;
      y.push([t, was < 0 ? this.top(row) : this.top(was)], [t + (was < 0 ? 0 : 0.3), this.top(row)]);
      sound(t, "step", row);
    });
    this.pointer.move({ y, opacity });
    return this;
  }
}

/* -- the frame around every film ------------------------------------------------ */

function open({ course, lesson, of, seconds, tone = "paper" }) {
  film.seconds = seconds;
  stage.className = tone === "ink" ? "ink" : "paper";
  if (tone === "split") node("fill ink", { x: 0, y: 0, w: 620, h: 720 });
  const left = tone === "split" ? "ink " : "";
  node(`${left}course`, { x: 64, y: 36, text: course });
  const count = node("lesson", { x: 1216, y: 37, html: `<b>${lesson}</b> / ${of}` });
  count.element.style.translate = "-100% 0";
  node(`${left}rail`, { x: 64, y: 76, w: tone === "split" ? 556 : 1152, h: 2 });
  if (tone === "split") node("rail", { x: 620, y: 76, w: 596, h: 2 });
  film.header = () => {
    node(`${left}progress`, { x: 64, y: 75, h: 4, spread: [[0, 0], [seconds, 1152]] });
  };
}

async function ready() {
  film.header?.();
  draw(0);
  await document.fonts.ready;
  await Promise.all([...document.fonts].map((font) => font.load()));
  return { seconds: film.seconds, sounds: film.sounds };
}

function draw(t) {
  for (const each of film.nodes) each.draw(t);
}
