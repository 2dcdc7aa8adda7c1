"""What an editor is shown of a draft: the page as a visitor, a holder, or one whose access ended has it."""

import pytest
from django.conf import settings
from django.contrib.auth import login
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.models.preview import PreviewableMixin
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from commerce.models import PricingPage, Product
from story.previews import SeenBy
from tests.courses.people import People, give
from tests.courses.school import School, add_lesson
from tests.courses.test_forms import lesson_form

FILM = "/cms/videos/"
MODES = ("visitor", "signed_in", "holder", "ending", "ended")
HOLD = [False, False, True, True, False]


@pytest.fixture
def emma(people: People) -> Client:
    """She edits the course, and has bought it as well."""
    give(Product.objects.first(), people.emma)
    client = Client(headers={"Accept-Language": "en"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(people.emma)
    return client


def preview(client: Client, page: Page, mode: str, **typed: object) -> str:
    """Of what was typed and never saved."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(address, nested_form_data(typed)).json()["is_valid"]
    response = client.get(address, {"mode": mode})
    assert response.status_code == 200
    return response.content.decode()


def preview_lesson(client: Client, school: School, mode: str, **typed: object) -> str:
    video = school.second.video_id
    form = lesson_form(title="Two, revised", video=str(video), **typed)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[school.second.pk])
    assert client.post(address, form).json()["is_valid"]
    return client.get(address, {"mode": mode}).content.decode()


def test_a_gated_lesson_shows_a_visitor_its_lock_and_a_holder_its_film(emma, school):
    shown = {mode: preview_lesson(emma, school, mode) for mode in MODES}

    assert all("Two, revised" in page for page in shown.values())
    assert [FILM in shown[mode] for mode in MODES] == HOLD
    assert "not on sale" in shown["visitor"]
    assert "not on sale" in shown["signed_in"]
    assert "My account" not in shown["visitor"]
    assert "My account" in shown["signed_in"]
    assert "Your access ended on" in shown["ended"]
    school.second.refresh_from_db()
    assert school.second.title == "Deux"


def test_a_free_lesson_shows_everybody_its_film(emma, school):
    shown = [preview_lesson(emma, school, mode, free="on") for mode in MODES]

    assert all(FILM in page for page in shown)


@pytest.mark.parametrize(("typed", "sign"), [({"free": "on"}, "play"), ({}, "lock")])
def test_the_row_of_a_lesson_follows_its_draft(emma, school, typed, sign):
    shown = preview_lesson(emma, school, "visitor", **typed)

    row = shown.partition('<li class="lesson-row is-current">')[2].partition("</li>")[0]
    assert f"#{sign}" in row


def test_without_its_viewer_a_visitors_preview_would_show_what_the_editor_holds(
    emma, school, monkeypatch
):
    monkeypatch.setattr(SeenBy, "serve_preview", PreviewableMixin.serve_preview)

    assert FILM in preview_lesson(emma, school, "visitor")


def kept_by(emma: Client) -> tuple[dict, dict]:
    """What her browser and her session hold, but for the form that the preview shows."""
    cookies = {name: each.value for name, each in emma.cookies.items()}
    return cookies, {
        name: value
        for name, value in emma.session.items()
        if not name.startswith("wagtail-preview-")
    }


@pytest.mark.parametrize("mode", MODES)
def test_the_editors_own_session_stays_as_it_was(emma, school, mode):
    before = kept_by(emma)

    shown = preview_lesson(emma, school, mode)

    assert ("My account" in shown) is (mode != "visitor")
    assert kept_by(emma) == before
    assert emma.get("/cms/").status_code == 200


def test_control_a_preview_that_signed_somebody_in_would_be_noticed(
    emma, people, school, monkeypatch
):
    def signs_in(page, request, mode_name):
        request.session = emma.session
        login(request, people.bruno, settings.AUTHENTICATION_BACKENDS[0])
        emma.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
        return PreviewableMixin.serve_preview(page, request, mode_name)

    before = kept_by(emma)
    monkeypatch.setattr(SeenBy, "serve_preview", signs_in)

    preview_lesson(emma, school, "visitor")

    assert kept_by(emma) != before


def test_a_lesson_that_was_never_saved_is_previewed_too(emma, school):
    kind = ["courses", "lessonpage", school.course.pk]
    address = reverse("wagtailadmin_pages:preview_on_add", args=kind)
    emma.post(address, lesson_form(title="Quatre", slug="quatre"))

    shown = {mode: emma.get(address, {"mode": mode}) for mode in MODES}

    assert [each.status_code for each in shown.values()] == [200] * len(MODES)
    assert "not on sale" in shown["visitor"].content.decode()
    assert "not on sale" not in shown["holder"].content.decode()


def test_a_course_shows_a_holder_the_way_on_and_others_what_it_takes(emma, school):
    add_lesson(school.course, "Quatre")
    typed = {
        "title": "Python",
        "slug": "python",
        "summary": "Learn it, revised",
        "level": "all",
        "sections": inline_formset([]),
        "body-count": "0",
    }

    shown = {mode: preview(emma, school.course, mode, **typed) for mode in MODES}

    assert all("Learn it, revised" in page for page in shown.values())
    yours = ["You have this course" in shown[mode] for mode in MODES]
    assert yours == HOLD
    until = ["Access until" in shown[mode] for mode in MODES]
    assert until == [False, False, False, True, False]


def test_a_pricing_page_is_previewed_as_each(emma, people, school):
    people.emma.is_superuser = True
    people.emma.save()
    plans = school.home.add_child(instance=PricingPage(title="Tarifs"))
    typed = {"title": "Tarifs, revus", "slug": "tarifs", "body-count": "0"}

    shown = {mode: preview(emma, plans, mode, **typed) for mode in MODES}

    assert all("Tarifs, revus" in page for page in shown.values())
    signed_in = ["My account" in shown[mode] for mode in MODES]
    assert signed_in == [mode != "visitor" for mode in MODES]
