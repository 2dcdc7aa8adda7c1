"""Search over what anybody may read: open texts and titles, never what is behind the gate."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.views.decorators.http import require_GET
from wagtail.models import Locale, Page
from wagtail.search.query import And, PlainText

from courses.cards import CourseCard, cards, courses_of
from story.letters import first_begun, has_all, words_of
from story.models import StoryPage

from .head import description_of

LONGEST = 200
MOST_WORDS = 8
MOST_FOUND = 200  # nobody reads on, and the order is found in Python
PAGE_SIZE = 20
EXCERPT = 180  # letters
MOST_READ = 1000  # words of a page, in search of its excerpt
OFFERED = 3  # courses, where there is nothing else to show


@dataclass(frozen=True)
class Found:
    """``inside``: the title of the page above a lesson; empty for other pages."""

    page: Page
    excerpt: str
    inside: str


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:LONGEST]
    words = words_of(asked)[:MOST_WORDS]
    locale = Locale.objects.filter(language_code=get_language()).first()
    page = Paginator(_pages(words, locale), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "page_of_results": page,
        "results": _told(page.object_list, words),
        "query": f"{urlencode({'q': asked})}&",
        "offered": [] if page.object_list else _offered(request, locale),
    }
    return render(request, "home/search.html", context)


def _pages(words: list[str], locale: Locale | None) -> list[Page]:
    """Those with a word that begins like each of these; first those that have them in their title. One query."""
    if not words:
        return []
    beginnings = And([PlainText(word) for word in words])
    readable = Page.objects.live().public().filter(locale=locale, depth__gt=1)
    found = readable.autocomplete(beginnings)[:MOST_FOUND]
    return sorted(found, key=lambda page: not has_all(words, page.title))


def _told(pages: Iterable[Page], words: list[str]) -> list[Found]:
    """With a piece of their text. A query for each type of page, and one for the pages above."""
    pages = list(pages)
    by_pk = Page.objects.filter(pk__in=[page.pk for page in pages]).specific()
    as_typed = {page.pk: page for page in by_pk}
    lessons = [page for page in as_typed.values() if hasattr(page, "is_gated")]
    above = {page.path[: -page.steplen] for page in lessons}
    titles = dict(Page.objects.filter(path__in=above).values_list("path", "title"))
    return [
        Found(
            page=as_typed[page.pk],
            excerpt=_excerpt(as_typed[page.pk], words),
            inside=titles.get(page.path[: -page.steplen], ""),
        )
        for page in pages
    ]


def _excerpt(page: Page, words: list[str]) -> str:
    """Around the first word found in what is open of the page; else what the page says of itself."""
    below_title = page.open_texts()[1:] if isinstance(page, StoryPage) else []
    there = " ".join(below_title).split()[:MOST_READ]
    at = first_begun(words, there)
    if at is None:
        return description_of(page)
    start = max(0, at - 8)
    before = "… " if start else ""
    return Truncator(before + " ".join(there[start:])).chars(EXCERPT)


def _offered(request: HttpRequest, locale: Locale | None) -> list[CourseCard]:
    return cards(request, courses_of(locale)[:OFFERED]) if locale else []
