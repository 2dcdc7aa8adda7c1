"""Films shown outside their lesson: those of free lessons alone, for strangers are let to no other."""

from dataclasses import dataclass

from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
)
from django.urls import reverse
from wagtail.models import Locale, PageViewRestriction

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
    shown = list(open_to_strangers().filter(translation_key=lesson.translation_key))
    wanted = [each for each in shown if locale and each.locale_id == locale.pk]
    chosen = [each for each in shown if each.pk == lesson.pk]
    return next(map(_teaser, [*wanted, *chosen]), None)


def open_to_strangers() -> QuerySet[LessonPage]:
    """Live and free lessons with a film, on which and above which lies no restriction."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restricted = PageViewRestriction.objects.annotate(path=path).filter(
        path__startswith=F("page__path")
    )
    return (
        LessonPage.objects.live()
        .filter(~Exists(restricted), free=True, video__isnull=False)
        .select_related("video")
    )


def _teaser(lesson: LessonPage) -> Teaser:
    poster = reverse("media:poster", args=[lesson.pk])
    return Teaser(lesson, poster, lesson.video.duration)
