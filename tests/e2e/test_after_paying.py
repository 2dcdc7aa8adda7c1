"""Stories of money that moves after the payment: part of it given back, a bank that takes days, a bank that takes it back and gives in."""

import pytest

from tests.site_process import SiteProcess

from .ledger import orders_of, refs_of
from .people import Buyer, until
from .places import DECIDE
from .staff import Staff

pytestmark = pytest.mark.browser
COURSE_AND_BOOK = {
    "items": [
        {"id": "python", "type": "access"},
        {"id": "python-book", "type": "product", "quantity": 1},
    ],
    "method": "card",
    "accepts_terms": True,
    "waives_withdrawal": True,
}
WHERE = {
    "address": "Rue des Lilas 3",
    "postalCode": "75020",
    "city": "Paris",
    "country": "FR",
}


@pytest.fixture
def olive(person) -> Staff:
    olive = person(Staff)
    olive.enters("owner@example.com")
    return olive


def orders_by_program(buyer: Buyer, email: str) -> None:
    """A course and a book at once, as a shop of the customer's own would ask for them; its buyer goes on at the provider."""
    api = buyer.page.request
    api.get("/api/config/")
    cookies = {it["name"]: it["value"] for it in buyer.page.context.cookies()}
    who = {"firstName": "Rita", "lastName": "Blum", "email": email} | WHERE
    answer = api.post(
        "/api/checkout/",
        data=COURSE_AND_BOOK | {"customer_info": who},
        headers={"X-CSRFToken": cookies["csrftoken"], "Accept-Language": "en"},
    )
    assert answer.ok, answer.text()
    buyer.opens(answer.json()["url"])


def test_one_line_is_given_back_and_closes(person, olive):
    email = "rita@refund.example"
    rita = person(Buyer, width=390)
    rita.opens("/en/")
    orders_by_program(rita, email)
    rita.pays()
    rita.reads("Payment received")
    order = rita.page.url
    assert rita.opens(DECIDE) == 200

    olive.finds_the_order(email)
    olive.follows("Refund")
    olive.follows("only “Python for beginners”")
    olive.types("Reason", "Bought it twice")
    olive.presses("See what happens")
    olive.sees(f"€49.99 goes back to {email}")
    olive.sees("Access closes at once for the guest of this order.")
    olive.sees("Nothing of it goes back.")  # of the book
    olive.presses("Give €49.99 back")
    olive.is_told("went back.")

    assert rita.opens(DECIDE) == 403
    rita.opens(order)
    rita.reads("Refunded in part")
    rita.sees("€49.99 of order")


def test_an_e_check_waits_for_its_bank_and_opens_the_lesson(person, site: SiteProcess):
    email = "emil@echeck.example"
    emil = person(Buyer, width=390)
    emil.opens(DECIDE)
    emil.follows("Open it for %(price)s", price="€49")
    emil.orders(email, way="paypal")
    emil.page.get_by_test_id("funding-pending").check()
    emil.approves()
    emil.reads("Payment being confirmed")
    order = emil.page.url
    assert emil.opens(DECIDE) == 403

    site.sandbox.settle(refs_of(site, email)[-1], "completed")
    until(lambda: orders_of(site, email) == [("paid", 4900)])

    emil.opens(order)
    emil.reads("Payment received")
    emil.follows("Start now")
    emil.plays()


def test_a_dispute_pauses_access_until_it_is_won(person, olive, site: SiteProcess):
    email = "dan@dispute.example"
    dan = person(Buyer, width=390)
    dan.opens(DECIDE)
    dan.follows("Open it for %(price)s", price="€49")
    dan.orders(email)
    dan.pays()
    dan.reads("Payment received")
    order = dan.page.url

    dispute = site.sandbox.dispute(refs_of(site, email)[0])
    until(lambda: not dan.may_read(DECIDE))
    dan.opens(order)
    dan.reads("Your access is paused")
    olive.finds_the_order(email)
    olive.sees("Dispute opened: €49")
    olive.sees("This order opens nothing now.")

    site.sandbox.move_dispute(dispute["id"], "won")
    until(lambda: dan.may_read(DECIDE))
    dan.opens(DECIDE)
    dan.plays()
    olive.page.reload()
    olive.sees("Dispute: Won")
