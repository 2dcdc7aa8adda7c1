"""What templates may ask about courses."""

from django import template
from django.template.context import Context
from wagtail.models import Page

from courses.cards import CourseCard, cards, cards_beside, courses_of, seed_of
from courses.catalogue import Catalogue, catalogue_of
from courses.models import CoursePage, LessonPage
from courses.outline import (
    LessonRow,
    Section,
    contents_of,
    facts_of,
    neighbours,
    outline_of,
    rows_in,
)
from courses.progress import FINISHED_AT, TOO_EARLY
from courses.standing import Study, standing_in, studies, to_go_on
from courses.teasers import Teaser, teaser_of
from courses.video.captions import parse
from courses.video.models import clock
from courses.video.sources import VideoSource, source_of
from story.notes import reads_notes

register = template.Library()
register.simple_tag(facts_of, name="course_facts")
register.filter("contents", contents_of)
register.filter("neighbours", neighbours)
register.filter("standing", standing_in)
register.filter("to_go_on", to_go_on)
register.filter("clock", clock)
register.filter("cover_seed", seed_of)


@register.simple_tag(takes_context=True)
def course_cards(context: Context, chosen: list | None = None) -> list[CourseCard]:
    """The chosen courses in the visitor's language, or every live one; kept with the request for search engines."""
    request = context["request"]
    page = context["page"]
    courses = courses_of(page.locale, filter(None, chosen or []), page)
    request.shown_cards = cards(request, courses)
    return request.shown_cards


@register.simple_tag(takes_context=True)
def catalogue(context: Context) -> Catalogue:
    """Found once a request, and kept with it for what the page says of itself."""
    request = context["request"]
    if getattr(request, "catalogue", None) is None:
        request.catalogue = catalogue_of(request, context["page"])
        request.shown_cards = request.catalogue.part.object_list
    return request.catalogue


@register.simple_tag(takes_context=True)
def courses_beside(context: Context, course: CoursePage) -> list[CourseCard]:
    return cards_beside(context["request"], course)


@register.simple_tag(takes_context=True)
def course_outline(
    context: Context, course: Page, current: LessonPage | None = None
) -> list[Section]:
    return outline_of(context["request"], course, current)


@register.simple_tag(takes_context=True)
def studies_of(context: Context, held: list) -> list[Study]:
    """How far the reader is in each course of ``commerce.access.held_pages``."""
    return studies(context["request"], held)


@register.filter
def current(outline: list[Section]) -> LessonRow | None:
    """The lesson that one is on."""
    return next((row for row in rows_in(outline) if row.state == "current"), None)


@register.filter
def free_rows(outline: list[Section]) -> list[LessonRow]:
    """What can be watched without having the course."""
    return [row for row in rows_in(outline) if row.state == "free"]


@register.simple_tag(takes_context=True)
def film(context: Context, lesson: LessonPage) -> VideoSource | None:
    return source_of(
        lesson, in_preview=getattr(context["request"], "is_preview", False)
    )


@register.simple_tag
def place_limits() -> dict[str, str]:
    """Between which a film is gone on with; for the script, hence not as one writes numbers."""
    return {"too_early": str(TOO_EARLY), "too_late": str(FINISHED_AT)}


@register.simple_tag(takes_context=True)
def teaser(context: Context, lesson: LessonPage | None) -> Teaser | None:
    """In the language of the page, which a block's preview has not."""
    page = context.get("page")
    return teaser_of(lesson, page.locale if page else None)


@register.simple_tag(takes_context=True, name="reads_notes")
def reads_notes_here(context: Context, page: Page | None = None) -> bool:
    """Whether the reader is to be told what visitors do not see."""
    return reads_notes(context["request"], page)


@register.simple_tag(takes_context=True)
def course_of(context: Context, lesson: LessonPage) -> Page:
    """The page above, which the request's frame knows already."""
    frame = getattr(context["request"], "frame", None)
    above = lesson.path[: -lesson.steplen]
    known = (page for page in (frame.lineage if frame else []) if page.path == above)
    return next(known, None) or lesson.get_parent()


@register.simple_tag
def own_checkout(course: Page) -> object:
    """Where the course sends who wants to buy it; none while nobody chose one."""
    return CoursePage.objects.select_related("checkout").get(pk=course.pk).checkout


@register.filter
def transcript(lesson: LessonPage) -> list[dict[str, str]]:
    """What is said in the film, in the lesson's language; nothing without captions."""
    spoken = lesson.video.captions_by_language if lesson.video else {}
    captions = spoken.get(lesson.locale.language_code)
    return [
        {"time": clock(cue.start // 1000), "text": cue.text}
        for cue in (parse(captions.text) if captions else [])
    ]
