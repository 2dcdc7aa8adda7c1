"""What every page's frame shows: name, navigation, languages, account."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.models import Page

from .brand import Brand
from .frame import MENU_DEPTH, Frame, frame_of
from .menus import Link

# Of the bar in rem, as static/css/components.css draws it
ROOM, ROOM_ON_TABLETS = 74, 55  # from 80 and from 60 rem on
WIDEST_NAME = 20
TOOLS = 19  # language, light, account, and the gaps


def shell(request: HttpRequest) -> dict[str, object]:
    if request.path.startswith(("/cms/", "/api/")):
        return {}
    frame = getattr(request, "frame", None) or frame_of(request, _previewed(request))
    request.brand = frame.brand
    navigation = _navigation(request, frame)
    return {
        "brand": frame.brand,
        "bar_fold": _fold(frame.brand, [each["title"] for each in navigation]),
        "site_name": frame.brand.name,
        "home_url": frame.home.get_url(request) if frame.home else "/",
        "navigation": navigation,
        "footer": {
            "columns": list(_columns(request, frame)) or [{"links": navigation}],
            "words": frame.menus.words,
        },
        "above": [
            {"title": page.title, "url": page.get_url(request)}
            for page in frame.lineage[1:]
            if page is not frame.page
        ],
        "languages": _languages(request, frame),
        "account_url": reverse("my_courses"),
        "sign_in_url": reverse("account_login"),
        "sandbox_note": _sandbox_note(),
    }


def _previewed(request: HttpRequest) -> str:
    """Where the page that an editor previews is or will be, below its language's home."""
    in_preview = getattr(request, "is_preview", False)
    return request.path.lstrip("/").partition("/")[2] if in_preview else ""


def _sandbox_note() -> str:
    return (
        _("Demo: payments go to the sandbox, no real money.") if settings.DEMO else ""
    )


def _navigation(request: HttpRequest, frame: Frame) -> list[dict[str, object]]:
    """What an editor placed there; else the pages shown in menus."""
    placed = frame.menus.bar or (
        Link(page.title, key=page.translation_key) for page in frame.menu
    )
    return list(_shown(request, frame, placed))


def _fold(brand: Brand, titles: list[str]) -> str:
    """Where a menu is too long to stand beside the name, a class of the bar: it folds without a script, nothing moves."""
    logo = brand.logo
    name = logo.width / logo.height * 2.5 if logo else 2.6 + 0.68 * len(brand.name)
    links = sum(0.53 * len(title) + 1.5 for title in titles)
    needed = min(name, WIDEST_NAME) + links + TOOLS
    if needed <= ROOM_ON_TABLETS:
        return ""
    return "is-long" if needed <= ROOM else "is-full"


def _columns(request: HttpRequest, frame: Frame) -> Iterator[dict[str, object]]:
    for heading, links in frame.menus.columns:
        if shown := list(_shown(request, frame, links)):
            yield {"heading": heading, "links": shown}


def _shown(
    request: HttpRequest, frame: Frame, links: Iterable[Link]
) -> Iterator[dict[str, object]]:
    """Without pages that are drafts, restricted, or not there in this language."""
    for link in links:
        page = frame.named.get(link.key)
        if page or link.url:
            url = page.get_url(request) if page else link.url
            yield {
                "title": link.label or page.title,
                "url": url,
                "current": _is_current(request, url, page),
            }


def _is_current(request: HttpRequest, url: str, page: Page | None) -> bool:
    """Everything is below the home page."""
    is_above = page and page.depth >= MENU_DEPTH and request.path.startswith(url)
    return bool(is_above) or request.path == url


def _languages(request: HttpRequest, frame: Frame) -> list[dict[str, object]]:
    """The same page in each language, or that language's home."""
    return [
        {
            "code": code,
            "name": name,
            "url": _in_language(request, frame, code),
            "current": code == get_language(),
        }
        for code, name in settings.LANGUAGES
    ]


def _in_language(request: HttpRequest, frame: Frame, code: str) -> str:
    """Only a page has translations: what surrounds a view is the frame of the home page."""
    is_page = hasattr(request, "frame") or getattr(request, "is_preview", False)
    page = frame.translations.get(code) if is_page else None
    if page:
        return page.get_url(request)
    url = same_view(request, code)
    if url and request.GET:  # what was chosen there: a plan, words searched for
        return f"{url}?{request.GET.urlencode()}"
    return url or f"/{code}/"


def same_view(request: HttpRequest, code: str) -> str:
    """The address of a view in a language; empty where a page of the CMS or nothing answers."""
    try:
        match = resolve(request.path)
    except Resolver404:
        return ""
    if not match.url_name or match.url_name == "wagtail_serve":
        return ""
    with override(code):
        return reverse(match.view_name, args=match.args, kwargs=match.kwargs)
