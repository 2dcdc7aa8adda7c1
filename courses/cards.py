"""Courses as cards."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from commerce.access import prices_from

from .models import CoursePage
from .outline import facts_of


@dataclass(frozen=True)
class CourseCard:
    """``seed`` chooses the drawn cover where the course has no picture."""

    course: CoursePage
    url: str
    badge: str
    facts: list[dict[str, str]]
    seed: int


def courses_of(locale: Locale, chosen: Iterable[Page] = ()) -> list[CoursePage]:
    """Those of a language in the order of the catalogue, or the chosen ones, translated if they are. One query."""
    live = CoursePage.objects.live().select_related("cover").order_by("path")
    keys = [page.translation_key for page in chosen]
    if not keys:
        return list(live.filter(locale=locale))
    found = live.filter(translation_key__in=keys)
    in_language_last = sorted(found, key=lambda page: page.locale_id == locale.pk)
    by_key = {page.translation_key: page for page in in_language_last}
    return [by_key[key] for key in keys if key in by_key]


def seed_of(course: CoursePage) -> int:
    """The same for every translation, so a course keeps its cover."""
    return course.translation_key.int % 100


def cards(request: HttpRequest, courses: Iterable[CoursePage]) -> list[CourseCard]:
    """One query for all prices."""
    courses = list(courses)
    prices = prices_from(courses)
    return [
        CourseCard(
            course=course,
            url=course.get_url(request),
            badge=_badge(prices.get(course.pk)),
            facts=facts_of(course),
            seed=seed_of(course),
        )
        for course in courses
    ]


def _badge(price: object) -> str:
    if price is None:
        return ""
    return _("Free") if price.amount == 0 else str(price)
