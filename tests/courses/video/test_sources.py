"""What the player is told of a film, for visitors and in a preview."""

from django.test import Client
from django.utils import translation

from courses.models import LessonPage, LessonResource
from courses.video.sources import Source, Track, source_of
from courses.video.store import attach_captions
from tests.courses.people import People
from tests.courses.school import VTT, School, store_film


def test_visitors_get_the_addresses_of_the_lesson(school: School) -> None:
    lesson = school.second
    attach_captions(lesson.video, "en", VTT)

    with translation.override("en"):
        film = source_of(lesson)

    assert film.sources == (Source(f"/media/v/{lesson.pk}/film.mp4", "video/mp4"),)
    assert film.poster == f"/media/v/{lesson.pk}/poster.jpg"
    captions = f"/media/v/{lesson.pk}/captions"
    assert film.tracks == (
        Track("en", "English", f"{captions}/en.vtt", default=True),
        Track("fr", "Français", f"{captions}/fr.vtt", default=False),
    )
    assert (film.duration, film.width, film.height) == ("1:00", 1280, 720)


def test_a_preview_shows_the_film_of_the_draft_to_its_editor(
    school: School, people: People
) -> None:
    unsaved = LessonPage(title="Quatre", video=store_film())
    emma = Client()
    emma.force_login(people.emma)

    film = source_of(unsaved, in_preview=True)

    addresses = [film.sources[0].url, film.poster, film.tracks[0].url]
    for address in addresses:
        assert Client().get(address).status_code == 302
        answer = emma.get(address)
        assert (answer.status_code, bool(answer.getvalue())) == (200, True)


def test_a_lesson_without_a_film_has_no_source(school: School) -> None:
    school.second.video = None

    assert source_of(school.second) is None


def test_a_download_of_a_draft_has_no_address_yet() -> None:
    assert LessonResource(title="Exercice").url == ""


def test_downloads_of_one_name_both_keep_it(school: School) -> None:
    names = [each.resources.get().file_name for each in (school.first, school.second)]

    assert names == ["exercice.pdf", "exercice.pdf"]
