"""“Publish n items”: what goes live together, and what keeps all from it."""

import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page, Revision

from accounts.models import User
from courses.curriculum import publishing
from courses.models import CoursePage, LessonPage, LessonResource
from tests.courses.school import School

from .conftest import GO_ON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def review(client, course: CoursePage):
    return client.get(reverse("curriculum:publish", args=[course.pk]))


def as_now(page: Page) -> str:
    """The page and its version, as the review hands them out."""
    return f"{page.pk}:{Page.objects.get(pk=page.pk).latest_revision_id or ''}"


def send(client, course: CoursePage, *pages: Page | str):
    """Pages as they are now, or as they were when somebody read the review."""
    where = reverse("curriculum:publish", args=[course.pk])
    chosen = [as_now(each) if isinstance(each, Page) else each for each in pages]
    return client.post(where, {"page": chosen}, follow=True)


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


@pytest.fixture
def two_drafts(clients, school, course, monkeypatch) -> Callable[[], str]:
    """Publishes both lessons, of which the second fails on its way; what the first one is called then."""
    olive = User.objects.get(email="olive@example.com")
    redraft(school.second, title="Deux !")
    redraft(school.draft, title="Trois !")
    publish_one = Revision.publish

    def failing(self, **how: object) -> None:
        if self.object_str == "Trois !":
            raise OSError("the disk is full")
        publish_one(self, **how)

    def choose() -> str:
        chosen = [as_now(school.second), as_now(school.draft)]
        monkeypatch.setattr(Revision, "publish", failing)
        with pytest.raises(OSError, match="full"):
            publishing.publish(course.pk, chosen, by=olive)
        return LessonPage.objects.get(pk=school.second.pk).title

    return choose


def test_a_failure_on_the_way_publishes_none(two_drafts):
    assert two_drafts() == "Deux"


def test_control_without_the_transaction_half_would_be_live(two_drafts, monkeypatch):
    monkeypatch.setattr(publishing, "transaction", SimpleNamespace(atomic=nullcontext))

    assert two_drafts() == "Deux !"


# -- what was read is what goes live


def test_what_a_colleague_published_meanwhile_stays_live(edith, course):
    redraft(course, title="Python 1")
    read = as_now(course)
    redraft(course, title="Python 2")
    CoursePage.objects.get(pk=course.pk).latest_revision.publish()

    send(edith, course, read)

    assert CoursePage.objects.get(pk=course.pk).title == "Python 2"


def test_what_was_changed_since_it_was_read_is_read_again(edith, school, course):
    redraft(school.second, title="Deux !")
    read = as_now(school.second)
    redraft(school.second, title="Rien")

    answer = send(edith, course, read, school.draft)

    assert "“Rien”: It was changed since you read it." in answer.text
    assert LessonPage.objects.get(pk=school.second.pk).title == "Deux"
    assert not is_live(school.draft)


def test_the_review_hands_out_the_version_that_it_shows(edith, school, course):
    redraft(school.second, title="Deux !")

    assert f'value="{as_now(school.second)}"' in review(edith, course).text


@pytest.mark.parametrize("chosen", ["1" * 5000, ":", "1:" + "1" * 5000, "a:b\0"])
def test_what_is_no_choice_publishes_nothing(edith, school, course, chosen):
    assert send(edith, course, chosen).status_code == 200
    assert not is_live(school.draft)


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


def dated(lesson: LessonPage) -> LessonPage:
    redraft(lesson, go_live_at=timezone.now() + timedelta(days=7))
    return lesson


@pytest.mark.parametrize("which", ["course", "lesson"])
def test_what_has_a_date_is_scheduled_in_its_form(edith, school, course, which):
    course.unpublish()
    page = dated({"course": course, "lesson": school.draft}[which])

    answer = send(edith, course, course, school.draft)

    assert "It has a date, " in answer.text
    assert not is_live(course)
    assert not is_live(school.draft)
    assert not page.revisions.exclude(approved_go_live_at=None).exists()


def test_what_follows_another_page_is_not_published_by_itself(edith, school, course):
    alias = school.draft.create_alias(parent=course, update_slug="trois-bis")

    answer = send(edith, course, alias, school.draft)

    assert "It follows another page and goes live with that one." in answer.text
    assert not is_live(alias)
    send(edith, course, school.draft)
    assert is_live(alias)


def test_the_review_says_what_nobody_can_open(edith, school, course):
    [draft] = review(edith, course).context["items"]
    assert "Nobody can open this lesson" in " ".join(it.text for it in draft.findings)

    redraft(school.draft, free=True)

    [draft] = review(edith, course).context["items"]
    assert "Nobody can open" not in " ".join(it.text for it in draft.findings)


def test_pages_of_another_course_are_not_published_here(edith, school, course):
    other = school.other_course
    redraft(other, title="Django !")

    send(edith, course, other, school.draft)

    assert Page.objects.get(pk=other.pk).title == "Django"
    assert is_live(school.draft)


def test_a_locked_lesson_is_not_published(clients, school: School, course):
    olive, edith = clients["owner"], clients["editor"]
    olive.post(reverse("wagtailadmin_pages:lock", args=[school.draft.pk]))

    answer = send(edith, course, school.draft)

    assert not is_live(school.draft)
    assert (
        "<b>'Trois' was locked</b> by <b>" in answer.text
    )  # markup, as Wagtail words it


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


def test_what_waits_for_its_date_below_goes_on_waiting(edith, school, course):
    dated(school.draft)
    LessonPage.objects.get(pk=school.draft.pk).latest_revision.publish()
    redraft(course, title="Python !")

    in_bulk(edith, course, include_descendants="on")

    assert CoursePage.objects.get(pk=course.pk).title == "Python !"
    assert not is_live(school.draft)
    assert Page.objects.get(pk=school.draft.pk).scheduled_revision


def test_what_a_colleague_locked_below_is_not_published(clients, school, course):
    olive, edith = clients["owner"], clients["editor"]
    olive.post(reverse("wagtailadmin_pages:lock", args=[school.draft.pk]))

    answer = in_bulk(edith, course, include_descendants="on")

    assert "<b>'Trois' was locked</b> by <b>" in answer.text
    assert not is_live(school.draft)
