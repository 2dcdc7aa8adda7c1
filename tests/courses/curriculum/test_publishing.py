"""“Publish n items”: what goes live together, and what keeps all from it."""

import json
from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from courses.curriculum.publishing import NotReadyError, publish
from courses.models import CoursePage, LessonPage, LessonResource
from tests.courses.school import School

from .conftest import GO_ON

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def review(client, course: CoursePage):
    return client.get(reverse("curriculum:publish", args=[course.pk]))


def send(client, course: CoursePage, *pages: Page):
    where = reverse("curriculum:publish", args=[course.pk])
    return client.post(where, {"page": [page.pk for page in pages]}, follow=True)


def stopped(client, course: CoursePage) -> dict[str, list[str]]:
    return {
        item.draft.title: [each.text for each in item.findings if each.stops]
        for item in review(client, course).context["items"]
    }


def redraft(page: Page, **values: object) -> None:
    """An editor saved a draft like this; Wagtail lets it be incomplete."""
    draft = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(clean=False)


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


def test_the_review_lists_what_visitors_do_not_see_yet(edith, school, course):
    redraft(school.second, title="Deux !")

    page = review(edith, course)

    assert stopped(edith, course) == {"Deux !": [], "Trois": []}
    assert "Publish 2 items" in page.content.decode()


def test_all_that_is_chosen_goes_live(edith, school, course):
    redraft(school.second, title="Deux !", free=True)
    redraft(course, title="Python !")

    answer = send(edith, course, course, school.second, school.draft)

    assert "3 items are published." in answer.content.decode()
    assert is_live(school.draft)
    assert LessonPage.objects.get(pk=school.second.pk).free
    assert CoursePage.objects.get(pk=course.pk).title == "Python !"
    assert "Everything is live" in review(edith, course).content.decode()


def test_what_is_not_chosen_stays_a_draft(edith, school, course):
    redraft(school.second, title="Deux !")

    send(edith, course, school.second)

    assert LessonPage.objects.get(pk=school.second.pk).title == "Deux !"
    assert not is_live(school.draft)


def test_one_that_is_not_ready_publishes_none_and_is_named(edith, school, course):
    redraft(course, summary="")

    answer = send(edith, course, course, school.draft)

    said = answer.content.decode()
    assert "Nothing was published. “Python”: Summary: This field cannot be blank." in said  # fmt: skip
    assert not is_live(school.draft)
    assert CoursePage.objects.get(pk=course.pk).summary == "Apprendre"


def test_a_failure_on_the_way_publishes_none(school, course, people, monkeypatch):
    redraft(school.second, title="Deux !")
    monkeypatch.setattr(people.emma, "is_superuser", True)
    publish_one = LessonPage.permissions_for_user

    def forgetful(self, user):
        tester = publish_one(self, user)
        tester.can_publish = lambda: self.title != "Trois"
        return tester

    monkeypatch.setattr(LessonPage, "permissions_for_user", forgetful)
    with pytest.raises(NotReadyError, match=r"“Trois”: You may not publish this\."):
        publish(course, {school.second.pk, school.draft.pk}, by=people.emma)

    assert LessonPage.objects.get(pk=school.second.pk).title == "Deux"


def test_what_is_stopped_cannot_be_ticked(edith, school, course):
    redraft(course, summary="")

    page = review(edith, course).content.decode()

    assert f'id="page-{course.pk}" disabled' in page
    assert f'id="page-{school.draft.pk}" checked' in page
    assert "Publish 1 item<" in page
    assert f"/cms/pages/{course.pk}/edit/?finding=1#:w:contentpath=summary" in page


EMPTY_QUESTIONS = {"type": "faq", "id": "f" * 8, "value": {"heading": "", "questions": []}}  # fmt: skip
NO_PAGE = {
    "type": "call_to_action",
    "id": "c" * 8,
    "value": {"heading": "Go", "text": "", "action": {"label": "Go", "page": None}},
}


@pytest.mark.parametrize("block", [EMPTY_QUESTIONS, NO_PAGE])
def test_a_block_that_is_not_filled_in_stops_the_page(edith, school, course, block):
    redraft(course, body=json.dumps([block]))

    [text] = stopped(edith, course)["Python"]

    assert text.endswith("number 1, is not filled in.")
    link = f"#:w:contentpath=body.{block['id']}"
    assert link in review(edith, course).content.decode()


def test_a_download_without_its_title_stops_the_lesson(edith, school, course):
    redraft(school.draft, resources=[LessonResource(title="", file="exercice.pdf")])

    assert stopped(edith, course)["Trois"] == ["Title: This field cannot be blank."]


def test_lessons_do_not_go_live_without_their_course(edith, school, course):
    course.unpublish()

    answer = send(edith, course, school.draft)

    assert "The course itself is not published" in answer.content.decode()
    assert not is_live(school.draft)


def test_a_lesson_added_in_the_curriculum_can_be_published(edith, course):
    where = reverse("curriculum:add_lesson", args=[course.pk])
    edith.post(where, {"title": "Cinq", "section": str(GO_ON)})

    send(edith, course, LessonPage.objects.get(title="Cinq"))

    assert LessonPage.objects.get(title="Cinq").live


def test_pages_of_another_course_are_not_published_here(edith, school, course):
    other = school.other_course
    redraft(other, title="Django !")

    send(edith, course, other, school.draft)

    assert Page.objects.get(pk=other.pk).title == "Django"
    assert is_live(school.draft)


def test_a_locked_lesson_is_not_published(clients, school: School, course):
    olive, edith = clients["owner"], clients["editor"]
    olive.post(reverse("wagtailadmin_pages:lock", args=[school.draft.pk]))

    send(edith, course, school.draft)

    assert not is_live(school.draft)


# -- Wagtail's own way to publish many


def in_bulk(client, *pages: Page, **more: str):
    """The list's own button, confirmed."""
    query = "&".join(f"id={page.pk}" for page in pages)
    where = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return client.post(f"{where}?{query}", more, follow=True)


def test_an_incomplete_draft_is_refused_in_words(edith, school, course):
    redraft(course, summary="")

    answer = in_bulk(edith, course, school.other_course)

    assert "Summary: This field cannot be blank." in answer.content.decode()
    assert CoursePage.objects.get(pk=course.pk).summary == "Apprendre"


def test_an_incomplete_draft_below_is_refused_too(edith, school, course):
    redraft(school.draft, resources=[LessonResource(title="", file="exercice.pdf")])

    in_bulk(edith, course, include_descendants="on")
    refused = not is_live(school.draft)
    redraft(school.draft, resources=[])
    in_bulk(edith, course, include_descendants="on")

    assert refused
    assert is_live(school.draft)
