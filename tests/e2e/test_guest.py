"""Story 2: a guest pays by PayPal; the link in the mail opens the course in another browser."""

import pytest

from .people import Buyer, Person
from .places import DECIDE

pytestmark = pytest.mark.browser


@pytest.fixture
def guest(person):
    """Somebody without an account who has paid in this browser."""

    def buy(email: str) -> Buyer:
        buyer = person(Buyer)
        buyer.opens(DECIDE)
        buyer.follows("Open it for %(price)s", price="€49")
        buyer.orders(email, way="paypal")
        buyer.approves()
        buyer.reads("Payment received")
        return buyer

    return buy


def test_paypal_opens_the_lesson_in_the_browser_that_bought(guest):
    bob = guest("bob@guest.example")

    bob.follows("Start now")
    bob.reads("Decide with if, elif and else")

    bob.plays()


def test_link_in_the_mail_opens_it_in_another_browser_once(guest, person):
    guest("carol@guest.example")
    elsewhere, later = person(Person), person(Person)
    link = elsewhere.mail("carol@guest.example", "/checkout/claim/")

    elsewhere.opens(link)
    elsewhere.reads("Open your course")
    elsewhere.presses("Sign in and open")
    elsewhere.reads("Decide with if, elif and else")
    elsewhere.plays()

    assert later.opens(link) == 410
    later.reads("This link was used")


def test_browser_without_proof_learns_the_state_and_may_ask_for_a_link(guest, person):
    dora = guest("dora@guest.example")
    order = dora.page.url
    private = ["dora@guest.example", dora.page.locator("main h2").all_inner_texts()[-1].split()[-1], "€49", "Full access"]  # fmt: skip
    stranger = person(Person)

    stranger.opens(order)
    stranger.reads("We know this order, not this browser")
    told = stranger.page.content()
    first = stranger.mail("dora@guest.example", "/checkout/claim/")
    stranger.presses("Send me a sign-in link")
    stranger.sees("We sent a link to the order's e-mail address.")

    assert all(each in dora.page.content() for each in private)
    assert [each for each in private if each in told] == []
    assert stranger.later_mail("dora@guest.example", first)
