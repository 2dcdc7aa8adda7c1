"""A course's sections and lessons, as pages show them."""

from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from commerce.access import holds

from .models import CoursePage, CourseSection, LessonPage


@dataclass(frozen=True)
class LessonRow:
    """``state``: free, locked, todo or current; the current one may be locked as well."""

    title: str
    url: str
    duration: str
    state: str
    locked: bool


@dataclass
class Section:
    title: str
    lessons: list[LessonRow] = field(default_factory=list)

    @property
    def meta(self) -> str:
        count = len(self.lessons)
        return ngettext("%(count)s lesson", "%(count)s lessons", count) % {
            "count": count
        }


def lessons_of(course: Page) -> list[LessonPage]:
    """In the order of the outline, with their films and the titles of their sections. One query."""
    section = CourseSection.objects.filter(course=course.pk, key=OuterRef("section"))
    return list(
        LessonPage.objects.child_of(course)
        .live()
        .select_related("video")
        .annotate(
            section_title=Subquery(section.values("title")[:1]),
            place=Coalesce(Subquery(section.values("sort_order")[:1]), -1),
        )
        .order_by("place", "path")
    )


def outline_of(
    request: HttpRequest, course: Page, current: LessonPage | None = None
) -> list[Section]:
    """Sections in their order, lessons without a section first; empty sections are left out."""
    held = holds(request, course)
    sections = {None: Section("")} | _drafted(request, course)
    for lesson in lessons_of(course):
        key = lesson.section if lesson.section_title else None
        section = sections.setdefault(key, Section(lesson.section_title))
        section.lessons.append(_row(request, lesson, held=held, current=current))
    return [section for section in sections.values() if section.lessons]


def _drafted(request: HttpRequest, course: Page) -> dict[object, Section]:
    """The sections as an editor has them before publishing; visitors' come with the lessons."""
    if not getattr(request, "is_preview", False):
        return {}
    drafts = course.specific.sections.all()
    return {section.key: Section(section.title) for section in drafts}


def _row(
    request: HttpRequest, lesson: LessonPage, *, held: bool, current: LessonPage | None
) -> LessonRow:
    return LessonRow(
        title=lesson.title,
        url=lesson.get_url(request),
        duration=lesson.video.duration if lesson.video else "",
        state=_state(lesson, held=held, current=current),
        locked=not (held or lesson.free),
    )


def _state(lesson: LessonPage, *, held: bool, current: LessonPage | None) -> str:
    if current and lesson.pk == current.pk:
        return "current"
    if held:
        return "todo"
    return "free" if lesson.free else "locked"


def neighbours(outline: list[Section]) -> tuple[LessonRow | None, LessonRow | None]:
    """The lessons before and after the current one."""
    rows = [row for section in outline for row in section.lessons]
    around = [None, *rows, None]
    states = [row.state for row in rows]
    if "current" not in states:
        return None, None
    place = states.index("current")
    return around[place], around[place + 2]


def facts_of(course: CoursePage) -> list[dict[str, str]]:
    """What fits under a course's title."""
    facts = [{"icon": "level", "text": course.get_level_display()}]
    if course.instructor:
        facts.append({"icon": "user", "text": course.instructor})
    if course.hours:
        facts.append(
            {"icon": "clock", "text": _("%(hours)s hours") % {"hours": course.hours}}
        )
    return facts
