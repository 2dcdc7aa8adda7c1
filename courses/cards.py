"""Courses as cards."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from commerce.access import prices_from
from commerce.money import Money
from story.fences import fenced

from .models import CoursePage
from .outline import facts_of

BESIDE = 3


@dataclass(frozen=True)
class CourseCard:
    """``price``: see ``prices_from``. ``seed`` chooses the drawn cover where the course has no picture."""

    course: CoursePage
    url: str
    price: Money | None
    facts: list[dict[str, str]]
    seed: int

    @property
    def badge(self) -> str:
        if self.price is None:
            return ""
        return str(self.price) if self.price.amount else _("Free")


def courses_in(locale: Locale, shown_on: Page | None = None) -> QuerySet[CoursePage]:
    """Those of a language in the order of the catalogue, without what readers of the page they are shown on may not read."""
    return _live(shown_on).filter(locale=locale)


def courses_of(
    locale: Locale, chosen: Iterable[Page] = (), shown_on: Page | None = None
) -> list[CoursePage]:
    """As ``courses_in``, or the chosen ones, translated if they are. One query."""
    keys = [page.translation_key for page in chosen]
    if not keys:
        return list(courses_in(locale, shown_on))
    found = _live(shown_on).filter(translation_key__in=keys)
    in_language_last = sorted(found, key=lambda page: page.locale_id == locale.pk)
    by_key = {page.translation_key: page for page in in_language_last}
    return [by_key[key] for key in keys if key in by_key]


def _live(shown_on: Page | None) -> QuerySet[CoursePage]:
    passed = Value(shown_on.path) if shown_on else None
    readable = CoursePage.objects.live().filter(~fenced(passed))
    return readable.select_related("cover").order_by("path")


def seed_of(course: CoursePage) -> int:
    """The same for every translation, so a course keeps its cover."""
    return course.translation_key.int % 100


def cards(request: HttpRequest, courses: Iterable[CoursePage]) -> list[CourseCard]:
    """One query for all prices."""
    courses = list(courses)
    prices = prices_from(courses)
    return [_card(request, course, prices.get(course.pk)) for course in courses]


def cards_beside(request: HttpRequest, course: CoursePage) -> list[CourseCard]:
    """The courses that follow this one in the catalogue, from its start again at its end; without prices, for one query."""
    before = Case(When(path__gt=course.path, then=0), default=1)
    others = courses_in(course.locale, course).exclude(pk=course.pk).defer("body")
    following = others.order_by(before, "path")[:BESIDE]
    return [_card(request, each, None) for each in following]


def _card(request: HttpRequest, course: CoursePage, price: Money | None) -> CourseCard:
    return CourseCard(
        course=course,
        url=course.get_url(request),
        price=price,
        facts=facts_of(course),
        seed=seed_of(course),
    )
