"""What comes in is a film that plays everywhere, or it is refused in an editor's words."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image

from courses.video import probe as probing
from courses.video.boxes import outer_boxes
from courses.video.prepare import prepare
from courses.video.probe import RefusedFilm, probe

FilmOf = Callable[[str], Path]
pytestmark = pytest.mark.usefixtures("in_english")

NOT_A_FILM = "This file is not an MP4 video. Export your film as MP4 and try again."
CUT_SHORT = (
    "This film is cut short: its end is missing. Export or copy it again, then retry."
)
CODECS = "which many devices cannot play. H.264 video and AAC sound are needed."
REFUSALS = {
    "empty": "This file is empty.",
    "text": NOT_A_FILM,
    "page": NOT_A_FILM,
    "playlist": NOT_A_FILM,
    "concat": NOT_A_FILM,
    "noise": NOT_A_FILM,
    "lying": CUT_SHORT,
    "still": NOT_A_FILM,
    "webm": NOT_A_FILM,
    "hollow": CUT_SHORT,
    "late_cut": CUT_SHORT,
    "fast_cut": CUT_SHORT,
    "fragmented_cut": CUT_SHORT,
    "only_sound": "This file has no picture, only sound.",
    "sound_with_cover": "This file has no picture, only sound.",
    "hevc": f"This film uses HEVC, {CODECS}",
    "mp3": f"This film uses MP3FLOAT, {CODECS}",
    "huge": "The picture is 8000 × 4500 pixels; 4096 × 2304 is the most that plays everywhere.",
    "one_frame": "This film lasts less than a second.",
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_no_film_is_refused_in_plain_words(film_of: FilmOf, name: str) -> None:
    with pytest.raises(RefusedFilm) as refusal:
        probe(film_of(name))

    assert str(refusal.value) == REFUSALS[name]


ACCEPTED = {
    "late": (4, 320, 180),
    "fast": (4, 320, 180),
    "fragmented": (4, 320, 180),
    "silent": (4, 320, 180),
    "portrait": (2, 180, 320),
    "turned": (4, 180, 320),
    "full_colour": (4, 320, 180),
    "odd": (2, 321, 181),
    "late_picture": (6, 320, 180),
    "trimmed": (3, 320, 180),
    "uneven": (5, 320, 180),
    "covered": (4, 320, 180),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_film_is_stored_index_first_with_an_upright_poster(
    film_of: FilmOf, tmp_path: Path, name: str
) -> None:
    source = film_of(name)

    film = probe(source)
    prepared = prepare(source, film, tmp_path)

    assert (round(film.seconds), prepared.width, prepared.height) == ACCEPTED[name]
    kinds = [box.kind for box in outer_boxes(prepared.film) if box.kind != "free"]
    assert kinds == ["ftyp", "moov", "mdat"]
    with Image.open(prepared.poster) as poster:
        assert poster.format == "JPEG"
        assert (poster.width > poster.height) == (prepared.width > prepared.height)
    assert probe(prepared.film).seconds == pytest.approx(film.seconds, abs=0.1)


def test_a_large_film_has_a_poster_of_1280_pixels(tmp_path: Path) -> None:
    wide = tmp_path / "wide.mp4"
    made = "-f lavfi -i testsrc2=size=1920x1080:duration=1:rate=5 -c:v libx264 -pix_fmt yuv420p"
    subprocess.run([get_ffmpeg_exe(), "-v", "error", *made.split(), wide], check=True)

    prepared = prepare(wide, probe(wide), tmp_path)

    with Image.open(prepared.poster) as poster:
        assert poster.size == (1280, 720)


def test_where_a_film_was_shot_is_forgotten(film_of: FilmOf, tmp_path: Path) -> None:
    source = film_of("late")
    assert b"loci" in source.read_bytes()

    prepared = prepare(source, probe(source), tmp_path)

    assert b"loci" not in prepared.film.read_bytes()


@pytest.mark.parametrize("name", ["fast_cut", "fragmented_cut"])
def test_without_reading_its_boxes_the_last_packet_shows_a_cut_film(
    film_of: FilmOf, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(probing, "_refuse_cut_short", lambda _path: None)

    with pytest.raises(RefusedFilm, match="cut short"):
        probe(film_of(name))


@pytest.mark.parametrize("name", ["fast_cut", "fragmented_cut"])
def test_without_both_guards_a_cut_film_would_come_in(
    film_of: FilmOf, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(probing, "_refuse_cut_short", lambda _path: None)
    monkeypatch.setattr(
        probing, "_refuse_missing_end", lambda _container, _seconds: None
    )

    assert probe(film_of(name)).width == 320


def test_without_its_whitelist_ffmpeg_would_read_the_file_a_playlist_names(
    tmp_path: Path,
) -> None:
    secret = tmp_path / "secret.ffmeta"
    secret.write_text(";FFMETADATA1\ntitle=canary\n")
    concat = tmp_path / "film.mp4"
    concat.write_text(f"ffconcat version 1.0\nfile '{secret}'\n")
    command = [get_ffmpeg_exe(), "-nostdin", "-v", "debug", "-safe", "0", "-i", concat]

    told = subprocess.run(command, capture_output=True, text=True, check=False).stderr

    assert str(secret) in told
    with pytest.raises(RefusedFilm, match="not an MP4"):
        probe(concat)
