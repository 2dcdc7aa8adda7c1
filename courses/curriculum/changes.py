"""What can be done to a curriculum in its place.

The order of lessons is that of the page tree, which has no drafts: it changes at once. All else is written
to the drafts of the course and its lessons, and goes live when they are published.
"""

import uuid
from itertools import pairwise
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import User
from courses.models import CoursePage, CourseSection, LessonPage, Video

from .parts import Lesson, Part, drafted_sections, parts_of


class Refused(ValueError):
    """Cannot be done now; the text is for an editor."""


def step(course: CoursePage, lesson: LessonPage, direction: str, *, by: User) -> None:
    """One place up or down, into the next section where its own ends; nothing at the very end."""
    parts = parts_of(course)
    here, at = next(_found(parts, lesson.pk))
    lessons = parts[here].lessons
    if direction == "up" and at:
        place(course, lesson, parts[here].key, lessons[at - 1].pk, by=by)
    elif direction == "up" and here:
        place(course, lesson, parts[here - 1].key, None, by=by)
    elif direction == "down" and at + 1 < len(lessons):
        after = lessons[at + 2].pk if at + 2 < len(lessons) else None
        place(course, lesson, parts[here].key, after, by=by)
    elif direction == "down" and here + 1 < len(parts):
        first = next(iter(parts[here + 1].lessons), None)
        place(course, lesson, parts[here + 1].key, first and first.pk, by=by)


def _found(parts: list[Part], pk: int):  # noqa: ANN202 -- a generator of two places
    return (
        (here, at)
        for here, part in enumerate(parts)
        for at, each in enumerate(part.lessons)
        if each.pk == pk
    )


def place(
    course: CoursePage,
    lesson: LessonPage,
    section: uuid.UUID | None,
    before: int | None,
    *,
    by: User,
) -> None:
    """In this section, before that lesson of it or as its last."""
    part = next((part for part in parts_of(course) if part.key == section), None)
    if part is None and section is not None:
        raise Refused(_("This section no longer exists."))
    if not course.permissions_for_user(by).can_reorder_children():
        raise PermissionDenied
    was_here = part is not None and any(each.pk == lesson.pk for each in part.lessons)
    if not was_here:
        rewrite(lesson, by=by, section=section)
    others = [each for each in part.lessons if each.pk != lesson.pk] if part else []
    _move(lesson, others, before, by)


def _move(
    lesson: LessonPage, others: list[Lesson], before: int | None, by: User
) -> None:
    page = Page.objects.get(pk=lesson.pk)
    if any(each.pk == before for each in others):
        page.move(Page.objects.get(pk=before), pos="left", user=by)
    elif others:
        page.move(Page.objects.get(pk=others[-1].pk), pos="right", user=by)


def step_section(
    course: CoursePage, key: uuid.UUID, direction: str, *, by: User
) -> None:
    """One place up or down among the sections of the draft; nothing at the very end."""
    sections = drafted_sections(course)
    for first, second in pairwise(range(len(sections))):
        moved = sections[second] if direction == "up" else sections[first]
        if moved.key == key:
            pair = sections[second], sections[first]
            sections[first], sections[second] = pair
            return write_sections(course, sections, by=by)
    return None


def add_section(course: CoursePage, title: str, *, by: User) -> uuid.UUID:
    section = CourseSection(title=title)
    write_sections(course, [*drafted_sections(course), section], by=by)
    return section.key


def rename(lesson: LessonPage, title: str, *, by: User) -> None:
    """In its draft; its address stays."""
    if lesson.get_latest_revision_as_object().title != title:
        rewrite(lesson, by=by, title=title)


def rename_section(course: CoursePage, key: uuid.UUID, title: str, *, by: User) -> None:
    sections = drafted_sections(course)
    meant = next((each for each in sections if each.key == key), None)
    if meant is None:
        raise Refused(_("This section no longer exists."))
    if meant.title != title:
        meant.title = title
        write_sections(course, sections, by=by)


def write_sections(
    course: CoursePage, sections: list[CourseSection], *, by: User
) -> None:
    for place_, section in enumerate(sections):
        section.sort_order = place_
    rewrite(course, by=by, sections=sections)


def rewrite(page: CoursePage | LessonPage, *, by: User, **values: object) -> None:
    """The page's draft says this from now on; the row too while it was never live, as Wagtail's form does."""
    refuse_closed(page, by)
    draft = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    if not page.live:
        draft.save(clean=False)
    draft.save_revision(user=by, clean=False, log_action=True)


def refuse_closed(page: Page, by: User) -> None:
    """Where this person may not edit it, or a colleague, a workflow or a schedule keeps it."""
    if page.alias_of_id or not page.permissions_for_user(by).can_edit():
        raise PermissionDenied
    lock = page.get_lock()
    if lock and lock.for_user(by):
        raise Refused(lock.get_message(by))


def add_lesson(
    course: CoursePage,
    title: str,
    section: uuid.UUID | None,
    *,
    by: User,
    video: Video | None = None,
) -> LessonPage:
    """A draft, the last of its section."""
    if not course.permissions_for_user(by).can_add_subpage():
        raise PermissionDenied
    keys = {each.key for each in drafted_sections(course)}
    lesson = LessonPage(
        title=title,
        slug=_free_slug(course, title),
        section=section if section in keys else None,
        video=video,
        locale=course.locale,
        owner=by,
        live=False,
    )
    course.add_child(instance=lesson)
    lesson.save_revision(user=by, log_action=True)
    return lesson


def _free_slug(course: CoursePage, title: str) -> str:
    """Two films of one name are two lessons."""
    base = slugify(title)[:200] or "lesson"
    taken = set(course.get_children().values_list("slug", flat=True))
    names = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(it for it in names if it not in taken)


def title_of(video: Video) -> str:
    """From its file's name: “02_threading-a-needle.mp4” is “02 threading a needle”."""
    words = Path(video.name).stem.replace("_", " ").replace("-", " ").split()
    title = " ".join(words) or _("Film")
    return title[:1].upper() + title[1:200]
