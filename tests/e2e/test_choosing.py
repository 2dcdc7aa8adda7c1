"""Choosing: a plan for a month or a year, and a course by its level, with a keyboard and without a script."""

import pytest

from .people import MOVES, Buyer, until
from .places import COURSE, PRICING

pytestmark = pytest.mark.browser


def shown(buyer: Buyer) -> list[str]:
    """The amounts that can be read."""
    amounts = buyer.page.locator(".plan .price-amount").all()
    return [it.inner_text() for it in amounts if it.is_visible()]


def places(buyer: Buyer) -> list[float]:
    """How far below the first thing of the page the others stand, however it is scrolled."""
    parts = buyer.page.locator(".bar, .plan .button, .compare, .faq, .footer").all()
    tops = [it.bounding_box()["y"] for it in parts]
    return [top - tops[0] for top in tops]


@pytest.mark.parametrize("width", [320, 1280])
def test_the_switch_needs_no_script_and_moves_nothing(person, width: int):
    ida = person(Buyer, width=width, java_script_enabled=False)
    ida.opens(PRICING)
    before = places(ida)
    assert shown(ida) == ["€499", "€990"]

    ida.page.get_by_role("radio", name="1 year").focus()
    ida.page.keyboard.press("ArrowLeft")

    assert shown(ida) == ["€49", "€99"]
    assert places(ida) == before
    ida.page.get_by_role("link", name="Choose this plan").first.click()
    ida.reads("Every course, for a month or a year")
    assert ida.page.get_by_role("radio", name="Monthly plan").is_checked()


def test_plans_that_are_not_shown_are_out_of_reach(person):
    ida = person(Buyer)
    ida.opens(PRICING)

    assert ida.page.get_by_role("link", name="Choose this plan").count() == 2


def test_a_course_is_found_by_its_level_without_script(person):
    jo = person(Buyer, width=390, java_script_enabled=False)
    jo.opens("/en/courses/")
    jo.page.get_by_text("Search and sort").click()
    jo.page.get_by_label("Level").select_option("Advanced")
    jo.presses("Show")

    jo.reads("1 course")
    assert "level=advanced" in jo.page.url
    jo.follows("Advanced Django")
    jo.reads("What you will be able to do")


def test_a_free_lesson_is_watched_in_its_place(person):
    """Nothing of the film is fetched before, and it stops when it is closed."""
    kai = person(Buyer, width=390)
    fetched = []
    kai.page.on("request", lambda asked: fetched.append(asked.url))
    kai.opens(COURSE)
    kai.page.get_by_text("Watch here").scroll_into_view_if_needed()
    kai.page.wait_for_load_state("networkidle")
    assert [url for url in fetched if "/media/v/" in url] == []

    kai.page.get_by_text("Watch here").click()
    until(lambda: kai.page.evaluate(MOVES))
    captions = "[...document.querySelector('video').textTracks].find(it => it.mode == 'showing').language"
    assert kai.page.evaluate(captions) == "en"
    kai.page.get_by_text("Watch here").click()

    paused = "document.querySelector('video').paused"
    assert until(lambda: kai.page.evaluate(paused))
    assert len({url for url in fetched if "/media/v/" in url}) == 3


def test_without_script_it_has_the_browsers_own_controls(person):
    kai = person(Buyer, java_script_enabled=False)
    kai.opens(COURSE)
    kai.page.get_by_text("Watch here").click()

    film = kai.page.locator("video[controls]")
    assert film.is_visible()
    assert kai.page.request.get(film.locator("source").get_attribute("src")).ok
