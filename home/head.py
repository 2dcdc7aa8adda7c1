"""What a page says of itself before it is read: address, languages, words, picture."""

import html
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator
from wagtail.models import Page, Site

from courses.cards import seed_of
from courses.models import CoursePage, LessonPage
from story.models import StoryPage

from .brand import Brand
from .context import same_view
from .drawing import Card
from .frame import is_for_all
from .models import HomePage

LONGEST_DESCRIPTION = 200


@dataclass(frozen=True)
class Head:
    """``site``: the address of its front door, without a slash. ``alternates``: the address in each language there is, ``x-default`` included. ``indexed``: for search engines."""

    site: str = ""
    canonical: str = ""
    title: str = ""
    description: str = ""
    card: str = ""
    alternates: dict[str, str] = field(default_factory=dict)
    indexed: bool = False


def head_of(request: HttpRequest, page: Page | None) -> Head:
    """A page of the CMS is for search engines, unless it is closed; a view is for people. No query."""
    if page is None:
        return _head_of_view(request)
    place = page.get_url_parts(request)
    if not (place and all(place)) or _is_closed(request, page):
        return Head(title=title_of(page))
    _number, site, path = place
    narrowed, part = _part(request)
    return Head(
        site=site,
        canonical=f"{site}{path}{part}",
        title=title_of(page),
        description=description_of(page),
        card=f"{site}{card_path(page, request.brand)}" if _has_card(page) else "",
        alternates={} if part else with_default(_translations(request, page)),
        indexed=not narrowed,
    )


def _part(request: HttpRequest) -> tuple[bool, str]:
    """Whether a visitor chose among the courses, which is the same page; and which further page of all of them it is, which is another."""
    catalogue = getattr(request, "catalogue", None)
    if catalogue is None or catalogue.narrowed or catalogue.part.number == 1:
        return bool(catalogue and catalogue.narrowed), ""
    return False, f"?page={catalogue.part.number}"


def _is_closed(request: HttpRequest, page: Page) -> bool:
    """By the shop's gate or by a restriction of wagtail's: whoever reads it, a stranger may not."""
    frame = getattr(request, "frame", None)
    fenced = frame and any(each.fenced for each in frame.lineage)
    return bool(fenced) or getattr(page, "is_gated", False)


def with_default(alternates: dict[str, str]) -> dict[str, str]:
    """Of a whole group of translations, so that each of them names the same one."""
    named = dict(sorted(alternates.items()))
    default = named.get(settings.LANGUAGE_CODE) or next(iter(named.values()))
    return {**named, "x-default": default}


def _translations(request: HttpRequest, page: Page) -> dict[str, str]:
    """Those anybody may read, by the frame that found the page."""
    frame = getattr(request, "frame", None)
    if frame is None or frame.page is None or frame.page.pk != page.pk:
        return {page.locale.language_code: page.get_full_url(request)}
    return {
        code: each.get_full_url(request)
        for code, each in frame.translations.items()
        if is_for_all(each)
    }


def _head_of_view(request: HttpRequest) -> Head:
    """Of the checkout, the account and the like: the same view in every language, without what was asked of it.

    A checkout may be found; its template says what it sells. All others are for one person.
    """
    site = Site.find_for_request(request)
    views = {code: same_view(request, code) for code, _name in settings.LANGUAGES}
    if site is None or request.path not in views.values():
        return Head()
    return Head(
        site=site.root_url,
        canonical=f"{site.root_url}{request.path}",
        alternates=with_default(
            {code: f"{site.root_url}{address}" for code, address in views.items()}
        ),
        indexed=getattr(request.resolver_match, "url_name", "") == "checkout",
    )


# -- words


def title_of(page: Page) -> str:
    """“Home” says nothing where it is read alone: a front page has the title of its opening."""
    if isinstance(page, HomePage) and not page.seo_title:
        return _first(page, "hero", "heading") or page.title
    return page.seo_title or page.title


def description_of(page: Page) -> str:
    """The editor's, else the first words of the page; nothing of a closed page but what was written to be read outside."""
    written = ("search_description", "summary", "intro")
    found = next(filter(None, (getattr(page, name, "") for name in written)), "")
    if found or getattr(page, "is_gated", False):
        return found
    if isinstance(page, LessonPage):
        return _shortened(page.body)
    text = _first(page, "hero", "text") or _first(page, "text") or ""
    return _shortened(text)


def _first(page: Page, kind: str, part: str = "") -> str:
    """Of the first such block, as it is stored: a block's value would fetch its pictures."""
    stream = getattr(page, "body", None)
    blocks = stream.raw_data if stream else []
    values = (block["value"] for block in blocks if block["type"] == kind)
    value = next(values, None)
    return (value.get(part) if part and value else value) or ""


def plain(markup: str) -> str:
    """The words of rich text."""
    spaced = markup.replace("</", " </").replace("<br", " <br")
    return " ".join(html.unescape(strip_tags(spaced)).split())


def _shortened(markup: str) -> str:
    return Truncator(plain(markup)).chars(LONGEST_DESCRIPTION)


# -- the card


def card_of(page: Page, brand: Brand) -> Card:
    """Courses and lessons have a drawing of their own, other pages the lecture hall."""
    drawn = isinstance(page, CoursePage | LessonPage)
    return Card(
        title=title_of(page),
        site_name=brand.name,
        seed=seed_of(page) if drawn else None,
        sign=brand.sign,
    )


def _has_card(page: Page) -> bool:
    """One of ours, and saved: a draft is previewed before there is an address for its card."""
    return isinstance(page, StoryPage) and page.pk is not None


def card_path(page: Page, brand: Brand) -> str:
    return reverse("social_card", args=[page.pk, card_of(page, brand).digest])
