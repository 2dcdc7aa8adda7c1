"""A course's sections and lessons, as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Left, Length
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from commerce.access import holds, viewer_of
from story.fences import PARENT, fenced

from .models import Captions, CoursePage, CourseSection, LessonPage, Progress
from .progress import place_in
from .video.sources import VideoSource, source_of


@dataclass(frozen=True)
class LessonRow:
    """``state``: free, locked, todo, done or current; the current one may be locked or done as well.

    ``place``: the seconds at which to go on. ``seen``: when the viewer was last in it.
    ``spoken``: the languages of its captions. ``film``: to be watched on the course page, where it is free.
    """

    title: str
    url: str
    duration: str
    state: str
    locked: bool
    done: bool = False
    place: int = 0
    seen: datetime | None = None
    spoken: tuple[str, ...] = ()
    film: VideoSource | None = None


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


def lessons_below(
    courses: Iterable[Page], user_id: int | None = None
) -> dict[str, list[LessonPage]]:
    """By the course's path, in the order of the outline: with films, titles of sections and the person's progress. One query."""
    found: dict[str, list[LessonPage]] = {course.path: [] for course in courses}
    if not found:
        return {}
    above = Left("path", Length("path") - LessonPage.steplen)
    near = (min(found), max(found) + "Z" * LessonPage.steplen)  # so an index helps
    lessons = (
        LessonPage.objects.live()
        .filter(path__range=near)
        .annotate(above=above)
        .filter(above__in=found)
    )
    for lesson in _told(lessons, user_id):
        found[lesson.above].append(lesson)
    return found


def _told(lessons: QuerySet, user_id: int | None) -> QuerySet:
    section = CourseSection.objects.filter(
        course__path=OuterRef("above"), key=OuterRef("section")
    )
    mine = Progress.objects.filter(user=user_id, lesson=OuterRef("translation_key"))
    return (
        lessons.select_related("video")
        .annotate(
            section_title=Subquery(section.values("title")[:1]),
            place=Coalesce(Subquery(section.values("sort_order")[:1]), -1),
            seconds=Subquery(mine.values("seconds")),
            finished_at=Subquery(mine.values("finished_at")),
            seen=Subquery(mine.values("updated")),
            fenced=fenced(PARENT),
            **{f"spoken_{code}": Exists(_captions(code)) for code in LANGUAGES},
        )
        .order_by("above", "place", "path")
    )


LANGUAGES = dict(settings.LANGUAGES)


def _captions(code: str) -> QuerySet:
    return Captions.objects.filter(video=OuterRef("video"), language=code)


def outline_of(
    request: HttpRequest, course: Page, current: LessonPage | None = None
) -> list[Section]:
    """Sections in their order, lessons without a section first; empty sections are left out."""
    held = holds(request, course)
    sections = {None: Section("")} | _drafted(request, course)
    for lesson in lessons_below([course], viewer_of(request).user_id)[course.path]:
        key = lesson.section if lesson.section_title else None
        section = sections.setdefault(key, Section(lesson.section_title))
        section.lessons.append(row_of(request, lesson, held=held, current=current))
    return [section for section in sections.values() if section.lessons]


def _drafted(request: HttpRequest, course: Page) -> dict[object, Section]:
    """The sections as an editor has them before publishing; visitors' come with the lessons."""
    if not getattr(request, "is_preview", False):
        return {}
    drafts = course.specific.sections.all()
    return {section.key: Section(section.title) for section in drafts}


def row_of(
    request: HttpRequest,
    lesson: LessonPage,
    *,
    held: bool,
    current: LessonPage | None = None,
) -> LessonRow:
    asked = current if current and lesson.pk == current.pk else lesson  # maybe a draft
    length = lesson.video.seconds if lesson.video else 0
    state = _state(lesson, held=held, current=current)
    spoken = tuple(code for code in LANGUAGES if getattr(lesson, f"spoken_{code}"))
    to_watch = state == "free" and current is None and not lesson.fenced
    return LessonRow(
        title=lesson.title,
        url=lesson.get_url(request),
        duration=lesson.video.duration if lesson.video else "",
        state=state,
        locked=not (held or asked.free),
        done=lesson.finished_at is not None,
        place=place_in(length, lesson.seconds),
        seen=lesson.seen,
        spoken=spoken,
        film=source_of(lesson, spoken=spoken) if to_watch else None,
    )


def _state(lesson: LessonPage, *, held: bool, current: LessonPage | None) -> str:
    if current and lesson.pk == current.pk:
        return "current"
    if not (held or lesson.free):
        return "locked"
    if lesson.finished_at:
        return "done"
    return "todo" if held else "free"


def rows_in(outline: Iterable[Section]) -> list[LessonRow]:
    return [row for section in outline for row in section.lessons]


def neighbours(outline: list[Section]) -> tuple[LessonRow | None, LessonRow | None]:
    """The lessons before and after the current one."""
    rows = rows_in(outline)
    around = [None, *rows, None]
    states = [row.state for row in rows]
    if "current" not in states:
        return None, None
    place = states.index("current")
    return around[place], around[place + 2]


def contents_of(outline: Iterable[Section]) -> list[dict[str, str]]:
    """What one gets, under a price: lessons, and the languages of captions that every film has."""
    rows = rows_in(outline)
    films = [row for row in rows if row.duration]
    spoken = [
        str(name)
        for code, name in LANGUAGES.items()
        if films and all(code in row.spoken for row in films)
    ]
    lessons = ngettext("%(count)s lesson", "%(count)s lessons", len(rows))
    told = [
        (rows, "play", lessons % {"count": len(rows)}),
        (spoken, "captions", _("Captions: %(names)s") % {"names": ", ".join(spoken)}),
    ]
    return [{"icon": icon, "text": text} for there, icon, text in told if there]


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
