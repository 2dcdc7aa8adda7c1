"""Files of a gated lesson answer nobody else, whatever the kind or method, on every request."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from commerce.models import Entitlement
from courses.models import LessonPage
from courses.video import playback
from tests.courses.people import People
from tests.courses.school import FILM, VTT, School
from tests.courses.video.asking import ask

KINDS = ["film", "poster", "captions", "resource"]
INSIDE = ["anna", "emma"]
OUTSIDE = ["anonymous", "bruno", "chloe", "denis"]


def address(kind: str, lesson: LessonPage) -> str:
    match kind:
        case "captions":
            return reverse("media:captions", args=[lesson.pk, "fr"])
        case "resource":
            return lesson.resources.get().url
        case _:
            return reverse(f"media:{kind}", args=[lesson.pk])


def browser_of(people: People, name: str) -> Client:
    client = Client()
    if name != "anonymous":
        client.force_login(getattr(people, name))
    return client


@pytest.mark.parametrize("name", OUTSIDE)
def test_strangers_get_no_file_of_a_gated_lesson(
    school: School, people: People, name: str
) -> None:
    client = browser_of(people, name)

    for kind, method in product(KINDS, ["get", "head"]):
        response = ask(client, address(kind, school.second), method)

        assert (kind, method, response.status_code) == (kind, method, 403)
        assert response.body == b""
        assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", INSIDE)
def test_holders_and_editors_get_every_file_and_no_cache_keeps_it(
    school: School, people: People, name: str
) -> None:
    client = browser_of(people, name)

    for kind, method in product(KINDS, ["get", "head"]):
        response = ask(client, address(kind, school.second), method)

        assert (kind, method, response.status_code) == (kind, method, 200)
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "Cookie" in response["Vary"]


@pytest.mark.parametrize("name", [*INSIDE, *OUTSIDE])
def test_nothing_but_get_and_head_is_answered(
    school: School, people: People, name: str
) -> None:
    client = browser_of(people, name)
    methods = ["post", "put", "patch", "delete", "options", "trace"]

    answers = {
        ask(client, address(kind, school.second), method).status_code
        for kind, method in product(KINDS, methods)
    }

    assert answers == {405}


@pytest.mark.parametrize("kind", KINDS)
def test_without_the_gate_a_stranger_would_get_the_file(
    school: School, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playback, "refusal", lambda _request, _lesson: None)

    assert ask(Client(), address(kind, school.second)).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_anyone_gets_the_files_of_a_free_lesson(school: School, kind: str) -> None:
    response = ask(Client(), address(kind, school.first))

    assert response.status_code == 200
    keeps = "max-age=300" if kind == "poster" else "no-store"
    assert response["Cache-Control"] == f"private, {keeps}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_lesson_has_no_files_but_for_its_editor(
    school: School, people: People, kind: str
) -> None:
    answers = {
        name: ask(browser_of(people, name), address(kind, school.draft)).status_code
        for name in ("anonymous", "anna", "emma")
    }

    assert answers == {"anonymous": 404, "anna": 404, "emma": 200}


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_that_was_open_closes_with_the_access(
    school: School, people: People, kind: str
) -> None:
    client = browser_of(people, "anna")
    assert ask(client, address(kind, school.second)).status_code == 200

    Entitlement.objects.filter(user=people.anna).update(
        ends=timezone.now() - timedelta(seconds=1)
    )

    assert ask(client, address(kind, school.second)).status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_copied_out_of_annas_browser_opens_nothing(
    school: School, people: People, kind: str
) -> None:
    client = browser_of(people, "anna")
    ask(client, address(kind, school.second))

    assert ask(Client(), address(kind, school.second)).status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_a_free_lesson_behind_wagtails_own_privacy_stays_private(
    school: School, people: People, kind: str
) -> None:
    PageViewRestriction.objects.create(
        page=school.course, restriction_type=PageViewRestriction.LOGIN
    )

    assert ask(Client(), address(kind, school.first)).status_code == 403
    assert (
        ask(browser_of(people, "bruno"), address(kind, school.first)).status_code == 200
    )


def test_holders_get_the_very_bytes(school: School, people: People) -> None:
    client = browser_of(people, "anna")

    film, poster, captions, resource = (
        ask(client, address(kind, school.second)) for kind in KINDS
    )

    assert (film["Content-Type"], film.body) == ("video/mp4", FILM)
    assert (poster["Content-Type"], poster.body) == ("image/jpeg", b"poster")
    assert (captions["Content-Type"], captions.text) == ("text/vtt; charset=utf-8", VTT)
    assert (resource["Content-Type"], resource.body) == ("application/pdf", b"exercise")
    assert resource["Content-Disposition"] == "attachment"


def test_a_page_uploaded_as_a_resource_is_never_shown_as_one(
    school: School, people: People
) -> None:
    resource = school.second.resources.get()
    resource.file.save("evil.html", ContentFile(b"<script>alert(1)</script>"))

    response = ask(browser_of(people, "anna"), resource.url)

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == "attachment"


def test_a_resource_answers_only_under_its_own_lesson_and_name(
    school: School, people: People
) -> None:
    other = school.first.resources.get()
    own = school.second.resources.get()
    client = browser_of(people, "anna")

    for wrong in [
        reverse("media:resource", args=[school.first.pk, own.pk, own.file_name]),
        reverse("media:resource", args=[school.second.pk, other.pk, other.file_name]),
        reverse("media:resource", args=[school.second.pk, own.pk, "else.pdf"]),
    ]:
        assert ask(client, wrong).status_code == 404


OUT_OF_BOUNDS = [
    "../../../../etc/passwd",
    "%2e%2e/%2e%2e/film.mp4",
    "%252e%252e%252ffilm.mp4",
    "..%2f..%2ffilm.mp4",
    "files/1/..%2f..%2fetc%2fpasswd",
    "files/1/%00.pdf",
    "files/1/..\\..\\film.mp4",
    "files/1//etc/passwd",
    "captions/..%2f..%2fetc%2fpasswd.vtt",
    "captions/%00.vtt",
    "captions/" + "a" * 5000 + ".vtt",
    "film.mp4/",
    "film.mp4%00.jpg",
]


def test_no_path_leads_out_of_a_lesson(school: School, people: People) -> None:
    client = browser_of(people, "anna")

    for tail in OUT_OF_BOUNDS:
        response = ask(client, f"/media/v/{school.second.pk}/{tail}")

        assert (tail, response.status_code) == (tail, 404)


@pytest.mark.parametrize("name", ["bruno", "anna"])
def test_what_does_not_exist_says_nothing_more_to_a_stranger(
    school: School, people: People, name: str
) -> None:
    LessonPage.objects.filter(pk=school.second.pk).update(video=None)
    client = browser_of(people, name)

    answers = {
        ask(client, address(kind, school.second)).status_code for kind in KINDS[:3]
    }

    assert answers == ({403} if name == "bruno" else {404})
    assert ask(client, "/media/v/999999/film.mp4").status_code == 404


BEYOND = [10**18, 2**63, 10**23]
NUMBERED = [
    "{}/film.mp4",
    "{}/poster.jpg",
    "{}/captions/fr.vtt",
    "{}/files/1/exercice.pdf",
]


@pytest.mark.parametrize("number", BEYOND)
def test_a_number_that_no_row_has_is_not_found(
    school: School, people: People, number: int
) -> None:
    client = browser_of(people, "anna")
    tails = [each.format(number) for each in NUMBERED]

    for tail in [*tails, f"{school.second.pk}/files/{number}/exercice.pdf"]:
        assert (tail, ask(client, f"/media/v/{tail}").status_code) == (tail, 404)


def test_without_the_bound_a_number_would_be_an_error_in_sqlite(db: None) -> None:
    if connection.vendor == "sqlite":
        with pytest.raises(OverflowError):
            playback.film(RequestFactory().get("/"), lesson_id=BEYOND[-1])
