"""What a player needs to know of a lesson's film."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from .models import Video

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


def source_of(lesson: "LessonPage", *, in_preview: bool = False) -> VideoSource | None:
    """Where the lesson's film, poster and captions are; None without a film.

    A preview may show a film that the stored lesson does not have, or a lesson that is
    not stored yet; so it uses the addresses of the CMS, which ask for an editor.
    """
    if lesson.video is None:
        return None
    space, key = ("video", lesson.video.pk) if in_preview else ("media", lesson.pk)
    return VideoSource(
        sources=(Source(reverse(f"{space}:film", args=[key])),),
        poster=reverse(f"{space}:poster", args=[key]),
        tracks=tuple(_tracks(lesson.video, space, key)),
        duration=lesson.video.duration,
        width=lesson.video.width,
        height=lesson.video.height,
    )


def _tracks(video: Video, space: str, key: object) -> list[Track]:
    names = dict(settings.LANGUAGES)
    return [
        Track(
            code=code,
            name=names.get(code, code),
            url=reverse(f"{space}:captions", args=[key, code]),
            default=code == get_language(),
        )
        for code in video.captions_by_language
    ]
