"""Impatient buyers: one order. Tabs, amounts and plans that nobody offered are sent in tests/commerce, without a browser."""

import pytest

from .ledger import orders_of
from .people import Buyer
from .places import DECIDE

pytestmark = pytest.mark.browser
ONE = [("paid", 4900)]


@pytest.fixture
def at_checkout(person):
    """In front of the filled-in checkout; only the last button is not pressed."""

    def meet(email: str) -> Buyer:
        buyer = person(Buyer)
        buyer.opens(DECIDE)
        buyer.follows("Open it for %(price)s", price="€49")
        buyer.fills_in(email)
        return buyer

    return meet


def pays(buyer: Buyer) -> None:
    buyer.pays()
    buyer.reads("Payment received")


def test_double_click_places_one_order(site, at_checkout):
    gil = at_checkout("gil@misuse.example")

    gil.pay_button.dblclick()
    pays(gil)

    assert orders_of(site, "gil@misuse.example") == ONE


def test_back_from_the_provider_and_forth_again_is_one_order(site, at_checkout):
    hana = at_checkout("hana@misuse.example")
    hana.pay_button.click()
    hana.page.get_by_test_id("pay-form").wait_for()

    hana.page.go_back()
    hana.reads("This course, or all of them")
    hana.pay_button.click()
    pays(hana)

    assert orders_of(site, "hana@misuse.example") == ONE
