"""A lesson's film outside the lesson: for strangers, or not at all."""

import json

import pytest
from django.test import Client
from wagtail.models import Locale, PageViewRestriction, Site

from accounts.models import User
from courses import checks
from courses.models import LessonPage
from courses.teasers import teaser_of
from story import notes
from tests.courses.people import People, editor_of
from tests.courses.school import School
from tests.queries import cost

TEASER = 'class="teaser-film"'
NOTE = "alert is-warn"


@pytest.fixture
def school(school: School) -> School:
    """Its front page shows the film of the free lesson."""
    Site.objects.update(root_page=school.home)
    block = {"type": "video_teaser", "id": "v" * 8, "value": {"lesson": school.first.pk}}  # fmt: skip
    school.home.body = json.dumps([block])
    school.home.save_revision().publish()
    school.home.refresh_from_db()
    return school


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def close(lesson: LessonPage) -> None:
    LessonPage.objects.filter(pk=lesson.pk).update(free=False)


def take_down(lesson: LessonPage) -> None:
    LessonPage.objects.filter(pk=lesson.pk).update(live=False)


def lose_the_film(lesson: LessonPage) -> None:
    LessonPage.objects.filter(pk=lesson.pk).update(video=None)


def restrict(lesson: LessonPage) -> None:
    PageViewRestriction.objects.create(page=lesson.get_parent(), restriction_type="login")  # fmt: skip


def test_a_stranger_is_shown_the_still_and_the_way_to_the_lesson(school: School):
    address, stranger = school.home.get_url(), Client()

    shown = stranger.get(address).text
    still = stranger.get(teaser_of(school.first, None).poster)

    assert TEASER in shown
    assert f'href="{school.first.get_url()}"' in shown
    assert still.status_code == 200
    assert list(checks.check_teasers(school.home)) == []


@pytest.mark.parametrize("ends", [close, take_down, lose_the_film, restrict])
def test_what_strangers_may_not_watch_is_not_shown(school: School, ends):
    ends(school.first)

    shown = Client().get(school.home.get_url()).text
    [told] = checks.check_teasers(school.home)
    editor = signed_in(editor_of(school.home, "hedda"))

    assert TEASER not in shown
    assert 'class="band' not in shown  # nor room for it
    assert told.path == "body.vvvvvvvv"
    assert NOTE in editor.get(school.home.get_url()).text


def test_only_who_edits_the_page_is_told_why_and_whoever_previews_it(
    school: School, people: People
):
    """Emma edits a course and comes into the CMS, but not to this page."""
    close(school.first)

    others = [signed_in(people.emma), signed_in(people.anna), Client()]
    seen = [reader.get(school.home.get_url()).text for reader in others]

    assert not any(NOTE in each for each in seen)
    assert NOTE in school.home.make_preview_request().content.decode()


def test_control_without_the_question_who_edits_all_would_be_told(
    school: School, monkeypatch: pytest.MonkeyPatch
):
    close(school.first)
    monkeypatch.setattr(notes, "_edits", lambda _user, _page: True)

    assert NOTE in Client().get(school.home.get_url()).text


def test_a_page_shows_the_film_in_its_own_language(school: School):
    code = "en" if school.home.locale.language_code == "fr" else "fr"
    other, _made = Locale.objects.get_or_create(language_code=code)
    for page in (school.home, school.home.get_children().get(), school.course):
        page.specific.copy_for_translation(other)
    translated = school.first.copy_for_translation(other)

    before = teaser_of(school.first, other).lesson
    translated.save_revision().publish()

    assert before == school.first
    assert teaser_of(school.first, other).lesson == translated


def test_what_a_teaser_costs(school: School):
    with_teaser = cost(Client(), school.home.get_url())
    school.home.body = []
    school.home.save_revision().publish()

    assert with_teaser - cost(Client(), school.home.get_url()) == 2
