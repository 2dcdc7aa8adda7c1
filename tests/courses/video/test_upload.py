"""Who may bring films and captions in, how much, and what they are told."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from courses.video import upload
from courses.video.models import Captions, Video
from tests.courses.people import People, editor_of, person
from tests.courses.school import VTT, School, store_film

FilmOf = Callable[[str], Path]
OnDisk = Callable[[], set[Path]]
UPLOAD = "/cms/videos/upload/"
XHR = {"X-Requested-With": "XMLHttpRequest", "Accept-Language": "en"}


def send(client: Client, data: bytes, address: str = UPLOAD, **headers: str) -> object:
    return client.generic(
        "POST", address, data, "application/octet-stream", headers=XHR | headers
    )


def captions_of(video: Video, language: str = "fr") -> str:
    return reverse("video:edit_captions", args=[video.pk, language])


@pytest.fixture
def emma(people: People) -> Client:
    client = Client()
    client.force_login(people.emma)
    return client


def test_an_editor_uploads_a_film_and_is_told_what_came_in(
    emma: Client, people: People, film_of: FilmOf
) -> None:
    headers = {"X-File-Name": "Le%C3%A7on%201.mp4"}

    answer = send(emma, film_of("late").read_bytes(), **headers)

    video = Video.objects.get(name="Leçon 1.mp4")
    told = answer.json()
    assert answer.status_code == 201
    assert told.pop("html").count("Leçon 1.mp4") == 1
    assert told == {
        "id": str(video.pk),
        "name": "Leçon 1.mp4",
        "duration": "0:04",
        "poster": f"/cms/videos/{video.pk}/poster.jpg",
    }
    assert video.uploaded_by == people.emma


def test_a_refused_film_is_explained_and_leaves_nothing(
    emma: Client, film_of: FilmOf, on_disk: OnDisk
) -> None:
    before = on_disk()

    for name in ("empty", "page", "playlist", "concat", "hevc", "late_cut", "fast_cut"):
        answer = send(emma, film_of(name).read_bytes())

        assert (name, answer.status_code) == (name, 422)
        assert list(answer.json()) == ["error"]
    assert on_disk() == before


@pytest.mark.parametrize("name", ["anonymous", "anna", "staff_without_pages"])
def test_nobody_but_editors_of_lessons_brings_films_in(
    people: People, film_of: FilmOf, on_disk: OnDisk, name: str
) -> None:
    client, before = stranger(people, name), on_disk()

    answer = send(client, film_of("late").read_bytes())

    assert answer.status_code == 403
    assert on_disk() == before


def stranger(people: People, name: str) -> Client:
    client = Client()
    if name == "anna":
        client.force_login(people.anna)
    if name == "staff_without_pages":
        emma_without_pages = person("support")
        emma_without_pages.groups.add(people.emma.groups.get())
        people.emma.groups.get().page_permissions.all().delete()
        client.force_login(emma_without_pages)
    return client


def test_without_the_guard_staff_of_no_page_would_upload(
    people: People, film_of: FilmOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "may_film", lambda _user: True)
    client = stranger(people, "staff_without_pages")

    assert send(client, film_of("late").read_bytes()).status_code == 201


def test_a_foreign_page_cannot_upload_in_an_editors_name(
    people: People, film_of: FilmOf
) -> None:
    video = store_film()
    guarded, unguarded = Client(enforce_csrf_checks=True), Client()
    data = film_of("fast").read_bytes()
    for client in (guarded, unguarded):
        client.force_login(people.emma)

    assert send(guarded, data).status_code == 403
    assert send(guarded, VTT.encode(), captions_of(video)).status_code == 403
    assert guarded.delete(captions_of(video), headers=XHR).status_code == 403
    assert send(unguarded, data).status_code == 201


def test_a_film_that_says_it_is_too_large_is_not_even_read(
    emma: Client, settings: object, on_disk: OnDisk
) -> None:
    settings.VIDEO_MAX_BYTES = 1000
    unread = Unreadable(1001)

    answer = emma.generic(
        "POST",
        UPLOAD,
        b"",
        headers=XHR,
        CONTENT_LENGTH="1001",
        **{"wsgi.input": unread},
    )

    assert answer.status_code == 413
    assert answer.json() == {"error": "This file is larger than 1000\xa0bytes."}
    assert unread.taken == 0


class Unreadable:
    def __init__(self, length: int) -> None:
        self.length, self.taken = length, 0

    def read(self, size: int) -> bytes:
        self.taken += size
        return b"x" * size

    readline = read

    def close(self) -> None: ...


def test_a_film_of_the_largest_size_is_still_read(
    emma: Client, settings: object, film_of: FilmOf
) -> None:
    data = film_of("fast").read_bytes()

    settings.VIDEO_MAX_BYTES = len(data)
    assert send(emma, data).status_code == 201
    settings.VIDEO_MAX_BYTES = len(data) - 1
    assert send(emma, data).status_code == 413


def test_captions_come_replace_and_go(emma: Client) -> None:
    video = store_film()

    first = send(emma, VTT.encode(), captions_of(video, "en"))
    second = send(
        emma, VTT.replace("Bonjour", "Hello").encode(), captions_of(video, "en")
    )

    assert (first.status_code, second.status_code) == (200, 200)
    assert "Hello" in Captions.objects.get(video=video, language="en").text
    assert emma.delete(captions_of(video, "en"), headers=XHR).status_code == 200
    assert [row.language for row in video.captions.all()] == ["fr"]


def test_bad_captions_are_refused_with_their_line(emma: Client) -> None:
    video = store_film()

    bad = send(emma, b"WEBVTT\n\nnothing\n", captions_of(video))
    large = send(emma, b"W" * (1024 * 1024 + 1), captions_of(video))
    unknown = send(emma, VTT.encode(), captions_of(video, "de"))

    assert bad.json()["error"].startswith("Line 4")
    assert (bad.status_code, large.status_code, unknown.status_code) == (422, 413, 422)
    assert video.captions.get().text == VTT


def test_an_editor_of_another_course_leaves_these_captions_alone(
    school: School, people: People
) -> None:
    client = Client()
    client.force_login(editor_of(school.other_course, "olivia"))

    answer = send(client, VTT.encode(), captions_of(school.second.video, "en"))

    assert answer.status_code == 403
    assert not Captions.objects.filter(
        video=school.second.video, language="en"
    ).exists()
    assert (
        client.get(
            reverse("video:film", args=[school.second.video.pk]), headers=XHR
        ).status_code
        == 403
    )


def test_whoever_uploaded_a_film_may_see_it_before_any_lesson_does(
    emma: Client, people: People
) -> None:
    video = store_film()

    answers = [
        emma.get(reverse(f"video:{kind}", args=[video.pk, *rest]))
        for kind, *rest in (["film"], ["poster"], ["captions", "fr"])
    ]

    assert {answer.status_code for answer in answers} == {200}
    assert {"no-store" in answer["Cache-Control"] for answer in answers} == {True}
    assert [len(answer.getvalue()) > 0 for answer in answers] == [True] * 3
