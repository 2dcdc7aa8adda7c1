"""A lesson whose film is gone: by no way does it go live, and somebody is told."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    Page,
    PageLogEntry,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from accounts.models import User
from courses.models import LessonPage
from story import checks
from story.models import StoryPage
from tests.courses.people import People, person
from tests.courses.school import School, store_film

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MISSING = "The film’s file is missing."


@pytest.fixture
def emma(people: People) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(people.emma)
    return client


def lose_film(lesson: LessonPage) -> LessonPage:
    lesson.video.file.storage.delete(lesson.video.file.name)
    return lesson


def find_film(lesson: LessonPage) -> None:
    lesson.video.file.storage.save(lesson.video.file.name, ContentFile(b"film"))


def filled_in(lesson: LessonPage) -> dict[str, object]:
    return {
        "title": lesson.title,
        "slug": lesson.slug or "cinq",
        "video": str(lesson.video.pk),
        "section": "",
        "body": "null",
        "resources-TOTAL_FORMS": 0,
        "resources-INITIAL_FORMS": 0,
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
    }


def is_live(lesson: LessonPage) -> bool:
    return Page.objects.get(pk=lesson.pk).live


def history(client: Client, lesson: LessonPage) -> str:
    return client.get(reverse("wagtailadmin_pages:history", args=[lesson.pk])).text


# -- by its form


def test_a_draft_is_refused_until_its_film_is_back(emma: Client, school: School):
    lesson = lose_film(school.draft)
    where = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    form = filled_in(lesson) | {"action-publish": "on"}

    assert MISSING in emma.post(where, form, follow=True).text
    assert not is_live(lesson)

    find_film(lesson)
    emma.post(where, form)
    assert is_live(lesson)


def add(client: Client, school: School) -> LessonPage:
    """“Publish” on the form of a new lesson, which Wagtail saves as a live one before it asks anybody."""
    new = lose_film(LessonPage(title="Cinq", video=store_film()))
    where = ["courses", "lessonpage", school.course.pk]
    answer = client.post(
        reverse("wagtailadmin_pages:add", args=where),
        filled_in(new) | {"action-publish": "on"},
        follow=True,
    )
    assert MISSING in answer.text
    return LessonPage.objects.get(title="Cinq")


def test_a_new_lesson_is_refused_and_kept_as_a_draft(emma: Client, school: School):
    lesson = add(emma, school)

    assert not lesson.live
    assert lesson.has_unpublished_changes
    assert lesson.first_published_at is None


def test_a_live_page_stays_live_when_its_change_is_refused(emma, school: School):
    lesson = lose_film(school.second)
    where = reverse("wagtailadmin_pages:edit", args=[lesson.pk])

    emma.post(where, filled_in(lesson) | {"action-publish": "on", "title": "Zwei"})

    assert (is_live(lesson), Page.objects.get(pk=lesson.pk).title) == (True, "Deux")


# -- when its date has come


@pytest.fixture
def dated(school: School) -> LessonPage:
    """Its film was lost between the day it was scheduled and its date."""
    lesson = school.draft
    lesson.go_live_at = timezone.now() + timedelta(days=1)
    revision = lesson.save_revision()
    revision.publish()
    past = timezone.now() - timedelta(hours=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    return lesson


def test_its_date_comes(dated: LessonPage):
    call_command("publish_scheduled")

    assert is_live(dated)


def test_its_date_comes_without_its_film(emma: Client, dated: LessonPage):
    lose_film(dated)

    for _time in range(2):
        call_command("publish_scheduled")

    assert not is_live(dated)
    assert "Not published: visitors would meet it broken" in history(emma, dated)
    assert PageLogEntry.objects.filter(action="story.publish.hold").count() == 1
    desk = emma.get(reverse("wagtailadmin_home")).text
    assert "“Trois” has a date but is not scheduled" in desk


def test_the_others_whose_date_has_come_go_live(dated: LessonPage, school: School):
    lose_film(dated)
    other = school.second
    other.title = "Zwei"
    revision = other.save_revision(approved_go_live_at=timezone.now())
    assert revision.approved_go_live_at > dated.latest_revision.approved_go_live_at

    call_command("publish_scheduled")

    assert Page.objects.get(pk=other.pk).title == "Zwei"


# -- by approval


def approve(lesson: LessonPage) -> None:
    workflow = Workflow.objects.create(name="Two pairs of eyes")
    task = GroupApprovalTask.objects.create(name="Read it")
    task.groups.add(Group.objects.get(name="Editors of Python"))
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=lesson)
    lesson.save_revision()
    started = workflow.start(lesson, person("erik"))
    started.current_task_state.approve(user=User.objects.get(email="emma@example.com"))


def test_it_is_approved(people: People, school: School):
    approve(school.draft)

    assert is_live(school.draft)


def test_it_is_approved_without_its_film(emma: Client, school: School):
    approve(lose_film(school.draft))

    assert not is_live(school.draft)
    assert "Not published: visitors would meet it broken" in history(emma, school.draft)


# -- control: each without its guard


def test_control_not_taken_back_a_new_lesson_is_live(
    emma: Client, school: School, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(checks, "_take_back", lambda _page: None)

    assert add(emma, school).live


def test_control_published_as_wagtail_does_it_goes_live(
    dated: LessonPage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(StoryPage, "publish", Page.publish)
    lose_film(dated)

    call_command("publish_scheduled")

    assert is_live(dated)
