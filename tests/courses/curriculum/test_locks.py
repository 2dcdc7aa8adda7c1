"""Two at one course at once: each waits for the other, and nothing that either wrote is lost."""

import time
from collections.abc import Callable
from functools import partial
from unittest import mock

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from courses.curriculum import changes, parts, publishing
from courses.models import CoursePage, LessonPage
from tests.commerce.proofs.crowd import FORK, together
from tests.courses.school import School

from .conftest import BEGIN, GO_ON
from .test_publishing import as_now, redraft
from .test_views import uploaded

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
ENOUGH = (
    1.0  # seconds in which the other would have come and gone, had nobody stopped it
)


def drafted(course: CoursePage) -> list[str]:
    page = CoursePage.objects.get(pk=course.pk)
    return [section.title for section in parts.drafted_sections(page)]


def interleaved(slow: Callable, quick: Callable, thing: object, name: str) -> None:
    """``quick`` begins when ``slow`` has just done ``thing.name``, and has time to end before ``slow`` goes on."""
    reached = FORK.Event()
    real = getattr(thing, name)

    def pause(*args: object, **how: object) -> object:
        answer = real(*args, **how)
        reached.set()
        time.sleep(ENOUGH)
        return answer

    def first() -> None:
        with mock.patch.object(thing, name, pause):
            slow()

    def second() -> None:
        assert reached.wait(20)
        quick()

    together([first, second])


def add_section(client: Client, course: CoursePage, title: str) -> None:
    where = reverse("curriculum:add_section", args=[course.pk])
    client.post(where, {"title": title})


@pytest.fixture
def two_sections(edith: Client, course: CoursePage) -> Callable[[], list[str]]:
    """Two editors add a section each, the second between what the first reads and writes."""

    def add_both() -> list[str]:
        interleaved(
            lambda: add_section(edith, course, "Un"),
            lambda: add_section(edith, course, "Deux"),
            changes,
            "drafted_sections",
        )
        return drafted(course)

    return add_both


def unlocked(monkeypatch: pytest.MonkeyPatch) -> bool:
    """Nobody waits any more, where a database has locks of rows; the other takes one writer at a time anyhow."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows)
    return connection.vendor == "postgresql"


def test_both_sections_are_there(two_sections):
    assert two_sections() == ["Débuts", "Suite", "Un", "Deux"]


def test_control_unlocked_one_section_is_lost(two_sections, monkeypatch):
    is_lost = unlocked(monkeypatch)

    assert ("Deux" not in two_sections()) is is_lost


def test_control_with_one_of_its_rows_locked_one_section_is_lost(
    two_sections, monkeypatch
):
    lock = QuerySet.select_for_update
    monkeypatch.setattr(
        QuerySet, "select_for_update", lambda rows, **_how: lock(rows, of=("self",))
    )
    is_lost = connection.vendor == "postgresql"

    assert (two_sections() == ["Débuts", "Suite", "Deux"]) is is_lost


@pytest.fixture
def published_and_sorted(clients, school: School, course: CoursePage):
    """Olive publishes the course while Edith turns its sections round; what the draft says afterwards."""
    redraft(course, title="Python !")
    chosen = [as_now(course)]
    where = reverse("curriculum:publish", args=[course.pk])
    turn = reverse("curriculum:place_section", args=[course.pk, GO_ON])

    def both() -> list[str]:
        interleaved(
            lambda: clients["owner"].post(where, {"page": chosen}),
            lambda: clients["editor"].post(turn, {"direction": "up"}),
            publishing,
            "items_of",
        )
        assert CoursePage.objects.get(pk=course.pk).title == "Python !"
        return drafted(course)

    return both


def test_what_is_drafted_while_the_course_is_published_is_kept(published_and_sorted):
    assert published_and_sorted() == ["Suite", "Débuts"]


def test_control_unlocked_the_draft_would_be_forgotten(
    published_and_sorted, monkeypatch
):
    is_lost = unlocked(monkeypatch)

    assert (published_and_sorted() == ["Débuts", "Suite"]) is is_lost


@pytest.fixture
def one_film(edith: Client, course: CoursePage) -> Callable[[], int]:
    """The same film is put into a lesson twice at once; how many lessons have it."""
    film = uploaded(edith, "ourlet.mp4")
    where = reverse("curriculum:add_film", args=[course.pk])

    def twice() -> int:
        put = partial(edith.post, where, {"video": film.pk, "section": str(BEGIN)})
        interleaved(put, put, changes, "title_of")
        return LessonPage.objects.filter(video=film).count()

    return twice


def test_a_film_becomes_one_lesson_however_often_it_is_sent(one_film):
    assert one_film() == 1


def test_control_unlocked_it_becomes_two(one_film, monkeypatch):
    is_doubled = unlocked(monkeypatch)

    assert (one_film() == 2) is is_doubled
