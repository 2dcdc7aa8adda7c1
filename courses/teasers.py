"""Films shown outside their lesson: those of free lessons alone, for strangers are let to no other."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.urls import reverse
from wagtail.models import Locale

from story.fences import fenced

from .models import LessonPage


@dataclass(frozen=True)
class Teaser:
    """``poster``: its address. ``duration`` as people read it."""

    lesson: LessonPage
    poster: str
    duration: str


def teaser_of(lesson: LessonPage | None, locale: Locale | None) -> Teaser | None:
    """Of the lesson's translation if strangers may watch that, else of itself; None where they may watch neither. One query."""
    if lesson is None:
        return None
    shown = free_films().filter(translation_key=lesson.translation_key)
    shown = list(shown.select_related("video"))
    wanted = [each for each in shown if locale and each.locale_id == locale.pk]
    chosen = [each for each in shown if each.pk == lesson.pk]
    return next(map(_teaser, [*wanted, *chosen]), None)


def free_films(passed: Combinable | None = None) -> QuerySet[LessonPage]:
    """Live and free lessons with a film that strangers may watch, or whoever has passed a page; see ``fenced``."""
    return LessonPage.objects.live().filter(
        ~fenced(passed), free=True, video__isnull=False
    )


def _teaser(lesson: LessonPage) -> Teaser:
    poster = reverse("media:poster", args=[lesson.pk])
    return Teaser(lesson, poster, lesson.video.duration)
