"""A course's curriculum, changed in its place."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page

from courses.curriculum.parts import parts_of
from courses.models import CoursePage, LessonPage
from courses.video.models import Video
from tests.courses.school import School, store_film
from tests.queries import cost

from .conftest import BEGIN, GO_ON

pytestmark = pytest.mark.django_db


def address(name: str, course: CoursePage, *rest: object) -> str:
    return reverse(f"curriculum:{name}", args=[course.pk, *rest])


def seen(course: CoursePage) -> list[tuple[str, list[str]]]:
    """As the editor reads it."""
    course = CoursePage.objects.get(pk=course.pk)
    parts = parts_of(course)
    return [(part.title, [each.title for each in part.lessons]) for part in parts]


def step(client: Client, course: CoursePage, lesson: LessonPage, direction: str):
    where = address("place", course, lesson.pk)
    return client.post(where, {"direction": direction})


def draft_of(page: Page) -> Page:
    return Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()


def test_an_editor_sees_the_whole_course_at_once(edith, school, course):
    page = edith.get(address("index", course)).content.decode()

    rows = re.findall(r"<li class=\"curriculum__lesson\".*?</li>", page, re.DOTALL)
    words = [re.sub(r"<[^>]+>|\s+", " ", row) for row in rows]
    assert [re.findall(r"Un|Deux|Trois", row)[0] for row in words] == [
        "Un",
        "Deux",
        "Trois",
    ]
    assert [re.findall(r"\d:\d\d", row) for row in words] == [["1:00"]] * 3
    assert ["Live" in row for row in words] == [True, True, False]
    assert re.findall(r'aria-checked="(\w+)"', page) == ["true", "false", "false"]
    assert f'href="{reverse("wagtailadmin_pages:edit", args=[school.first.pk])}"' in page  # fmt: skip


@pytest.mark.parametrize("place", ["wagtailadmin_pages:edit", "wagtailadmin_explore"])
def test_the_course_leads_to_its_curriculum(edith, course, place):
    page = edith.get(reverse(place, args=[course.pk])).content.decode()

    assert f'href="{address("index", course)}"' in page


def test_lessons_go_up_and_down_through_the_sections(edith, school, course):
    step(edith, course, school.first, "down")
    assert seen(course) == [("Débuts", ["Deux", "Un"]), ("Suite", ["Trois"])]

    step(edith, course, school.first, "down")
    assert seen(course) == [("Débuts", ["Deux"]), ("Suite", ["Un", "Trois"])]

    step(edith, course, school.first, "down")
    step(edith, course, school.first, "down")
    assert seen(course) == [("Débuts", ["Deux"]), ("Suite", ["Trois", "Un"])]

    step(edith, course, school.draft, "up")
    assert seen(course) == [("Débuts", ["Deux", "Trois"]), ("Suite", ["Un"])]


def test_the_order_changes_at_once_and_the_section_when_it_is_published(
    edith, school, course
):
    step(edith, course, school.second, "up")
    step(edith, course, school.first, "down")

    shown = LessonPage.objects.child_of(course).live().order_by("path")
    assert [(each.title, each.section) for each in shown] == [
        ("Deux", BEGIN),
        ("Un", BEGIN),
    ]
    assert draft_of(school.first).section == GO_ON


def test_the_focus_comes_back_to_the_button_that_was_pressed(edith, school, course):
    answer = step(edith, course, school.second, "up")
    page = edith.get(answer["Location"]).content.decode()

    focused = re.findall(r'id="([^"]+)"[^>]* autofocus', page)
    assert focused == [f"up-{school.second.pk}"]
    assert "“Deux”: Débuts, 1 of 2." in page


def test_a_lesson_is_dropped_before_another_one(edith, school, course, fourth):
    where = address("place", course, fourth.pk)

    edith.post(where, {"section": str(BEGIN), "before": school.second.pk})
    assert seen(course)[0] == ("Débuts", ["Un", "Quatre", "Deux"])

    edith.post(where, {"section": str(GO_ON), "before": ""})
    assert seen(course)[1] == ("Suite", ["Trois", "Quatre"])


def test_a_section_that_is_gone_takes_no_lesson(edith, school, course):
    where = address("place", course, school.first.pk)

    answer = edith.post(where, {"section": str(uuid.uuid4())}, follow=True)

    assert "This section no longer exists." in answer.content.decode()
    assert seen(course)[0] == ("Débuts", ["Un", "Deux"])


def test_a_lesson_of_another_course_is_not_found(edith, school, course):
    where = address("place", school.other_course, school.second.pk)

    edith.post(where, {"direction": "up"})

    assert seen(course)[0] == ("Débuts", ["Un", "Deux"])


def test_the_free_flag_is_a_draft_until_it_is_published(edith, school, course):
    where = address("free", course, school.second.pk)

    edith.post(where, {"free": "yes"})

    assert draft_of(school.second).free
    assert not LessonPage.objects.get(pk=school.second.pk).free
    states = [each.state for part in parts_of(course) for each in part.lessons]
    assert states == ["live", "changed", "draft"]


def test_sections_are_added_and_sorted_in_the_draft(edith, course):
    edith.post(address("add_section", course), {"title": "Fin"})
    edith.post(address("place_section", course, GO_ON), {"direction": "up"})

    assert [title for title, _lessons in seen(course)] == ["Suite", "Débuts", "Fin"]
    live = CoursePage.objects.get(pk=course.pk).sections.all()
    assert [section.title for section in live] == ["Débuts", "Suite"]
    assert [section.key for section in live] == [BEGIN, GO_ON]


def test_lessons_and_sections_are_renamed_in_their_drafts(edith, school, course):
    live, slug = school.second.title, school.second.slug
    edith.post(address("rename", course, school.second.pk), {"title": "Encore"})
    edith.post(address("rename_section", course, GO_ON), {"title": "Plus loin"})

    assert "Plus loin" in [title for title, _lessons in seen(course)]
    renamed = draft_of(school.second)
    assert (renamed.title, renamed.slug) == ("Encore", slug)
    assert LessonPage.objects.get(pk=school.second.pk).title == live
    sections = CoursePage.objects.get(pk=course.pk).sections.all()
    assert [section.title for section in sections] == ["Débuts", "Suite"]


@pytest.mark.parametrize("title", ["", "Suite"])
def test_a_name_that_says_nothing_new_changes_nothing(edith, course, title):
    before = course.revisions.count()

    edith.post(address("rename_section", course, GO_ON), {"title": title})

    assert course.revisions.count() == before


@pytest.mark.parametrize(("key", "direction"), [(BEGIN, "up"), (GO_ON, "down")])
def test_what_cannot_go_further_leaves_the_course_as_it_is(
    edith, course, key, direction
):
    before = course.revisions.count()

    edith.post(address("place_section", course, key), {"direction": direction})

    assert course.revisions.count() == before
    assert not CoursePage.objects.get(pk=course.pk).has_unpublished_changes


def test_a_lesson_is_added_as_a_draft_and_opens_from_there(edith, course):
    where = address("add_lesson", course)

    edith.post(where, {"title": "Cinq", "section": str(GO_ON)})
    edith.post(where, {"title": "Cinq", "section": str(GO_ON)})
    edith.post(where, {"title": " "})

    assert seen(course)[1] == ("Suite", ["Trois", "Cinq", "Cinq"])
    added = LessonPage.objects.filter(title="Cinq")
    assert not any(lesson.live for lesson in added)
    form = edith.get(reverse("wagtailadmin_pages:edit", args=[added[0].pk]))
    assert form.context["form"]["section"].value() == GO_ON


def test_each_language_has_an_order_of_its_own(edith, school, course):
    code = "en" if course.locale.language_code == "fr" else "fr"
    other, _made = Locale.objects.get_or_create(language_code=code)
    for page in (school.home, course.get_parent().specific, course):
        page.copy_for_translation(other)
    translated = course.get_translation(other)
    for lesson in (school.first, school.second):
        lesson.refresh_from_db()
        lesson.copy_for_translation(other).save_revision().publish()

    step(edith, course, school.first, "down")

    assert seen(course)[0][1] == ["Deux", "Un"]
    assert seen(translated)[0][1] == ["Un", "Deux"]


def test_a_locked_lesson_stays_as_it_is(clients, school, course):
    edith, olive = clients["editor"], clients["owner"]
    olive.post(reverse("wagtailadmin_pages:lock", args=[school.second.pk]))

    answer = edith.post(
        address("free", course, school.second.pk), {"free": "yes"}, follow=True
    )

    assert "locked" in answer.content.decode()
    assert not draft_of(school.second).free


# -- who may


def attempts(school: School, course: CoursePage) -> dict[str, tuple[str, dict]]:
    lesson = school.second.pk
    return {
        "order": (address("place", course, lesson), {"direction": "up"}),
        "section": (address("place", course, lesson), {"section": str(GO_ON)}),
        "free": (address("free", course, lesson), {"free": "yes"}),
        "lesson": (address("add_lesson", course), {"title": "Cinq"}),
        "new section": (address("add_section", course), {"title": "Fin"}),
        "sections": (address("place_section", course, GO_ON), {"direction": "up"}),
        "name": (address("rename", course, lesson), {"title": "Encore"}),
        "section name": (address("rename_section", course, GO_ON), {"title": "Loin"}),
        "publish": (address("publish", course), {"page": f"{school.draft.pk}:"}),
    }


def state(course: CoursePage) -> list:
    parts = parts_of(CoursePage.objects.get(pk=course.pk))
    return [(p.title, [(x.title, x.free, x.state) for x in p.lessons]) for p in parts]


@pytest.mark.parametrize("who", ["editor", "owner", "support", "stranger"])
@pytest.mark.parametrize(
    "what",
    [
        *("order", "section", "free", "lesson", "new section", "sections"),
        *("name", "section name", "publish"),
    ],
)
def test_who_may_change_a_curriculum(clients, school, course, what, who):
    may = who in {"editor", "owner"}
    where, data = attempts(school, course)[what]
    before = state(course)

    reached = clients[who].get(address("index", course)).status_code == 200
    answer = clients[who].post(where, data)

    assert reached is may
    assert (state(course) != before) is may
    assert answer.status_code == 302
    assert (answer["Location"] == "/cms/") is not may


def test_reading_changes_nothing(edith, school, course):
    wheres = attempts(school, course)
    refused = [edith.get(where).status_code for where, _data in wheres.values()]

    assert set(refused) == {405, 200}  # 200: the review before publishing
    assert refused.count(200) == 1


def test_without_its_token_nothing_is_taken(clients, school, course):
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = clients["editor"].cookies

    for where, data in attempts(school, course).values():
        assert careful.post(where, data).status_code == 403


# -- what makes no sense


ODD = {
    "before of 5000 digits": ("place", {"section": str(BEGIN), "before": "1" * 5000}),
    "before of 31 digits": ("place", {"section": str(BEGIN), "before": "1" * 31}),
    "a section that is none": ("place", {"section": "\0", "before": "\0"}),
    "a direction nobody knows": ("place_section", {"direction": "\0"}),
    "a lesson called NUL": ("add_lesson", {"title": "a\0"}),
    "a section called NUL": ("add_section", {"title": "a\0"}),
    "a long title": ("add_lesson", {"title": "a" * 10_000}),
    "a film that is none": ("add_film", {"video": "\0", "section": "\0"}),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_makes_no_sense_is_answered(edith, school, course, odd):
    name, data = ODD[odd]
    rest = {"place": [school.second.pk], "place_section": [GO_ON]}

    answer = edith.post(address(name, course, *rest.get(name, [])), data)

    assert answer.status_code in {302, 422}


@pytest.mark.parametrize("digits", [18, 31, 5000])
def test_no_course_or_lesson_has_so_long_a_number(edith, course, digits):
    where = address("index", course).replace(str(course.pk), "9" * digits)
    lesson = f"{address('index', course)}lessons/{'9' * digits}/place/"

    assert edith.get(where, follow=True).status_code == 404
    assert edith.post(lesson, {"direction": "up"}, follow=True).status_code == 404


# -- films


def uploaded(client: Client, name: str) -> Video:
    film = store_film()
    user = client.session["_auth_user_id"]
    Video.objects.filter(pk=film.pk).update(name=name, uploaded_by=user)
    return film


def test_each_film_becomes_a_draft_lesson_named_after_its_file(edith, course):
    for name in ("02_threading-a-needle.mp4", "ourlet.mp4", "ourlet.mp4"):
        film = uploaded(edith, name)
        answer = edith.post(
            address("add_film", course), {"video": film.pk, "section": str(GO_ON)}
        )
        assert answer.status_code == 201

    titles = ["Trois", "02 threading a needle", "Ourlet", "Ourlet"]
    assert seen(course)[1] == ("Suite", titles)
    assert LessonPage.objects.filter(live=False).exclude(video=None).count() == 4


def test_a_film_becomes_one_lesson_only_and_only_one_s_own(clients, course):
    edith, film = clients["editor"], uploaded(clients["owner"], "ourlet.mp4")
    own = uploaded(edith, "ourlet.mp4")
    where = address("add_film", course)
    before = LessonPage.objects.count()

    answers = [
        edith.post(where, {"video": video}).status_code
        for video in (own.pk, own.pk, film.pk, "no id", "")
    ]

    assert answers == [201, 422, 422, 422, 422]
    assert LessonPage.objects.count() == before + 1


@pytest.mark.parametrize("who", ["support", "stranger"])
def test_who_may_not_edit_the_course_adds_no_film(clients, course, who):
    film = uploaded(clients[who], "ourlet.mp4")

    clients[who].post(address("add_film", course), {"video": film.pk})

    assert not LessonPage.objects.filter(video=film).exists()


def test_the_page_costs_the_same_for_any_number(edith, course):
    costs = []
    for number in range(4):
        edith.post(address("add_lesson", course), {"title": f"L{number}"})
        costs.append(cost(edith, address("index", course)))

    assert costs == [costs[0]] * 4
