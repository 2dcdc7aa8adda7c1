"""Places in films: told by whoever may see the lesson, one for both languages and every device, gone with their owner."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Locale, PageViewRestriction, Site

from commerce.models import Entitlement
from courses import progress, views
from courses.models import LessonPage, Progress
from courses.progress import FINISHED_AT, TOO_EARLY
from tests.courses.people import People
from tests.courses.school import School, add_lesson

pytestmark = pytest.mark.both_databases
STRANGERS = [("anonymous", 401), ("bruno", 403), ("chloe", 403), ("denis", 403)]


@pytest.fixture
def school(school: School) -> School:
    Site.objects.update(root_page=school.home)
    return school


def browser_of(people: People, name: str, **options: object) -> Client:
    client = Client(**options)
    if name != "anonymous":
        client.force_login(getattr(people, name), "django.contrib.auth.backends.ModelBackend")  # fmt: skip
    return client


def report(client: Client, lesson: LessonPage, seconds: object, lang: str = "fr") -> int:  # fmt: skip
    with override(lang):
        address = reverse("report_place", args=[lesson.pk])
    return client.post(address, {"seconds": seconds}).status_code


def press(client: Client, lesson: LessonPage, finished: str) -> str:
    address = reverse("mark_finished", args=[lesson.pk])
    return client.post(address, {"finished": finished}).url


def shown(client: Client, lesson: LessonPage) -> str:
    return client.get(lesson.url).content.decode()


def states(page: str) -> list[str]:
    return re.findall(r"lesson-row is-(\w+)", page)


def kept() -> list[tuple]:
    rows = Progress.objects.order_by("pk")
    return [(row.user.email, row.seconds, bool(row.finished_at)) for row in rows]


# -- who may tell


@pytest.mark.one_database
@pytest.mark.parametrize(("name", "status"), STRANGERS)
def test_who_may_not_see_the_lesson_tells_nothing_of_it(
    school: School, people: People, name: str, status: int
):
    client = browser_of(people, name)

    assert report(client, school.second, 30) == status
    client.post(reverse("mark_finished", args=[school.second.pk]), {"finished": "yes"})

    assert kept() == []


@pytest.mark.one_database
def test_control_without_the_gate_they_would(
    school: School, people: People, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(views, "refusal", lambda _request, _lesson: None)

    assert report(browser_of(people, "bruno"), school.second, 30) == 204

    assert kept() == [("bruno@example.com", 30, False)]


@pytest.mark.one_database
def test_another_site_s_form_tells_nothing(school: School, people: People):
    anna = browser_of(people, "anna", enforce_csrf_checks=True)

    assert report(anna, school.second, 30) == 403

    assert kept() == []


@pytest.mark.one_database
@pytest.mark.parametrize("seconds", ["", "-1", "1.5", "٣", "999999999", "NaN"])
def test_what_is_no_place_is_refused(school: School, people: People, seconds: str):
    assert report(browser_of(people, "anna"), school.second, seconds) == 400

    assert kept() == []


def test_a_draft_has_no_places(school: School, people: People):
    assert report(browser_of(people, "anna"), school.draft, 30) == 404


# -- what is kept


def test_a_second_device_goes_on_where_the_first_one_stopped(
    school: School, people: People
):
    phone, desk = browser_of(people, "anna"), browser_of(people, "anna")
    report(phone, school.second, 31)
    report(phone, school.second, 42)

    assert 'data-resume="42"' in shown(desk, school.second)

    report(desk, school.second, 12)  # the newest report wins, a rewound one too
    assert 'data-resume="12"' in shown(phone, school.second)
    assert kept() == [("anna@example.com", 12, False)]


def test_both_languages_share_a_place(school: School, people: People):
    english, _new = Locale.objects.get_or_create(language_code="en")
    lesson = school.second.copy_for_translation(english, copy_parents=True)
    lesson.save_revision().publish()
    anna = browser_of(people, "anna")

    report(anna, school.second, 42)
    report(anna, lesson, 57, "en")

    assert kept() == [("anna@example.com", 57, True)]


@pytest.mark.one_database
@pytest.mark.parametrize(("seconds", "finished"), [(53, False), (54, True), (99, True)])
def test_nine_tenths_of_a_film_finish_its_lesson(
    school: School, people: People, seconds: int, *, finished: bool
):
    report(browser_of(people, "anna"), school.second, seconds)

    assert kept() == [("anna@example.com", min(seconds, 60), finished)]


def test_no_report_undoes_what_is_finished(school: School, people: People):
    anna = browser_of(people, "anna")
    report(anna, school.second, 60)
    first = Progress.objects.get().finished_at

    report(anna, school.second, 7)
    report(anna, school.second, 60)

    assert Progress.objects.get().finished_at == first


def test_by_hand_a_lesson_is_finished_and_taken_up_again(
    school: School, people: People
):
    anna = browser_of(people, "anna")

    assert press(anna, school.second, "yes") == school.second.url
    assert kept() == [("anna@example.com", 0, True)]

    press(anna, school.second, "no")
    assert kept() == [("anna@example.com", 0, False)]


@pytest.mark.one_database
def test_signed_out_the_button_leads_to_sign_in_and_back(school: School):
    way = press(Client(), school.second, "yes")

    assert way == f"{reverse('account_login')}?next={school.second.url}"


@pytest.mark.one_database
def test_nobody_learns_the_address_of_a_draft(school: School):
    address = reverse("mark_finished", args=[school.draft.pk])

    assert Client().post(address).status_code == 404


@pytest.mark.one_database
def test_nobody_learns_the_address_of_a_lesson_kept_from_the_public(school: School):
    PageViewRestriction.objects.create(page=school.course, restriction_type="login")

    way = press(Client(), school.second, "yes")

    assert way == f"{reverse('account_login')}?next={reverse('my_courses')}"


FIRST = {
    "the end": lambda anna, lesson: progress.report(anna, lesson, 57, 60),
    "by hand": lambda anna, lesson: progress.mark(anna, lesson, finished=True),
    "a place": lambda anna, lesson: progress.report(anna, lesson, 42, 60),
}


@pytest.fixture
def another_comes_first(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable], None]:
    """Between the look for a row and the making of one."""

    def interrupted(first: Callable) -> None:
        begin = progress._begin

        def late(user: int, lesson: uuid.UUID, **told: object) -> None:
            monkeypatch.setattr(progress, "_begin", begin)
            first(user, lesson)
            begin(user, lesson, **told)

        monkeypatch.setattr(progress, "_begin", late)

    return interrupted


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("second", FIRST)
def test_two_first_reports_at_once_are_both_heard(
    school: School, people: People, another_comes_first, first: str, second: str
):
    anna, lesson = people.anna.pk, school.second.translation_key
    another_comes_first(FIRST[first])

    FIRST[second](anna, lesson)

    [row] = Progress.objects.all()
    assert bool(row.finished_at) is bool({first, second} - {"a place"})
    places = {"the end": 57, "a place": 42}
    assert row.seconds == places.get(second, places.get(first, 0))


def test_control_made_whatever_there_is_the_second_fails(
    school: School, people: People, another_comes_first, monkeypatch: pytest.MonkeyPatch
):
    anna, lesson = people.anna.pk, school.second.translation_key

    def make(user: int, lesson: uuid.UUID, **told: object) -> None:
        Progress.objects.create(user_id=user, lesson=lesson, **told)

    monkeypatch.setattr(progress, "_begin", make)
    another_comes_first(FIRST["the end"])

    with pytest.raises(IntegrityError), transaction.atomic():
        progress.report(anna, lesson, 42, 60)


def test_with_their_owner_places_go(school: School, people: People):
    report(browser_of(people, "emma"), school.second, 42)
    report(browser_of(people, "anna"), school.second, 12)

    people.emma.delete()

    assert kept() == [("anna@example.com", 12, False)]


# -- what is shown


def test_the_outline_says_what_is_finished(school: School, people: People):
    third = add_lesson(school.course, "Quatre")
    anna = browser_of(people, "anna")
    report(anna, school.second, 60)

    assert states(shown(anna, third)) == ["todo", "done", "current"]
    assert states(shown(Client(), school.first)) == ["current", "locked", "locked"]


def test_the_course_says_how_far_one_is_and_leads_on(school: School, people: People):
    third = add_lesson(school.course, "Quatre")
    anna = browser_of(people, "anna")
    report(anna, school.second, 60)

    page = anna.get(school.course.url).content.decode()

    assert "1 sur 3 leçons" in page
    assert f'class="button is-large is-block" href="{third.url}"' in page


def test_my_courses_begins_with_the_lesson_seen_last(school: School, people: People):
    anna = browser_of(people, "anna")
    report(anna, school.first, 20)
    report(anna, school.second, 42)

    page = anna.get("/fr/account/").content.decode()

    beginning = page[page.index("going-on panel") : page.index('class="grid"')]
    assert f'href="{school.second.url}"' in beginning
    assert "à 0:42 sur 1:00" in beginning


def test_nothing_to_go_on_with_where_access_ended(school: School, people: People):
    denis = browser_of(people, "denis")
    Entitlement.objects.filter(user=people.denis).update(ends=None)
    report(denis, school.second, 60)
    Entitlement.objects.update(ends=timezone.now() - timedelta(days=1))

    page = denis.get("/fr/account/").content.decode()

    assert "going-on panel" not in page
    assert "1 sur 2 leçons" in page  # what was learnt is kept


def test_guests_and_strangers_report_nothing(school: School):
    page = shown(Client(), school.first)

    assert "data-report" not in page
    assert "data-finished" not in page
    assert f'data-lesson="{school.first.translation_key}"' in page


@pytest.mark.one_database
def test_the_script_knows_the_limits_of_the_site(school: School):
    """In the notation of a script, also on a French page."""
    page = shown(Client(), school.first)

    limits = f'data-too-early="{TOO_EARLY}" data-too-late="{FINISHED_AT}"'
    assert limits in page
    assert 'data-too-late="0.9"' in page
