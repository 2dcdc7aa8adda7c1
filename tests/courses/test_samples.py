"""The course page: free lessons to be watched in their place, what one gets, and the courses beside it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from wagtail.models import Page, Site

from courses.cards import cards_beside
from courses.models import CoursePage
from courses.outline import contents_of, outline_of
from courses.video.models import Captions
from tests.courses.people import People
from tests.courses.school import School

SAMPLE = '<details class="sample"'


@pytest.fixture
def school(school: School) -> School:
    Site.objects.update(root_page=school.home)
    return school


def read(page: Page, client: Client | None = None, status: int = 200) -> str:
    answer = (client or Client()).get(page.url)
    assert answer.status_code == status
    return answer.text


def test_a_free_lesson_has_its_film_there_with_captions(school: School):
    page = read(school.course)
    media = f"/media/v/{school.first.pk}"

    assert page.count(SAMPLE) == 1
    for name in ("film.mp4", "poster.jpg", "captions/fr.vtt"):
        assert f"{media}/{name}" in page
    assert 'preload="none"' in page
    assert "autoplay" not in page


def test_no_closed_lessons_film_is_named(school: School):
    page = read(school.course)
    assert f"/media/v/{school.second.pk}/" not in page
    assert f"/media/v/{school.draft.pk}/" not in page


def test_control_the_same_lesson_free_is(school: School):
    school.second.free = True
    school.second.save_revision().publish()
    page = read(school.course)

    assert page.count(SAMPLE) == 2
    assert f"/media/v/{school.second.pk}/film.mp4" in page


def test_who_holds_the_course_goes_to_the_lessons(school: School, people: People):
    client = Client()
    client.force_login(people.anna, "django.contrib.auth.backends.ModelBackend")

    assert SAMPLE not in read(school.course, client)


def test_beside_a_lesson_the_outline_only_leads(school: School):
    assert SAMPLE not in read(school.first)


def contents(school: School) -> list[str]:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return [it["text"] for it in contents_of(outline_of(request, school.course))]


def test_the_price_box_says_what_one_gets(school: School):
    assert contents(school) == ["2 leçons", "Sous-titres\u00a0: Français"]

    Captions.objects.filter(video=school.second.video).delete()  # of one film alone

    assert contents(school) == ["2 leçons"]


def add_course(school: School, title: str) -> CoursePage:
    new = CoursePage(title=title, summary=title, locale=school.course.locale)
    return school.course.get_parent().add_child(instance=new)


def beside(course: CoursePage) -> list[str]:
    cards = cards_beside(RequestFactory().get("/"), course)
    return [card.course.title for card in cards]


def test_the_other_courses_follow_in_their_order(school: School):
    more = [add_course(school, title) for title in ("Vue", "React", "Rust")]

    assert beside(school.course) == ["Django", "Vue", "React"]
    assert beside(more[0]) == ["React", "Rust", "Python"]


def test_a_single_course_has_none_beside_it(school: School):
    CoursePage.objects.exclude(pk=school.course.pk).update(live=False)

    assert 'id="others"' not in read(school.course)


def test_a_locked_lesson_leads_to_a_free_one(school: School):
    assert 'id="free"' in read(school.second, status=403)

    school.first.unpublish()

    assert 'id="free"' not in read(school.second, status=403)
