"""Pictures drawn without a browser, in the look of the site: its own drawings, its own letters."""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import groupby
from pathlib import Path
from threading import Lock
from xml.etree import ElementTree as ET

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont
from resvg_py import svg_to_bytes

LOOK = 1  # raise it when cards come out differently: their addresses change with it
SIZE = WIDTH, HEIGHT = 1200, 630
PANEL = 470  # the drawing's width, on the right
MARGIN = 72
ROOM = WIDTH - PANEL - 2 * MARGIN
TITLE_HEIGHT, LEADING, SIZES = 370, 1.1, (84, 72, 62, 54)
PAPER, INK, MUTED = "#fbfaf8", "#1a1c20", "#5b5f68"
NAMES = ("ground", "a", "b", "c", "d")
TONES = (  # those of .cover in components.css
    ("#ebe4d5", "#1d2030", "#3a45c4", "#e3a53b", "#cc5a3f"),
    ("#2b3390", "#f4efe4", "#c9cdf3", "#e5a93d", "#d9694f"),
    ("#e3a845", "#1d2030", "#f6efe0", "#c04a32", "#2b3390"),
    ("#bfd1c4", "#1e4638", "#f6f1e4", "#cc5a3f", "#e3a53b"),
    ("#20222f", "#c9cdf3", "#cc5a3f", "#e3a53b", "#f4efe4"),
)
HALL = {"ground": "#20222f", "ink": "#f0eeea", "accent": "#a5b0ff", "on-accent": "#12143a"}  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"
ARC = re.compile(r"M([\d.-]+) ([\d.]+)([aA])([\d.]+) [\d.]+ 0 0 1 ([\d.]+) ([\d.]+)$")
LATIN = re.compile(
    r"[\u0000-\u00ff\u0131\u0152\u0153\u02c6\u02da\u02dc\u2000-\u206f\u20ac\u2122\u2212]"
)
LATIN_EXT = re.compile(r"[\u0100-\u02ff\u1e00-\u1eff\u20a0-\u20c0]")
_one_at_a_time = Lock()  # the fonts are shared


@dataclass(frozen=True)
class Card:
    """What a social card shows. ``seed`` chooses the drawing as for a course's cover; none: the lecture hall. ``sign``: the name of the sign beside the site's."""

    title: str
    site_name: str
    seed: int | None = None
    sign: str = ""

    @property
    def digest(self) -> str:
        """Changes with whatever the card shows."""
        said = (LOOK, self.title, self.site_name, self.seed, self.sign)
        return sha256(repr(said).encode()).hexdigest()[:16]


def draw(card: Card, sign: str) -> bytes:
    """The card as a PNG of 1200 × 630 pixels; the same bytes for the same card. ``sign``: as SVG on a square of 32."""
    with _one_at_a_time:
        ground = _ground(card.seed, sign)
        ground = Image.open(
            BytesIO(svg_to_bytes(svg_string=ground, skip_system_fonts=True))
        )
        image = ground.convert("RGB")
        _write(ImageDraw.Draw(image), card)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


# -- the drawing


def _ground(seed: int | None, sign: str) -> str:
    """Paper with the sign, and the panel with its drawing."""
    if seed is None:
        name, colours, fit = "hall", HALL, "xMidYMax slice"
    else:
        name, fit = f"cover-{seed % 10}", "xMidYMid slice"
        colours = dict(zip(NAMES, TONES[seed // 10 % 5], strict=True))
    symbol = next(it for it in _drawings().iter(f"{SVG}symbol") if it.get("id") == name)
    shapes = "".join(ET.tostring(each, "unicode") for each in symbol)
    drawn = re.sub(r"var\(--([\w-]+)\)", lambda found: colours[found[1]], shapes)
    mark = "".join(ET.tostring(each, "unicode") for each in ET.fromstring(sign))  # noqa: S314 -- drawn by us
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">
      <rect width="100%" height="100%" fill="{PAPER}"/>
      <svg x="{MARGIN}" y="{MARGIN}" width="56" height="56" viewBox="0 0 32 32">{mark}</svg>
      <rect x="{WIDTH - PANEL}" width="{PANEL}" height="100%" fill="{colours["ground"]}"/>
      <svg x="{WIDTH - PANEL}" width="{PANEL}" height="{HEIGHT}" viewBox="{symbol.get("viewBox")}"
        preserveAspectRatio="{fit}">{drawn}</svg></svg>"""


@lru_cache
def _drawings() -> ET.Element:
    """``covers.svg`` with every dash in the drawing's own units: resvg does not know ``pathLength``."""
    root = _parsed("covers.svg")
    for path in root.iter(f"{SVG}path"):
        if whole := path.attrib.pop("pathLength", None):
            unit = _arc_length(path.get("d", "")) / float(whole)
            dashes = path.get("stroke-dasharray", "").split()
            scaled = (f"{float(dash) * unit:.3f}" for dash in dashes)
            path.set("stroke-dasharray", " ".join(scaled))
    return root


def _arc_length(path: str) -> float:
    """Of a path that is one arc of a circle, no longer than half of it."""
    x, y, kind, radius, to_x, to_y = ARC.match(path).groups()
    start = (float(x), float(y)) if kind == "A" else (0, 0)
    chord = math.dist(start, (float(to_x), float(to_y)))
    return 2 * float(radius) * math.asin(min(1, chord / 2 / float(radius)))


def _parsed(name: str) -> ET.Element:
    return ET.fromstring(Path(finders.find(name)).read_bytes())  # noqa: S314 -- a file of ours


# -- the letters


def _write(canvas: ImageDraw.ImageDraw, card: Card) -> None:
    _line(canvas, card.site_name, (MARGIN + 76, MARGIN + 41), ("inter", 600, 32), MUTED)
    size, lines = _set(card.title)
    for above, line in enumerate(reversed(lines)):
        y = HEIGHT - MARGIN - 12 - round(above * size * LEADING)
        _line(canvas, line, (MARGIN, y), ("newsreader", None, size), INK)


def _set(title: str) -> tuple[int, list[str]]:
    """In the largest size that has room for all of it; in the smallest, what there is room for."""
    for size in SIZES:
        font = ("newsreader", None, size)
        lines = list(_wrapped(title.split(), font))
        most = int(TITLE_HEIGHT / size / LEADING)
        if len(lines) <= most and all(_width(line, font) <= ROOM for line in lines):
            return size, lines
    lines = list(_wrapped(_broken(title.split(), font), font))
    return size, [*lines[: most - 1], _cut(lines[most - 1], font)] if lines[
        most:
    ] else lines


def _cut(line: str, font: tuple[str, int | None, int]) -> str:
    """With the dots that say there is more."""
    while _width(f"{line}…", font) > ROOM:
        line = line[:-1]
    return f"{line}…"


def _broken(words: list[str], font: tuple[str, int | None, int]) -> Iterator[str]:
    """Words too long for a line, in pieces."""
    for word in words:
        piece = ""
        for letter in word:
            if _width(piece + letter, font) > ROOM:
                yield piece
                piece = ""
            piece += letter
        yield piece


def _wrapped(words: Iterable[str], font: tuple[str, int | None, int]) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}".strip()
        if line and _width(longer, font) > ROOM:
            yield line
            longer = word
        line = longer
    yield line


def _line(
    canvas: ImageDraw.ImageDraw,
    text: str,
    start: tuple[int, int],
    font: tuple[str, int | None, int],
    colour: str,
) -> None:
    x: float = start[0]
    for script, run in _runs(text):
        canvas.text((x, start[1]), run, colour, _font(*font, script), anchor="ls")
        x += _font(*font, script).getlength(run)


def _width(text: str, font: tuple[str, int | None, int]) -> float:
    return sum(_font(*font, script).getlength(run) for script, run in _runs(text))


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Pieces of one font file each; what neither has is left out."""
    for script, letters in groupby(text, key=_script):
        if script:
            yield script, "".join(letters)


def _script(letter: str) -> str:
    if LATIN.match(letter):
        return "latin"
    return "latin-ext" if LATIN_EXT.match(letter) else ""


@lru_cache
def _font(
    family: str, weight: int | None, size: int, script: str
) -> ImageFont.FreeTypeFont:
    """Without a weight: the one its file has."""
    font = ImageFont.truetype(finders.find(f"fonts/{family}-{script}.woff2"), size)
    if weight:
        font.set_variation_by_axes([weight])
    return font
