"""From an accepted file to what is served: a film that starts at once, and its poster."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image

from .probe import DEMUXER, PIXELS_AT_MOST, PROTOCOL, Film, RefusedFilm

POSTER_WIDTH = 1280
POSTER_AT = 0.3
SECONDS_TO_REWRITE = 300
SECONDS_TO_DRAW = 60


@dataclass(frozen=True)
class Prepared:
    """``width`` and ``height`` in pixels, as people see the film."""

    film: Path
    poster: Path
    width: int
    height: int


def prepare(source: Path, film: Film, workshop: Path) -> Prepared:
    """Writes film.mp4 and poster.jpg into the workshop and leaves the source as it is."""
    ready = _rewritten(source, workshop / "film.mp4")
    poster = _poster(ready, film.seconds * POSTER_AT, workshop / "poster.jpg")
    width, height = film.width, film.height
    with Image.open(poster) as drawn:  # drawn upright, whatever way the camera was held
        if (drawn.width > drawn.height) != (width > height) and width != height:
            width, height = height, width
    return Prepared(ready, poster, width, height)


def _rewritten(source: Path, target: Path) -> Path:
    """The same picture and sound, index first; what else the camera noted, its place included, is dropped."""
    tracks = ["-map", "0:V:0", "-map", "0:a:0?", "-c", "copy"]
    forget = ["-map_metadata", "-1", "-map_chapters", "-1"]
    _ffmpeg(
        source,
        [*tracks, *forget, "-movflags", "+faststart", "-f", "mp4"],
        target,
        seconds=SECONDS_TO_REWRITE,
    )
    return target


def _poster(film: Path, moment: float, target: Path) -> Path:
    scale = f"scale=w='min({POSTER_WIDTH},iw)':h=-2"
    _ffmpeg(
        film,
        ["-frames:v", "1", "-an", "-vf", scale, "-q:v", "4", "-f", "image2"],
        target,
        seconds=SECONDS_TO_DRAW,
        moment=moment,
    )
    return target


def _ffmpeg(
    source: Path, work: list[str], target: Path, *, seconds: int, moment: float = 0
) -> None:
    # Seeking, even to the start, would drop sound that begins before the picture.
    seek = ["-ss", f"{moment:.3f}"] if moment else []
    command = [
        *(get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-v", "error", "-y"),
        *("-threads", "1", "-max_pixels", str(PIXELS_AT_MOST)),
        *("-format_whitelist", DEMUXER, "-protocol_whitelist", PROTOCOL),
        *(*seek, "-f", DEMUXER, "-i", f"file:{source}"),
        *work,
        f"file:{target}",
    ]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=seconds)  # noqa: S603 -- a fixed program, no shell
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise RefusedFilm(UNREADABLE) from error
    if not target.exists():  # ffmpeg may end well without having drawn anything
        raise RefusedFilm(UNREADABLE)


UNREADABLE = _("The pictures of this film cannot be read. Export it again, then retry.")
