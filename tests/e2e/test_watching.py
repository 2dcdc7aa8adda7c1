"""A subscriber leaves a film, goes on elsewhere at the same place, and is told when the film stops."""

import time
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from .ledger import days_pass
from .people import Person, until
from .places import COURSE, DECIDE, DECIDE_IN_FRENCH, READ

pytestmark = pytest.mark.browser

PLACE = "() => document.querySelector('video').currentTime"
RUNS_AFTER = "place => { const film = document.querySelector('video'); return !film.paused && film.currentTime > place; }"
PAUSE = "() => document.querySelector('video').pause()"
TO_THE_END = "() => { const film = document.querySelector('video'); film.currentTime = film.duration - 1; }"
TO_THE_LAST_TENTH = "() => { const film = document.querySelector('video'); film.currentTime = film.duration * 0.91; }"
REPORTED = "**/place/"


BAD_CONNECTION = {"offline": False, "latency": 300, "downloadThroughput": 200_000, "uploadThroughput": 100_000}  # fmt: skip
# Milliseconds from pressing play to the first picture; where it stalled after that is kept.
TO_THE_FIRST_PICTURE = """() => new Promise(seen => {
  const film = document.querySelector('video'), pressed = performance.now();
  window.stalls = [];
  film.requestVideoFrameCallback(() => {
    film.addEventListener('waiting', () => window.stalls.push(film.currentTime));
    seen(performance.now() - pressed);
  });
  film.play();
})"""


def watches_until(viewer: Person, place: float) -> None:
    viewer.plays()
    viewer.page.wait_for_function(RUNS_AFTER, arg=place)


def place_of(viewer: Person) -> float:
    return viewer.page.evaluate(PLACE)


def another_device(person, known: Person, **options: object) -> Person:
    """Signed in as the same person."""
    other = person(Person, **options)
    cookies = known.page.context.cookies()
    other.page.context.add_cookies(cookies)
    return other


def test_a_second_device_goes_on_where_the_first_one_stopped(
    pass_holder, person, figures
):
    ida = pass_holder("ida@watching.example")
    watches_until(ida, 7)
    left = place_of(ida)
    ida.opens(COURSE)  # closes the lesson while it plays

    phone = another_device(person, ida, language="fr", width=390)
    phone.opens("/fr/account/")
    phone.sees("Continue watching")
    phone.takes_a_picture("going-on")
    phone.clicks_on(phone.page.locator(".going-on .button"))
    phone.reads("Décider avec if, elif et else")
    expect(phone.page.locator("[data-continue]")).to_contain_text("0:0")
    pressed = time.monotonic()
    phone.clicks_on(phone.page.locator("[data-continue]"))
    phone.page.wait_for_function(RUNS_AFTER, arg=1)
    waited = time.monotonic() - pressed

    figures(resume_seconds=waited, place_off=abs(place_of(phone) - left - waited))
    assert waited < 2
    assert abs(place_of(phone) - left) < 2 + waited
    assert phone.page.url.endswith(DECIDE_IN_FRENCH)
    assert phone.english == set()


def test_a_film_begins_soon_and_never_stalls_on_a_bad_connection(pass_holder, figures):
    """1.6 Mbit/s down and 300 ms, as on a train."""
    ole = pass_holder("ole@watching.example")
    line = ole.page.context.new_cdp_session(ole.page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", BAD_CONNECTION)
    ole.opens(DECIDE)

    waited = ole.page.evaluate(TO_THE_FIRST_PICTURE) / 1000
    ole.page.wait_for_function(RUNS_AFTER, arg=12)

    figures(first_picture_seconds=waited)
    assert waited < 3
    assert ole.page.evaluate("window.stalls") == []


def test_a_film_watched_to_its_end_is_finished_and_offers_the_next(pass_holder):
    jan = pass_holder("jan@watching.example")
    watches_until(jan, 1)
    jan.page.evaluate(TO_THE_END)

    further = jan.page.locator("[data-next]")
    expect(further).to_be_visible(timeout=8000)
    expect(jan.page.get_by_role("button", name="Undo")).to_be_visible()
    jan.takes_a_picture("ended")
    jan.clicks_on(further)
    jan.reads("Repeat with for")

    expect(jan.page.locator(".lesson-row.is-done")).to_have_count(1)
    assert jan.page.locator("video").evaluate("film => film.paused")
    jan.opens("/en/account/")
    jan.sees("1 of 5 lessons")


def test_undone_beside_a_running_film_it_stays_undone(pass_holder):
    ned = pass_holder("ned@watching.example")
    watches_until(ned, 1)
    ned.page.evaluate(TO_THE_LAST_TENTH)
    ned.page.wait_for_function(RUNS_AFTER, arg=2)
    ned.page.evaluate(PAUSE)  # tells
    expect(ned.page.get_by_role("button", name="Undo")).to_be_visible()
    place = place_of(ned)
    ned.plays()
    ned.page.wait_for_function(RUNS_AFTER, arg=place + 1.2)  # further than was told

    ned.presses("Undo")

    begin_anew = ned.page.get_by_role("button", name="Mark as finished")
    expect(begin_anew).to_be_visible()
    ned.opens(DECIDE)  # what was told on leaving has arrived
    expect(begin_anew).to_be_visible()


def test_access_that_ends_midway_is_said_with_the_way_to_renew(
    site, pass_holder, troubles
):
    kim = pass_holder("kim@watching.example")
    watches_until(kim, 3)

    days_pass(site, "kim@watching.example", 31)

    said = kim.page.get_by_text("Your access has ended.")
    expect(said).to_be_visible(timeout=17_000)  # one report each 15 s
    assert kim.page.locator("video").evaluate("film => film.paused")
    assert place_of(kim) > 3
    kim.takes_a_picture("ended")
    assert all("gets 403" in trouble for trouble in troubles)
    troubles.clear()
    kim.clicks_on(kim.page.locator("[data-notice=ended] a"))
    kim.reads("Every course, for a month or a year")


def test_signed_out_elsewhere_the_film_goes_on_after_signing_in(pass_holder, troubles):
    lea = pass_holder("lea@watching.example")
    watches_until(lea, 3)

    lea.page.context.clear_cookies(name="sessionid")
    lea.page.evaluate(PAUSE)

    expect(lea.page.get_by_text("You are signed out.")).to_be_visible()
    place = int(place_of(lea))
    way = lea.page.locator("[data-notice=signed-out] a").get_attribute("href")
    assert way.endswith(f"{DECIDE.replace('/', '%2F')}%23t%3D{place}")
    assert all("gets 401" in trouble for trouble in troubles)
    troubles.clear()


def test_a_lost_connection_is_said_and_the_film_goes_on_by_itself(
    pass_holder, troubles
):
    max_ = pass_holder("max@watching.example")
    watches_until(max_, 4)
    place = place_of(max_)
    film = "**/film.mp4"
    max_.page.route(film, lambda route: route.abort())
    max_.page.route(REPORTED, lambda route: route.abort())
    max_.page.evaluate("() => { const film = document.querySelector('video'); film.load(); film.play().catch(() => {}); }")  # fmt: skip

    expect(max_.page.get_by_text("The connection is lost.")).to_be_visible()
    max_.takes_a_picture("lost")
    max_.page.unroute(film)
    max_.page.unroute(REPORTED)

    max_.page.wait_for_function(RUNS_AFTER, arg=place)
    assert place_of(max_) < place + 6
    expect(max_.page.get_by_text("The connection is lost.")).to_be_hidden()
    troubles.clear()


def test_who_has_no_account_goes_on_in_the_same_browser(person):
    guest = person(Person)
    guest.opens(READ)
    watches_until(guest, 6)
    with suppress(Error):
        guest.opens(COURSE)

    guest.opens(READ)
    expect(guest.page.locator("[data-continue]")).to_contain_text("0:0")
    guest.presses("Start over")

    until(lambda: 0 < place_of(guest) < 3)


def test_a_guest_refused_midway_is_told_so_and_keeps_the_place(person, troubles):
    guest = person(Person)
    guest.opens(READ)
    watches_until(guest, 6)
    guest.page.route("**/film.mp4", lambda route: route.fulfill(status=403))
    guest.page.evaluate("() => document.querySelector('video').load()")

    said = guest.page.get_by_text("This film is no longer open in this browser.")
    expect(said).to_be_visible()
    guest.page.unroute("**/film.mp4")
    guest.opens(READ)

    expect(guest.page.locator("[data-continue]")).to_contain_text("0:0")
    assert all("gets 403" in trouble for trouble in troubles)
    troubles.clear()


def test_finished_by_hand_and_undone_without_javascript(pass_holder, person):
    ola = pass_holder("ola@watching.example")
    plain = another_device(person, ola, java_script_enabled=False)
    plain.opens(DECIDE)

    plain.presses("Mark as finished")
    plain.presses("Undo")

    expect(plain.page.get_by_role("button", name="Mark as finished")).to_be_visible()
