"""How far somebody is in a course, and with which lesson to go on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import ngettext

from commerce.access import Held, viewer_of

from .outline import LessonRow, Section, lessons_below, row_of, rows_in


@dataclass(frozen=True)
class Standing:
    """``rows``: the course's lessons in their order, as their viewer stands in them."""

    rows: list[LessonRow]

    @property
    def done(self) -> int:
        return sum(row.done for row in self.rows)

    @property
    def percent(self) -> int:
        return 100 * self.done // max(1, len(self.rows))

    @property
    def words(self) -> str:
        count = len(self.rows)
        words = ngettext(
            "%(done)s of %(count)s lesson", "%(done)s of %(count)s lessons", count
        )
        return words % {"done": self.done, "count": count} if count else ""

    @property
    def seen(self) -> datetime | None:
        return max((row.seen for row in self.rows if row.seen), default=None)

    @property
    def ahead(self) -> LessonRow | None:
        """The lesson seen last, or the next one that is not finished; the first where all are."""
        last = next((at for at, row in enumerate(self.rows) if row.seen == self.seen), 0)  # fmt: skip
        later = [*self.rows[last:], *self.rows[:last]]
        todo = (row for row in later if not row.done)
        return next(todo, self.rows[0] if self.rows else None)


def standing_in(outline: Iterable[Section]) -> Standing:
    return Standing(rows_in(outline))


@dataclass(frozen=True)
class Study:
    """A course that somebody holds or held, and their standing in it."""

    held: Held
    standing: Standing


def studies(request: HttpRequest, held: Iterable[Held]) -> list[Study]:
    """One query, however many courses."""
    held = list(held)
    lessons = lessons_below([each.page for each in held], viewer_of(request).user_id)
    return [
        Study(
            each,
            Standing(
                [
                    row_of(request, lesson, held=not each.ended)
                    for lesson in lessons[each.page.path]
                ]
            ),
        )
        for each in held
    ]


def to_go_on(studied: Iterable[Study]) -> Study | None:
    """The course watched last of those that are open and not finished."""
    begun = [
        study
        for study in studied
        if study.standing.seen and study.standing.percent < 100 and not study.held.ended
    ]
    return max(begun, key=lambda study: study.standing.seen, default=None)
