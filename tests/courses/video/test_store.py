"""The one door through which films and captions come in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from courses.video.captions import RefusedCaptions
from courses.video.models import Video
from courses.video.probe import RefusedFilm
from courses.video.store import attach_captions, attach_film
from tests.courses.school import VTT, store_film

FilmOf = Callable[[str], Path]
OnDisk = Callable[[], set[Path]]
pytestmark = pytest.mark.django_db


def test_an_attached_film_is_measured_and_its_source_left_alone(
    film_of: FilmOf,
) -> None:
    source = film_of("late")
    before = source.read_bytes()

    video = attach_film(source, "Leçon 1.mp4")

    stored = Video.objects.get(pk=video.pk)
    assert (stored.name, stored.duration) == ("Leçon 1.mp4", "0:04")
    assert (stored.width, stored.height) == (320, 180)
    assert stored.size == stored.file.size > 100_000
    assert stored.poster.size > 1000
    assert source.read_bytes() == before


def test_a_name_is_only_ever_a_name(film_of: FilmOf, on_disk: OnDisk) -> None:
    before = on_disk()

    video = attach_film(film_of("fast"), "../../../etc/passwd")

    assert video.name == "passwd"
    names = {path.name for path in on_disk() - before}
    assert names == {"film.mp4", "poster.jpg"}


def test_a_refused_film_leaves_nothing_behind(film_of: FilmOf, on_disk: OnDisk) -> None:
    before = on_disk()

    with pytest.raises(RefusedFilm):
        attach_film(film_of("fast_cut"), "cut.mp4")

    assert on_disk() == before
    assert not Video.objects.exists()


def test_a_film_that_cannot_be_recorded_leaves_nothing_behind(
    film_of: FilmOf, on_disk: OnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = on_disk()
    monkeypatch.setattr(Video, "save", _no_room)

    with pytest.raises(OSError, match="no room"):
        attach_film(film_of("fast"), "film.mp4")

    assert on_disk() == before


def _no_room(_video: Video, **_kwargs: object) -> None:
    raise OSError("no room")


def test_a_language_has_one_captions_file_the_latest() -> None:
    video = store_film()

    attach_captions(video, "fr", VTT.replace("Bonjour", "Bonsoir"))
    attach_captions(video, "en", VTT.replace("Bonjour", "Hello"))

    assert {row.language: row.text.split("\n")[-2] for row in video.captions.all()} == {
        "fr": "Bonsoir",
        "en": "Hello",
    }


def test_bad_captions_leave_the_good_ones_in_place() -> None:
    video = store_film()

    with pytest.raises(RefusedCaptions):
        attach_captions(video, "fr", "no captions")

    assert video.captions.get().text == VTT
