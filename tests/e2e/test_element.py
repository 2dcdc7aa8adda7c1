"""A card typed on our own page; and where the form does not come, on the provider's."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import FrameLocator

from tests.site_process import SiteProcess

from . import axe
from .ledger import card_is_typed_here
from .people import DECLINED, PAYS, Buyer
from .places import DECIDE

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _here(site: SiteProcess) -> Iterator[None]:
    card_is_typed_here(site, embedded=True)
    yield
    card_is_typed_here(site, embedded=False)


def orders_by_card(buyer: Buyer, email: str) -> None:
    buyer.opens(DECIDE)
    buyer.follows("Open it for %(price)s", price="€49")
    buyer.orders(email, way="card")


def types_the_card(buyer: Buyer, frame: FrameLocator, card: str) -> None:
    for name, text in {"number": card, "expiry": "12/34", "cvc": "123"}.items():
        buyer.fills(frame.get_by_test_id(f"card-{name}"), text)
    buyer.presses("Pay %(price)s", price="€49")


def test_a_card_is_declined_and_another_taken_without_leaving_the_page(person):
    ella = person(Buyer, width=390)
    orders_by_card(ella, "ella@element.example")
    ella.reads("Pay by card")
    frame = ella.page.frame_locator("[data-fields] iframe")
    frame.get_by_test_id("card-number").wait_for()
    ella.takes_a_picture("form")
    assert [axe.violations(each) for each in ella.page.frames] == [[], []]

    types_the_card(ella, frame, DECLINED)
    ella.page.locator("[data-message]").wait_for()
    ella.looks_around()
    types_the_card(ella, frame, PAYS)

    ella.reads("Payment received")
    ella.follows("Start now")
    ella.plays()


def test_with_the_script_blocked_the_buyer_pays_on_the_providers_page(person):
    finn = person(Buyer, width=390)
    finn.page.route("**/stripe.js", lambda route: route.abort())
    orders_by_card(finn, "finn@element.example")

    finn.page.get_by_test_id("pay-form").wait_for()
    finn.pays()

    finn.reads("Payment received")
