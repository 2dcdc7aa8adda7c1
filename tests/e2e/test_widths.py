"""Every page fits 320, 390 and 1440 pixels; with PICTURES=1 each is drawn in light and dark."""

import os

import pytest
from playwright.sync_api import Page

from .ledger import orders_of
from .people import Buyer, Person
from .places import DECIDE, OF_AN_ACCOUNT, OPEN_TO_ALL

pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 1440)
DRAWN = (390, 1440)


def looks_at_every_width(person: Person, address: str) -> None:
    page = person.page
    person.opens(address)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        person.fits()
        if width in DRAWN and os.environ.get("PICTURES") == "1":
            draws_both(person, page, width)


def draws_both(person: Person, page: Page, width: int) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        person.takes_a_picture(f"{width}-{scheme}")


@pytest.mark.parametrize("address", OPEN_TO_ALL)
def test_page_fits_every_width(person, address):
    looks_at_every_width(person(Person), address)


def test_pages_of_an_account_fit_every_width(person):
    tess = person(Person)
    tess.signs_in("subscriber@example.com")

    for address in OF_AN_ACCOUNT:
        looks_at_every_width(tess, address)


def test_pages_of_an_order_fit_every_width(site, person):
    uma = person(Buyer)
    uma.opens(DECIDE)
    uma.follows("Open it for %(price)s", price="€49")
    looks_at_every_width(uma, uma.page.url)
    uma.orders("uma@widths.example")
    uma.page.get_by_test_id("pay-form").wait_for()
    uma.page.go_back()
    uma.orders(way="bank-transfer")
    uma.reads("Waiting for your transfer")
    looks_at_every_width(uma, uma.page.url)

    assert orders_of(site, "uma@widths.example") == [("pending", 4900)]
