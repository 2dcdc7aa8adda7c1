"""The site's icons, all drawn from one sign: ours is ``favicon.svg``, ``manage.py draw_icons`` writes its icons into ``static/``."""

import re
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.contrib.staticfiles import finders
from PIL import Image
from resvg_py import svg_to_bytes

PNG = {"icon-192.png": 192, "icon-512.png": 512}
FULL = {"apple-touch-icon.png": (180, 0), "icon-maskable.png": (512, 4)}
ICO_SIZES = [16, 32, 48]
NAMES = {*PNG, *FULL, "favicon.ico"}


def our_sign() -> str:
    return Path(finders.find("favicon.svg")).read_text()


@lru_cache(maxsize=8)
def icons(drawing: str) -> dict[str, bytes]:
    """By file name, of a sign as SVG on a square of 32. Telephones cut their own corners, so theirs fill the square; ``maskable`` keeps clear of the rim."""
    drawn = {name: _png(drawing, size) for name, size in PNG.items()}
    for name, (size, rim) in FULL.items():
        drawn[name] = _png(_filling(drawing, rim), size)
    drawn["favicon.ico"] = _ico(drawing)
    return drawn


def _png(drawing: str, size: int) -> bytes:
    return svg_to_bytes(
        svg_string=drawing, width=size, height=size, skip_system_fonts=True
    )


def _filling(drawing: str, rim: int) -> str:
    edge = 32 + 2 * rim
    square = f'<rect x="-{rim}" y="-{rim}" width="{edge}" height="{edge}" '
    drawing = re.sub(r'<rect width="32" height="32" rx="\d+" ', square, drawing)
    return drawing.replace('"0 0 32 32"', f'"-{rim} -{rim} {edge} {edge}"')


def _ico(drawing: str) -> bytes:
    """Each size drawn for itself: a reduced one is a smear."""
    *small, largest = [Image.open(BytesIO(_png(drawing, each))) for each in ICO_SIZES]
    out = BytesIO()
    sizes = [(size, size) for size in ICO_SIZES]
    largest.save(out, "ICO", sizes=sizes, append_images=small)
    return out.getvalue()
