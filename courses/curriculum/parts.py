"""A course's sections and lessons as their editor has them: drafts where there are any."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import CoursePage, CourseSection, LessonPage, Video


@dataclass(frozen=True)
class Lesson:
    """``state``: draft, live or changed, which is live with changes that are not published."""

    pk: int
    title: str
    section: uuid.UUID | None
    free: bool
    video: Video | None
    state: str
    at_top: bool = False
    at_bottom: bool = False

    @property
    def key(self) -> str:
        return str(self.pk)


@dataclass
class Part:
    """A section, or with no key the lessons that have none."""

    key: uuid.UUID | None
    title: str
    lessons: list[Lesson] = field(default_factory=list)

    def __str__(self) -> str:
        return self.title or _("Lessons without a section")

    @property
    def name(self) -> str:
        return str(self.key or "")


def locked_courses() -> QuerySet[CoursePage]:
    """Both rows of a course: one that is not locked is read as it was before the wait, and says which draft is the latest."""
    return CoursePage.objects.select_for_update(of=("self", "page_ptr"))


def state_of(page: Page) -> str:
    if not page.live:
        return "draft"
    return "changed" if page.has_unpublished_changes else "live"


def parts_of(course: CoursePage) -> list[Part]:
    """Every lesson once, those without a known section first; sections may be empty."""
    sections = [Part(each.key, each.title) for each in drafted_sections(course)]
    by_key = {part.key: part for part in sections}
    loose = Part(None, "")
    for lesson in _lessons(course):
        by_key.get(lesson.section, loose).lessons.append(lesson)
    parts = [loose, *sections] if loose.lessons or not sections else sections
    _mark_ends(parts)
    return parts


def _mark_ends(parts: list[Part]) -> None:
    """The lesson above which nothing is, and the one below which nothing is."""
    first, last = parts[0].lessons, parts[-1].lessons
    if first:
        first[0] = replace(first[0], at_top=True)
    if last:
        last[-1] = replace(last[-1], at_bottom=True)


def drafted_sections(course: CoursePage) -> list[CourseSection]:
    return list(course.get_latest_revision_as_object().sections.all())


def _lessons(course: CoursePage) -> Iterable[Lesson]:
    """In the order of the tree. Two queries, whatever their number."""
    pages = LessonPage.objects.child_of(course).select_related("latest_revision")
    found = [(page, _drafted(page)) for page in pages.order_by("path")]
    films = Video.objects.in_bulk({said["video"] for _page, said in found} - {None})
    for page, said in found:
        yield Lesson(
            pk=page.pk,
            title=said["title"],
            section=said["section"],
            free=said["free"],
            video=films.get(said["video"]),
            state=state_of(page),
        )


def _drafted(page: LessonPage) -> dict:
    """What the latest draft says, read without building the page."""
    row = {
        "title": page.title,
        "section": page.section,
        "free": page.free,
        "video": page.video_id,
    }
    if not (page.has_unpublished_changes and page.latest_revision):
        return row
    said = {name: page.latest_revision.content.get(name, row[name]) for name in row}
    return said | {name: _key(said[name]) for name in ("section", "video")}


def _key(value: object) -> uuid.UUID | None:
    return uuid.UUID(str(value)) if value else None
