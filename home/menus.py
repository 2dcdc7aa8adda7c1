"""What an editor placed around every page of a language: the menu, the columns at the foot, a few words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

OPEN_PAGES = (
    "home.HomePage",
    "home.StandardPage",
    "courses.CourseIndexPage",
    "courses.CoursePage",
    "commerce.PricingPage",
)


class PageLinkBlock(blocks.StructBlock):
    page = blocks.PageChooserBlock(OPEN_PAGES, label=_("Page"))
    label = blocks.CharBlock(
        label=_("Label"),
        required=False,
        max_length=40,
        help_text=_("The page's title, if empty."),
    )

    class Meta:
        label = _("Page")
        icon = "doc-empty"


class AddressBlock(blocks.StructBlock):
    url = blocks.URLBlock(label=_("Address"))
    label = blocks.CharBlock(label=_("Label"), max_length=40)

    class Meta:
        label = _("Address")
        icon = "link"


class LinksBlock(blocks.StreamBlock):
    page = PageLinkBlock()
    address = AddressBlock()

    class Meta:
        label = _("Links")


class ColumnBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=40)
    links = LinksBlock()

    class Meta:
        label = _("Column")
        icon = "list-ul"


@dataclass(frozen=True)
class Link:
    """To a page, in whatever language: ``key`` is common to its translations. Else to an address."""

    label: str
    url: str = ""
    key: UUID | None = None


@dataclass(frozen=True)
class Menus:
    """``version``: of the home page they were read from; None before any was."""

    version: tuple | None = None
    bar: tuple[Link, ...] = ()
    columns: tuple[tuple[str, tuple[Link, ...]], ...] = ()
    words: str = ""

    @property
    def keys(self) -> set[UUID]:
        return {link.key for link in _links(self) if link.key}


def menus_of(home: Page) -> Menus:
    """Of a home page; a site may begin elsewhere."""
    if not hasattr(home, "menu"):
        return Menus(version_of(home))
    streams = [home.menu.get_prep_value(), home.footer.get_prep_value()]
    keys = _keys([*streams[0], *chain(*(it["value"]["links"] for it in streams[1]))])
    columns = (it["value"] for it in streams[1])
    return Menus(
        version=version_of(home),
        bar=tuple(_read(streams[0], keys)),
        columns=tuple(
            (it["heading"], tuple(_read(it["links"], keys))) for it in columns
        ),
        words=home.footer_words,
    )


def version_of(home: Page) -> tuple:
    """Changes with each publication; an alias is published with its original and keeps its revision."""
    return home.live_revision_id, home.last_published_at


def _links(menus: Menus) -> Iterator[Link]:
    return chain(menus.bar, *(links for _heading, links in menus.columns))


def _keys(stored: list[dict]) -> dict[int, UUID]:
    ids = [it["value"]["page"] for it in stored if it["type"] == "page"]
    return dict(Page.objects.filter(pk__in=ids).values_list("pk", "translation_key"))


def _read(stored: list[dict], keys: dict[int, UUID]) -> Iterator[Link]:
    for it in stored:
        value = it["value"]
        if it["type"] == "address":
            yield Link(value["label"], url=value["url"])
        elif value["page"] in keys:
            yield Link(value.get("label", ""), key=keys[value["page"]])
