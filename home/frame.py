"""The page that was asked for and everything its frame shows, found in one query instead of one a level."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, Site

from courses.models import LessonPage
from story.fences import fenced

from .brand import Brand, brand_of
from .menus import Menus, menus_of, version_of
from .models import SiteSettings

KEEP_SITE = 30  # seconds until other processes notice a changed site
KEEP = 300  # seconds of what is kept under the version of what it was read from
MENU_DEPTH = 3  # children of a home page
NONE_YET = Menus()


@dataclass(frozen=True)
class Frame:
    """``lineage``: from the home page down to ``page``. ``translations``: live ones of ``page`` by language.

    ``closed``, ``restricted`` and ``fenced`` of each: by the shop's gate, by a restriction of wagtail's on the page
    itself, and by one on it or above it.
    ``is_open``: no page restriction of wagtail's lies on the page or above it. ``named``: pages of this language that
    ``menus`` name, by their translation key; only those anybody may read.
    """

    brand: Brand
    home: Page | None = None
    page: Page | None = None
    lineage: list[Page] = field(default_factory=list)
    menu: list[Page] = field(default_factory=list)
    translations: dict[str, Page] = field(default_factory=dict)
    is_open: bool = False
    menus: Menus = field(default_factory=Menus)
    named: dict[UUID, Page] = field(default_factory=dict)


def brand_for(request: HttpRequest) -> Brand:
    """For what has no frame, an icon or a feed."""
    return brand_of(site_of(request))


def frame_of(request: HttpRequest, path: str = "") -> Frame:
    """What surrounds the page at ``path`` below the language's home, whether there is such a page or not."""
    root = _root_path(request)
    site = site_of(request)
    if root is None:
        key = f"brand-{site and site.pk}"
        return Frame(cache.get_or_set(key, lambda: brand_of(site), KEEP_SITE))
    steps = _steps(root, path)
    found, menus = _read(steps, root, site, getattr(request, "previewed_home", None))
    by_path = {page.url_path: page for page in found}
    page = by_path.get(steps[-1])
    lineage = [by_path[step] for step in steps if step in by_path]
    return Frame(
        brand=_brand(site, found[0].settings_saved),
        home=by_path.get(root),
        page=page,
        lineage=lineage,
        menu=[each for each in found if _in_menu(each, root)],
        translations=_translations(page, found),
        is_open=_is_open([found[0], *lineage], steps),
        menus=menus,
        named={
            each.translation_key: each
            for each in found
            if each.url_path.startswith(root) and is_for_all(each)
        },
    )


def _read(
    steps: list[str], root: str, site: Site, draft: Page | None
) -> tuple[list[Page], Menus]:
    """Menus are kept: what they name is read with the rest. They are read anew where the home page has changed since."""
    if draft:
        menus = menus_of(draft)
        return list(_around(steps, root, site, menus)), menus
    menus = cache.get(f"menus-{root}", NONE_YET)
    found = list(_around(steps, root, site, menus))
    home = next((page for page in found if page.url_path == root), None)
    if home is None or menus.version == version_of(home):
        return found, menus
    menus = menus_of(home.specific)
    cache.set(f"menus-{root}", menus, KEEP)
    return list(_around(steps, root, site, menus)), menus


def _brand(site: Site, saved: datetime | None) -> Brand:
    if saved is None:
        return brand_of(None)
    key = f"brand-{site.pk}-{saved.isoformat()}"
    return cache.get_or_set(key, lambda: brand_of(site), KEEP)


def _is_open(above: list[Page], steps: list[str]) -> bool:
    """Sure of it: a draft on the way was not read, an alias has its restriction elsewhere."""
    whole = len(above) == len(steps) + 1
    return whole and not any(each.restricted or each.alias_of_id for each in above)


def serve_below(frame: Frame) -> Page | None:
    """The page as its own type, with what it always shows, knowing whether anything restricts it."""
    if frame.page is None:
        return None
    pages = frame.page.specific_class.objects.all()
    joined = getattr(pages.model, "joined", ["locale"])  # a plain page is no story
    page = pages.select_related(*joined).get(pk=frame.page.pk)
    page.is_open = frame.is_open
    return page


def _root_path(request: HttpRequest) -> str | None:
    site = site_of(request)
    paths = {
        (root.site_id, root.language_code): root.root_path
        for root in Site.get_site_root_paths()
    }
    return paths.get((site.pk, get_language())) if site else None


def site_of(request: HttpRequest) -> Site | None:
    """Kept where wagtail looks for it, so that it does not ask again."""
    if not hasattr(request, "_wagtail_site"):
        key = f"site-{request.get_host()}"
        request._wagtail_site = cache.get_or_set(  # noqa: SLF001 -- wagtail's own place for it
            key, lambda: Site.find_for_request(request), KEEP_SITE
        )
    return request._wagtail_site  # noqa: SLF001 -- the same


def _steps(root: str, path: str) -> list[str]:
    """Stored addresses from the home page down to the one asked for."""
    steps = [root]
    for name in filter(None, path.split("/")):
        steps.append(f"{steps[-1]}{name}/")
    return steps


def _around(steps: list[str], root: str, site: Site, menus: Menus) -> Iterable[Page]:
    asked = Page.objects.filter(url_path=steps[-1]).values("translation_key")
    restriction = PageViewRestriction.objects.filter(page=OuterRef("pk"))
    closed = LessonPage.objects.filter(pk=OuterRef("pk"), free=False)
    saved = SiteSettings.objects.filter(site=site.pk).values("saved_at")
    return (
        Page.objects.live()
        .filter(
            Q(depth=1)
            | Q(url_path__in=steps)
            | Q(translation_key__in=asked)
            | Q(depth=MENU_DEPTH, show_in_menus=True, url_path__startswith=root)
            | Q(translation_key__in=menus.keys, url_path__startswith=root)
        )
        .select_related("locale")
        .annotate(
            restricted=Exists(restriction),
            closed=Exists(closed),
            fenced=fenced(),
            settings_saved=Subquery(saved),
        )
        .order_by("path")
    )


def is_for_all(page: Page) -> bool:
    return not (page.fenced or page.closed)


def _in_menu(page: Page, root: str) -> bool:
    return (
        page.depth == MENU_DEPTH
        and page.show_in_menus
        and is_for_all(page)
        and page.url_path.startswith(root)
    )


def _translations(page: Page | None, found: list[Page]) -> dict[str, Page]:
    if page is None:
        return {}
    same = [each for each in found if each.translation_key == page.translation_key]
    return {each.locale.language_code: each for each in same}
