"""What an editor finds in the forms of a course and a lesson."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.admin.panels import InlinePanel
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from courses.models import CoursePage, LessonPage
from courses.panels import SectionsPanel
from tests.courses.people import People
from tests.courses.school import School, store_film

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def emma(people: People) -> Client:
    client = Client(headers=ENGLISH)
    client.force_login(people.emma)
    return client


def edit(page: CoursePage | LessonPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def lesson_form(**changes: object) -> dict[str, str]:
    fields = {
        "title": "Deux",
        "slug": "deux",
        "video": "",
        "section": "",
        "body": rich_text(""),
        "resources": inline_formset([]),
    }
    return nested_form_data(fields | changes)


def draft_of(lesson: LessonPage) -> LessonPage:
    return LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()


def sections_of(course: CoursePage) -> dict[str, uuid.UUID]:
    draft = CoursePage.objects.get(pk=course.pk).get_latest_revision_as_object()
    return {section.title: section.key for section in draft.sections.all()}


def save_sections(client: Client, course: CoursePage, rows: list[dict]) -> dict:
    fields = {
        "title": "Python",
        "slug": "python",
        "summary": "Apprendre",
        "level": "all",
    }
    kept = sum("key" in row for row in rows)
    data = nested_form_data(
        fields | {"sections": inline_formset(rows, initial=kept), "body-count": "0"}
    )
    answer = client.post(edit(course), data, headers={"Accept": "application/json"})
    assert answer.json()["success"], answer.content
    return answer.json()["field_updates"]


def test_the_lesson_form_shows_its_film_and_its_captions(
    emma: Client, school: School
) -> None:
    page = emma.get(edit(school.second)).text

    assert f'value="{school.second.video.pk}"' in page
    assert f"/cms/videos/{school.second.video.pk}/poster.jpg" in page
    assert re.search(r'<script src="[^"]*cms/video-upload[^"]*" type="module">', page)
    rows = re.findall(r'data-language="(\w+)".*?>(Present|None yet)<', page, re.DOTALL)
    assert rows == [("fr", "Present"), ("en", "None yet")]


def test_a_saved_draft_keeps_the_film_that_was_uploaded(
    emma: Client, school: School
) -> None:
    film = store_film()

    answer = emma.post(edit(school.second), lesson_form(video=str(film.pk)))

    assert answer.status_code == 302
    assert draft_of(school.second).video == film
    school.second.refresh_from_db()
    assert school.second.video != film


def test_a_film_nobody_uploaded_is_refused(emma: Client, school: School) -> None:
    for wrong in (str(uuid.uuid4()), "no id", "../../etc/passwd"):
        answer = emma.post(edit(school.second), lesson_form(video=wrong))

        assert answer.status_code == 200
        assert "video" in answer.context["form"].errors


def test_a_lesson_chooses_among_the_sections_of_its_course(
    emma: Client, school: School
) -> None:
    save_sections(emma, school.course, [{"title": "Débuts"}, {"title": "Suite"}])
    keys = sections_of(school.course)

    form = emma.get(edit(school.second)).context["form"]
    emma.post(edit(school.second), lesson_form(section=str(keys["Suite"])))
    stranger = emma.post(edit(school.second), lesson_form(section=str(uuid.uuid4())))

    assert [label for _key, label in form.fields["section"].choices][1:] == [
        "Débuts",
        "Suite",
    ]
    assert draft_of(school.second).section == keys["Suite"]
    assert "section" in stranger.context["form"].errors


def test_a_new_lesson_joins_the_section_last_used(emma: Client, school: School) -> None:
    save_sections(emma, school.course, [{"title": "Débuts"}, {"title": "Suite"}])
    keys = sections_of(school.course)
    address = reverse(
        "wagtailadmin_pages:add", args=["courses", "lessonpage", school.course.pk]
    )

    at_first = emma.get(address).context["form"]["section"].value()
    LessonPage.objects.filter(pk=school.draft.pk).update(section=keys["Suite"])
    later = emma.get(address).context["form"]["section"].value()

    assert (at_first, later) == (str(keys["Débuts"]), str(keys["Suite"]))


def test_a_section_keeps_its_key_through_every_draft(
    emma: Client, school: School
) -> None:
    updates = save_sections(emma, school.course, [{"title": "Débuts"}])
    first = sections_of(school.course)

    rows = [
        {"id": "", "title": "Débuts !", "key": updates["sections-0-key"]},
        {"title": "Suite"},
    ]
    save_sections(emma, school.course, rows)
    second = sections_of(school.course)

    assert second["Débuts !"] == first["Débuts"]
    assert second["Suite"] != first["Débuts"]


def test_without_the_hidden_key_each_draft_would_lose_it(
    emma: Client, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SectionsPanel, "get_form_options", InlinePanel.get_form_options)
    CoursePage.get_edit_handler.cache_clear()
    save_sections(emma, school.course, [{"title": "Débuts"}])
    first = sections_of(school.course)

    save_sections(
        emma,
        school.course,
        [{"id": "", "title": "Débuts", "key": str(first["Débuts"])}],
    )
    CoursePage.get_edit_handler.cache_clear()

    assert sections_of(school.course) != first


def test_each_new_row_gets_a_key_of_its_own(emma: Client, school: School) -> None:
    page = emma.get(edit(school.course)).text

    template = re.search(r'name="sections-__prefix__-key"[^>]*>', page)
    save_sections(emma, school.course, [{"title": "Débuts"}, {"title": "Suite"}])

    assert template is not None
    assert "value=" not in template[0]
    assert len(set(sections_of(school.course).values())) == 2


def test_a_download_shows_its_name_and_no_public_address(
    emma: Client, school: School
) -> None:
    page = emma.get(edit(school.second)).text

    assert "exercice" in page
    assert "/media/resources/" not in page
