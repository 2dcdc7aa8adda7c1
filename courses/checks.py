"""What an editor is told of a page before publishing: each check looks for one thing.

Only what visitors would meet broken stops a page; the rest is for the editor to judge.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.blocks import StreamValue, StructValue
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText

from story.checks import Finding

from .curriculum.parts import parts_of
from .models import CoursePage, LessonPage
from .teasers import teaser_of

AMOUNT = r"(?<!\d)\d(?:[\d\s.,]{0,15}\d)?"  # bounded: a long row of digits is tried from many
PRICE = re.compile(
    rf"[€$£]\s?{AMOUNT}|{AMOUNT}\s?(?:[€$£]|(?:EUR|USD|GBP|CHF|euros?|dollars?)\b)",
    re.IGNORECASE,
)
HEADING = re.compile(r"<h([1-6])[ >]", re.IGNORECASE)


def streams_of(page: Page) -> Iterator[tuple[str, StreamValue]]:
    for field in page._meta.get_fields():  # noqa: SLF001 -- documented
        if isinstance(field, StreamField):
            yield field.name, getattr(page, field.name)


def blocks_of(page: Page) -> Iterator[tuple[str, StreamValue.StreamChild]]:
    for name, stream in streams_of(page):
        for block in stream:
            yield f"{name}.{block.id}", block


def check_pictures(page: Page) -> Iterator[Finding]:
    """A picture that says something to those who see it only."""
    for path, block in blocks_of(page):
        if any(_is_mute(image) for image in _images(block.block, block.value)):
            text = _("A picture has no text for those who cannot see it.")
            yield Finding(text, path)


def _images(block: object, value: object) -> Iterator[object]:
    """Those in this block, however deep."""
    if isinstance(block, ImageBlock):
        yield from [value] if value else []
    elif hasattr(value, "bound_blocks") and hasattr(value.bound_blocks, "values"):
        for child in value.bound_blocks.values():
            yield from _images(child.block, child.value)
    elif hasattr(value, "bound_blocks"):
        for child in value.bound_blocks:
            yield from _images(child.block, child.value)


def _is_mute(image: object) -> bool:
    return not (image.decorative or image.contextual_alt_text)


def check_headings(page: Page) -> Iterator[Finding]:
    """Headings that skip a level; the page's title is the first."""
    levels = [(1, "")]
    for path, block in blocks_of(page):
        levels += [(level, path) for level in _levels(block.value)]
    for (above, _path), (level, path) in pairwise(levels):
        if level > above + 1:
            words = {"level": level, "above": above}
            text = _("A heading of level %(level)s follows one of level %(above)s.")
            yield Finding(text % words, path)


def _levels(value: object) -> list[int]:
    """The blocks with a field “heading” show it on the second level, the titles of points and steps on the third."""
    if isinstance(value, RichText):
        return [int(level) for level in HEADING.findall(value.source)]
    if not isinstance(value, StructValue):
        return []
    is_list = value.get("look") == "ticks"
    has_items = bool(value.get("points") or value.get("steps")) and not is_list
    return [2] * bool(value.get("heading")) + [3] * has_items


def check_empty(page: Page) -> Iterator[Finding]:
    """Blocks that wait for their words; visitors do not see them."""
    for path, block in blocks_of(page):
        waits = block.block_type == "points" and not block.value["points"]
        if waits or (block.block_type == "text" and not block.value.source):
            text = _("The block “%(block)s” is empty: visitors do not see it.")
            yield Finding(text % {"block": block.block.label}, path)


def check_teasers(page: Page) -> Iterator[Finding]:
    """Films that visitors are not shown."""
    for path, block in blocks_of(page):
        lesson = block.value["lesson"] if block.block_type == "video_teaser" else None
        if lesson and teaser_of(lesson, page.locale) is None:
            text = _(
                "Visitors do not see the film of “%(lesson)s”: it is a draft, not free, or has no film."
            )
            yield Finding(text % {"lesson": lesson.title}, path)


def check_typed_prices(page: Page) -> Iterator[Finding]:
    """An amount among the words stays when the price changes."""
    texts = [
        (path, " ".join(block.block.get_searchable_content(block.value)))
        for path, block in blocks_of(page)
    ]
    if isinstance(page, LessonPage):
        texts.append(("body", page.body))
    for path, text in texts:
        if typed := PRICE.search(strip_tags(text)):
            words = _(
                "“%(price)s” is typed as text and stays when the price changes. Use Checkout instead."
            )
            yield Finding(words % {"price": typed.group().strip()}, path)


def check_translations(page: Page) -> Iterator[Finding]:
    there = {page.locale_id, *page.get_translations().values_list("locale", flat=True)}
    for locale in Locale.objects.exclude(pk__in=there):
        language = get_language_info(locale.language_code)["name_translated"]
        text = _("There is no translation into %(language)s yet.")
        url = reverse("simple_translation:submit_page_translation", args=[page.pk])
        yield Finding(text % {"language": language}, url=url)


def check_film(page: Page) -> Iterator[Finding]:
    """A film whose file is gone is a broken page; one without captions leaves people out."""
    if not isinstance(page, LessonPage) or page.video is None:
        return
    if not page.video.file.storage.exists(page.video.file.name):
        text = _("The film’s file is missing. Upload it again.")
        yield Finding(text, "video", stops=True)
    elif page.locale.language_code not in page.video.captions_by_language:
        yield Finding(_("The film has no captions in this language."), "video")


def check_sections(page: Page) -> Iterator[Finding]:
    """Sections that visitors do not see, as no lesson is in them."""
    if not isinstance(page, CoursePage):
        return
    url = reverse("curriculum:index", args=[page.pk])
    for part in parts_of(page):
        if part.key and not part.lessons:
            text = _("The section “%(section)s” has no lesson.")
            yield Finding(text % {"section": part.title}, url=url)


def check_lessons(page: Page) -> Iterator[Finding]:
    """A course is sold for its lessons."""
    if not isinstance(page, CoursePage):
        return
    if not LessonPage.objects.child_of(page).live().exists():
        text = _(
            "Visitors find no lesson in this course: add and publish at least one."
        )
        yield Finding(text, url=reverse("curriculum:index", args=[page.pk]))


def check_hollow(page: Page) -> Iterator[Finding]:
    """A lesson for which one would pay, and find nothing."""
    if isinstance(page, LessonPage) and not (
        page.video or page.body or page.resources.exists()
    ):
        text = _("This lesson is empty: add a film, notes or a file.")
        yield Finding(text, "video")


def warn_empty(request: HttpRequest, page: Page) -> None:
    """After publishing: nothing is refused, but the editor knows."""
    for found in (*check_lessons(page.specific), *check_hollow(page.specific)):
        messages.warning(request, found.text)


CHECKS: Iterable = (
    check_pictures,
    check_headings,
    check_empty,
    check_teasers,
    check_typed_prices,
    check_translations,
    check_film,
    check_sections,
    check_lessons,
    check_hollow,
)
