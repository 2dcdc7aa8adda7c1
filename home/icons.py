"""The site's icons, all drawn from ``favicon.svg``: ``manage.py draw_icons`` writes them into ``static/``."""

import re
from io import BytesIO
from pathlib import Path

from django.contrib.staticfiles import finders
from PIL import Image
from resvg_py import svg_to_bytes

PNG = {"icon-192.png": 192, "icon-512.png": 512}
FULL = {"apple-touch-icon.png": (180, 0), "icon-maskable.png": (512, 4)}
ICO_SIZES = [16, 32, 48]


def icons() -> dict[str, bytes]:
    """By file name. Telephones cut their own corners, so theirs fill the square; ``maskable`` keeps clear of the rim."""
    drawing = Path(finders.find("favicon.svg")).read_text()
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
