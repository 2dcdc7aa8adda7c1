"""Impatient and dishonest buyers: one order, at the price the shop asks."""

import pytest

from .ledger import orders_of
from .people import Buyer, Person
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


def test_two_tabs_place_one_order(site, at_checkout):
    ivan = at_checkout("ivan@misuse.example")
    tab = Buyer(ivan.page.context.new_page(), site)
    tab.opens(ivan.page.url)
    tab.fills_in("ivan@misuse.example")

    ivan.pay_button.click()
    tab.pay_button.click()
    tab.page.get_by_test_id("pay-form").wait_for()
    pays(ivan)

    assert orders_of(site, "ivan@misuse.example") == ONE


def test_amounts_added_to_the_form_change_nothing(site, at_checkout):
    judy = at_checkout("judy@misuse.example")
    for name in ("amount", "total", "price", "currency"):
        judy.page.evaluate(
            "name => document.forms[0].append(Object.assign(document.createElement('input'), {name, value: '1'}))",
            name,
        )

    judy.pay_button.click()
    assert judy.page.get_by_test_id("pay").inner_text().endswith("€49.00")
    pays(judy)

    assert orders_of(site, "judy@misuse.example") == ONE


@pytest.mark.parametrize("field", ["plan", "method"])
def test_plan_or_method_that_is_not_offered_orders_nothing(site, at_checkout, field):
    email = f"{field}@misuse.example"
    karl = at_checkout(email)
    karl.page.locator(f"[name={field}]:checked").evaluate("it => { it.value = 'free' }")

    karl.pay_button.click()

    karl.reads("Check what you entered")
    assert karl.page.title().startswith("Error:")
    assert orders_of(site, email) == []


def test_somebody_elses_return_address_shows_nothing_of_theirs(at_checkout, person):
    lena = at_checkout("lena@misuse.example")
    lena.pay_button.click()
    pays(lena)
    thief = person(Person)
    thief.signs_up("thief@misuse.example")

    thief.opens(lena.page.url)
    assert "lena@misuse.example" not in thief.page.content()
    assert thief.opens(DECIDE) == 403
