"""A course's sections and lessons, as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commerce.access import access_below, viewer_of

from .models import CoursePage, LessonPage


@dataclass(frozen=True)
class LessonRow:
    """``state``: free, locked, todo or current."""

    title: str
    url: str
    duration: str
    state: str


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


def clock(seconds: int) -> str:
    """``4:05``; with hours ``1:02:30``."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def lessons_of(course: CoursePage) -> list[LessonPage]:
    """In the order of the tree, with their films. One query."""
    return list(
        LessonPage.objects.child_of(course)
        .live()
        .select_related("video")
        .order_by("path")
    )


def outline_of(
    request: HttpRequest, course: CoursePage, current: LessonPage | None = None
) -> list[Section]:
    """Sections in their order, lessons without a section first; empty sections are left out."""
    viewer = viewer_of(request)
    held = not viewer.is_nobody and access_below(viewer, course).allowed
    sections = {None: Section("")} | {
        section.key: Section(section.title) for section in course.sections.all()
    }
    for lesson in lessons_of(course):
        row = _row(request, lesson, held=held, current=current)
        sections.get(lesson.section, sections[None]).lessons.append(row)
    return [section for section in sections.values() if section.lessons]


def _row(
    request: HttpRequest, lesson: LessonPage, *, held: bool, current: LessonPage | None
) -> LessonRow:
    return LessonRow(
        title=lesson.title,
        url=lesson.get_url(request),
        duration=clock(lesson.video.seconds) if lesson.video else "",
        state=_state(lesson, held=held, current=current),
    )


def _state(lesson: LessonPage, *, held: bool, current: LessonPage | None) -> str:
    if current and lesson.pk == current.pk:
        return "current"
    if held:
        return "todo"
    return "free" if lesson.free else "locked"


def neighbours(
    course: CoursePage, lesson: LessonPage
) -> tuple[LessonPage | None, LessonPage | None]:
    """The lessons before and after, in the order of the outline."""
    order = in_order(course, lessons_of(course))
    place = next(
        (index for index, each in enumerate(order) if each.pk == lesson.pk), None
    )
    if place is None:
        return None, None
    before = order[place - 1] if place else None
    after = order[place + 1] if place + 1 < len(order) else None
    return before, after


def in_order(course: CoursePage, lessons: Iterable[LessonPage]) -> list[LessonPage]:
    keys = [section.key for section in course.sections.all()]
    return sorted(
        lessons,
        key=lambda each: (
            keys.index(each.section) if each.section in keys else -1,
            each.path,
        ),
    )


def facts_of(course: CoursePage) -> list[dict[str, str]]:
    """What fits under a course's title."""
    facts = [{"icon": "play", "text": course.get_level_display()}]
    if course.instructor:
        facts.append({"icon": "user", "text": course.instructor})
    if course.hours:
        facts.append(
            {"icon": "clock", "text": _("%(hours)s hours") % {"hours": course.hours}}
        )
    return facts
