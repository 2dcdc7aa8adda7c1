"""What a player needs to know of a lesson's film."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

if TYPE_CHECKING:
    from courses.models import LessonPage


@dataclass(frozen=True)
class Source:
    url: str
    type: str = "video/mp4"


@dataclass(frozen=True)
class Track:
    """Captions in one language; ``default`` where it is the reader's own."""

    code: str
    name: str
    url: str
    default: bool
    kind: str = "captions"


@dataclass(frozen=True)
class VideoSource:
    """What components/player.html takes. ``width`` and ``height`` in pixels."""

    sources: tuple[Source, ...]
    poster: str
    tracks: tuple[Track, ...]
    duration: str
    width: int
    height: int


def source_of(
    lesson: "LessonPage",
    *,
    in_preview: bool = False,
    spoken: Iterable[str] | None = None,
) -> VideoSource | None:
    """Where the lesson's film, poster and captions are; None without a film.

    ``spoken``: the languages of its captions, where they are known already.
    A preview may show a film that the stored lesson does not have, or a lesson that is
    not stored yet; so it uses the addresses of the CMS, which ask for an editor.
    """
    if lesson.video is None:
        return None
    space, key = ("video", lesson.video.pk) if in_preview else ("media", lesson.pk)
    codes = lesson.video.captions_by_language if spoken is None else spoken
    return VideoSource(
        sources=(Source(reverse(f"{space}:film", args=[key])),),
        poster=reverse(f"{space}:poster", args=[key]),
        tracks=tuple(_tracks(codes, space, key)),
        duration=lesson.video.duration,
        width=lesson.video.width,
        height=lesson.video.height,
    )


def _tracks(codes: Iterable[str], space: str, key: object) -> list[Track]:
    names = dict(settings.LANGUAGES)
    return [
        Track(
            code=code,
            name=names.get(code, code),
            url=reverse(f"{space}:captions", args=[key, code]),
            default=code == get_language(),
        )
        for code in codes
    ]
