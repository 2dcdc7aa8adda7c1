"""The accent, judged by WCAG 2.2 and fitted to both schemes. Colours are ``#rrggbb``.

Formulas: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance and #dfn-contrast-ratio.
"""

from colorsys import hls_to_rgb, rgb_to_hls

ENOUGH = 4.5  # for text, WCAG 2.2, 1.4.3
ENOUGH_IN_THE_DARK = 6.5  # as our own: light letters look thinner
OURS = "#3a45c4"
ON_ACCENT, ON_ACCENT_DARK = "#ffffff", "#131417"
# What the accent is read on: --bg, --surface and --tint of site.css. --accent-soft is mixed from the surface.
LIGHT = ("#fbfaf8", "#ffffff", "#f3f0e9")
DARK = ("#131417", "#1c1e22", "#191a1e")
SOFT = 0.11


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def weakest(accent: str, grounds: tuple[str, ...]) -> float:
    """The contrast where the accent is hardest to read. Text on the accent is read no worse."""
    soft = _mixed(accent, grounds[1], SOFT)
    return min(contrast(accent, ground) for ground in (*grounds, soft))


def readable(accent: str) -> str:
    """The nearest of its hue that is read on light pages; itself, where it is."""
    return _fitted(accent, LIGHT, ENOUGH, -0.01)


def for_dark(accent: str) -> str:
    """Its like on dark pages and on the stage."""
    return _fitted(accent, DARK, ENOUGH_IN_THE_DARK, 0.01)


def _fitted(accent: str, grounds: tuple[str, ...], enough: float, step: float) -> str:
    hue, lightness, saturation = rgb_to_hls(*_channels(accent))
    while weakest(accent, grounds) < enough:
        lightness = min(max(lightness + step, 0), 1)
        accent = _hex(*hls_to_rgb(hue, lightness, saturation))
    return accent


def _luminance(colour: str) -> float:
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
        for each in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: str, ground: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return _hex(*(share * one + (1 - share) * other for one, other in pairs))


def _channels(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def _hex(*channels: float) -> str:
    return "#" + "".join(f"{round(each * 255):02x}" for each in channels)
