"""Buying without a mouse, and without a script."""

import pytest
from playwright.sync_api import Locator

from .people import MOVES, PAYS, TERMS, WAIVER, Buyer
from .places import DECIDE

pytestmark = pytest.mark.browser

CARD = {"card-number": PAYS, "card-expiry": "12/34", "card-cvc": "123"}
FOCUS_IS_SEEN = """it => [it, it.closest('.tile') ?? it].some(
  each => each === document.activeElement ? getComputedStyle(each).outlineStyle !== 'none' : each.contains(document.activeElement) && getComputedStyle(each).outlineStyle !== 'none')"""


def tabs_to(buyer: Buyer, thing: Locator) -> None:
    """With the Tab key alone; the place where one arrives is seen."""
    for _step in range(60):
        buyer.page.keyboard.press("Tab")
        if thing.first.evaluate("it => it === document.activeElement"):
            assert thing.first.evaluate(FOCUS_IS_SEEN)
            return
    raise AssertionError(thing)


def pays_by_keyboard(buyer: Buyer) -> None:
    """On Stripe's page."""
    for field, text in CARD.items():
        tabs_to(buyer, buyer.page.get_by_test_id(field))
        buyer.page.keyboard.type(text)
    tabs_to(buyer, buyer.page.get_by_test_id("pay"))
    buyer.page.keyboard.press("Enter")


def test_keyboard_alone_buys_and_watches(person):
    mia = person(Buyer)
    keyboard, role = mia.page.keyboard, mia.page.get_by_role
    mia.opens(DECIDE)

    tabs_to(mia, role("link", name="Open it for €49"))
    keyboard.press("Enter")
    mia.reads("This course, or all of them")
    tabs_to(mia, mia.page.get_by_label("E-mail address"))
    keyboard.type("mia@keyboard.example")
    tabs_to(mia, role("radio", name="Card"))
    for way_on_and_back in ("ArrowDown", "ArrowUp"):
        keyboard.press(way_on_and_back)
    for agreement in (TERMS, WAIVER):
        tabs_to(mia, role("checkbox", name=agreement))
        keyboard.press("Space")
    tabs_to(mia, mia.pay_button)
    keyboard.press("Enter")
    pays_by_keyboard(mia)

    mia.reads("Payment received")
    tabs_to(mia, role("link", name="Start now"))
    keyboard.press("Enter")
    mia.reads("Decide with if, elif and else")
    tabs_to(mia, mia.page.locator("video"))
    keyboard.press("k")
    mia.page.wait_for_function(MOVES)


def test_what_is_missing_is_named_and_reached_by_keyboard(person):
    nils = person(Buyer)
    nils.opens(DECIDE)
    nils.follows("Open it for %(price)s", price="€49")

    nils.pay_button.click()

    nils.reads("Check what you entered")
    summary = nils.page.locator(".error-summary")
    assert summary.evaluate("it => it === document.activeElement")
    nils.follows("Enter your e-mail address.")
    assert nils.page.get_by_label("E-mail address").evaluate(
        "it => it === document.activeElement"
    )


def test_whole_purchase_without_script(person):
    olga = person(Buyer, width=390, java_script_enabled=False)
    olga.opens(DECIDE)
    olga.follows("Open it for %(price)s", price="€49")
    olga.orders("olga@noscript.example", plan="annual")
    olga.pays()
    olga.reads("Payment received")
    olga.follows("Start now")
    olga.reads("Decide with if, elif and else")

    film = olga.page.locator("video[controls] source").get_attribute("src")
    assert olga.page.request.get(film).status == 200
