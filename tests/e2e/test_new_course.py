"""Story 8: an editor makes a course with two films, the owner prices it, a buyer watches both."""

import subprocess

import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from .people import Buyer
from .staff import Staff

pytestmark = pytest.mark.browser

LESSONS = {"Threading a needle": 440, "Sewing on a button": 660}
MOST_CLICKS = 40


@pytest.fixture
def films(tmp_path):
    """A film of one's own for each lesson, as a telephone would make it."""
    made = {}
    for lesson, tone in LESSONS.items():
        made[lesson] = tmp_path / f"{lesson}.mp4"
        picture = "testsrc=duration=3:size=320x180:rate=12"
        sources = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"sine={tone}:duration=3"]  # fmt: skip
        codecs = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"]
        command = [get_ffmpeg_exe(), "-v", "error", *sources, *codecs, made[lesson]]
        subprocess.run(command, check=True)
    return made


def makes_the_course(editor: Staff, films: dict) -> None:
    editor.goes_to("Amphi English", "Courses")
    editor.adds_a_page()
    editor.types("Title", "Sewing by hand")
    editor.types("Summary", "Two films, a needle and a thread.")
    editor.publishes()
    for number, (lesson, film) in enumerate(films.items()):
        editor.adds_a_page(below="" if number else "Sewing by hand")
        editor.types("Title", lesson)
        editor.attaches(film)
        editor.publishes()


def watches(buyer: Buyer, lesson: str) -> None:
    buyer.opens("/en/courses/sewing-by-hand/")
    buyer.clicks_on(buyer.page.get_by_role("link", name=lesson, exact=True))
    buyer.reads(lesson)
    buyer.plays()


def test_course_from_an_empty_page_to_sold_and_watched(person, films, figures):
    edith, olive = person(Staff), person(Staff)
    edith.enters("editor@example.com")
    olive.enters("owner@example.com")
    edith.clicks = olive.clicks = 0

    makes_the_course(edith, films)
    olive.goes_to("Amphi English", "Courses")
    olive.sells("Sewing by hand", "25")
    figures(editor=edith.clicks, owner=olive.clicks)

    yara = person(Buyer, width=390)
    yara.opens("/en/courses/sewing-by-hand/")
    yara.follows("Buy now")
    yara.orders("yara@course.example")
    yara.pays()
    yara.reads("Payment received")
    for lesson in LESSONS:
        watches(yara, lesson)
    assert edith.clicks + olive.clicks <= MOST_CLICKS
