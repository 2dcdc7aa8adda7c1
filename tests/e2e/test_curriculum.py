"""Story: an editor makes a course of five films in one place, sorts it by keyboard and publishes it at once."""

import subprocess

import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from playwright.sync_api import Locator, Route, expect

from .people import Person
from .staff import Staff

pytestmark = pytest.mark.browser

NAMES = ["needle", "thread", "button", "hem", "zip"]
MOST_CLICKS = 40


@pytest.fixture
def films(tmp_path):
    """Five short films, and a file that is none."""
    made = [tmp_path / f"{name}.mp4" for name in NAMES]
    picture = "testsrc=duration=2:size=320x180:rate=12"
    sources = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", "sine=440:duration=2"]
    codecs = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    command = [get_ffmpeg_exe(), "-v", "error", *sources, *codecs]
    for film in made:
        subprocess.run([*command, film], check=True)
    broken = tmp_path / "notes.mp4"
    broken.write_bytes(b"no film")
    return [*made, broken]


def titles(editor: Staff) -> list[str]:
    return editor.page.locator(".curriculum__title").all_inner_texts()


def rows(editor: Staff) -> Locator:
    return editor.page.locator(".curriculum__lesson")


def begins(editor: Staff, films: list) -> None:
    editor.goes_to("Amphi English", "Courses")
    editor.adds_a_page()
    editor.types("Title", "Mending")
    editor.types("Summary", "Five films and a needle.")
    editor.page.keyboard.press("Tab")
    editor.page.wait_for_timeout(
        2500
    )  # an autosave on its way would make a second page
    editor.presses("Save draft")
    editor.follows("Open the curriculum")
    with editor.page.expect_file_chooser() as choosing:
        editor.clicks_on(editor.page.get_by_text("Add films"))
    choosing.value.set_files(films)
    editor.takes_a_picture("coming-in")
    expect(editor.page.get_by_text("A draft lesson:")).to_have_count(5, timeout=60_000)
    expect(editor.page.locator(".is-refused")).to_contain_text("notes.mp4")
    expect(rows(editor)).to_have_count(5)


def sorts_by_keyboard(editor: Staff) -> None:
    """The focus stays on the button, so that it can be pressed again."""
    press = editor.page.keyboard.press
    up = editor.page.get_by_role("button", name="Move “Zip” up")
    up.focus()
    for place in (3, 2, 1, 0):
        press("Enter")
        expect(rows(editor).nth(place)).to_contain_text("Zip")
        expect(up).to_be_focused()
    press("Enter")
    expect(up).to_be_focused()
    assert titles(editor) == ["Zip", "Needle", "Thread", "Button", "Hem"]
    expect(editor.page.locator("[data-said]")).to_contain_text("“Zip”")


def test_a_course_of_five_films_in_one_place(person, films, figures, troubles):
    edith = person(Staff)
    edith.enters("editor@example.com")
    edith.clicks = 0

    begins(edith, films)
    sorts_by_keyboard(edith)
    free = edith.page.get_by_role("switch", name="Free: Zip")
    edith.clicks_on(free)
    expect(free).to_have_attribute("aria-checked", "true")
    edith.takes_a_picture("sorted")
    edith.follows("Publish 6 items")
    edith.takes_a_picture("review")
    last = edith.page.get_by_role("checkbox", name="Hem")
    last.uncheck()
    expect(edith.page.get_by_role("button", name="Publish 5 items")).to_be_enabled()
    last.check()
    edith.presses("Publish 6 items")
    edith.is_told("6 items are published.")
    figures(editor=edith.clicks)
    assert all("gets 422" in trouble for trouble in troubles)  # the file that is none
    troubles.clear()

    assert edith.clicks <= MOST_CLICKS
    visitor = person(Person, width=390)
    visitor.opens("/en/courses/mending/")
    expect(visitor.page.get_by_role("link", name="Zip").first).to_be_visible()


def opens_a_curriculum(editor: Staff) -> str:
    """That of the first course in the list."""
    editor.enters("editor@example.com")
    editor.goes_to("Amphi English", "Courses")
    course = editor.page.get_by_role("link", name="Explore child pages of").first
    address = course.get_attribute("href").replace("/pages/", "/curriculum/")
    editor.opens(address)
    return address


def test_a_lesson_is_dragged_to_another_place(person):
    edith = person(Staff)
    opens_a_curriculum(edith)
    edith.takes_a_picture("wide")
    before = titles(edith)

    for first in (before[1], before[0]):
        top = rows(edith).nth(0)
        rows(edith).nth(1).drag_to(top, target_position={"x": 200, "y": 3})
        expect(rows(edith).nth(0)).to_contain_text(first)

    assert titles(edith) == before


FILM_CAME_IN = "() => document.querySelector('course-curriculum').dispatchEvent(new CustomEvent('changed'))"  # fmt: skip


def test_a_film_that_comes_in_takes_nothing_away(person):
    """Neither a title half typed nor what is pressed while the list is fetched."""
    edith = person(Staff)
    address = opens_a_curriculum(edith)
    first, second, *_rest = titles(edith)
    title = edith.page.get_by_label("New section")
    held_back = []

    def hold(route: Route) -> None:
        held_back.append(route)

    edith.page.route(f"**{address}", hold)

    title.press_sequentially("Half a ti")
    with edith.page.expect_request(f"**{address}"):
        edith.page.evaluate(FILM_CAME_IN)
    down = edith.page.get_by_role("button", name=f"Move “{first}” down")
    edith.clicks_on(down)
    title.focus()
    held_back[0].continue_()
    edith.page.unroute(f"**{address}")

    expect(rows(edith).nth(0)).to_contain_text(second)
    expect(title).to_have_value("Half a ti")
    expect(title).to_be_focused()
    edith.clicks_on(edith.page.get_by_role("button", name=f"Move “{first}” up"))
    expect(rows(edith).nth(0)).to_contain_text(first)


def test_who_is_signed_out_comes_back_to_the_curriculum(person):
    edith = person(Staff)
    address = opens_a_curriculum(edith)

    edith.page.context.clear_cookies(name="sessionid")
    edith.clicks_on(edith.page.get_by_role("button", name="down").first)

    edith.page.wait_for_url(lambda url: url.endswith(f"?next={address}"))


def test_a_lesson_is_renamed_in_its_place_by_keyboard(person):
    edith = person(Staff)
    opens_a_curriculum(edith)
    before = titles(edith)[0]
    rename = edith.page.locator(".curriculum__rename summary")

    rename.filter(has_text=before).focus()
    edith.page.keyboard.press("Enter")
    edith.page.keyboard.press("Tab")
    edith.page.keyboard.type("Knots")
    edith.takes_a_picture("renaming")
    edith.page.keyboard.press("Enter")

    expect(rename.filter(has_text="Knots")).to_be_focused()
    assert titles(edith)[0] == "Knots"
    expect(rows(edith).nth(0)).to_contain_text("Live with changes")


def test_the_curriculum_on_a_telephone_without_a_script(person):
    address = opens_a_curriculum(person(Staff))
    edith = person(Staff, width=390)
    edith.enters("editor@example.com")
    edith.page.route(
        "**/cms/curriculum*.js",
        lambda route: route.fulfill(body="", content_type="text/javascript"),
    )
    edith.opens(address)
    edith.takes_a_picture("narrow")
    edith.fits()
    first = titles(edith)[0]

    for place, direction in ((1, "down"), (0, "up")):
        arrow = edith.page.get_by_role("button", name=f"Move “{first}” {direction}")
        edith.clicks_on(arrow)
        expect(rows(edith).nth(place)).to_contain_text(first)
        expect(arrow).to_be_focused()
