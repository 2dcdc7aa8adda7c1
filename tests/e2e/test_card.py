"""Story 1: a visitor buys the monthly plan on a phone, and the lesson that stopped them plays."""

import pytest

from home.demo.content import PAYMENT_METHODS

from .ledger import seconds_since_settled_event
from .people import ASKS_THE_BANK, DECLINED, Buyer, demo_name, until
from .places import DECIDE

pytestmark = pytest.mark.browser


def test_declined_then_confirmed_by_the_bank_opens_the_lesson(site, person, figures):
    anna = person(Buyer, width=390)
    anna.opens(DECIDE)
    anna.reads("This lesson is part of “%(course)s”.", course="Python for beginners")
    anna.pages.clear()

    anna.follows("Open it for %(price)s", price="€49")
    anna.reads("This course, or all of them")
    anna.orders("anna@card.example", way="card")
    anna.pays(DECLINED)
    anna.pays(ASKS_THE_BANK, bank="complete")
    anna.reads("Payment received")
    anna.follows("Start now")
    anna.reads("Decide with if, elif and else")
    anna.plays()

    figures(pages=len(anna.pages), fields=anna.typed, clicks=anna.clicks)
    assert len(anna.pages) <= 3
    assert anna.typed <= 6


def test_who_came_back_without_paying_pays_another_way(site, person):
    dina = person(Buyer, width=390)
    dina.opens(DECIDE)
    dina.follows("Open it for %(price)s", price="€49")
    dina.orders("dina@card.example", way="paypal")
    dina.clicks_on(dina.page.get_by_test_id("cancel"))
    dina.reads("Nothing was paid")

    dina.chooses(demo_name(PAYMENT_METHODS, "card", dina.language))
    dina.clicks_on(dina.pay_button)
    dina.pays()

    dina.reads("Payment received")


def test_word_of_the_provider_alone_opens_the_lesson_within_seconds(
    site, person, figures
):
    bert = person(Buyer)
    bert.opens(DECIDE)
    bert.follows("Open it for %(price)s", price="€49")
    bert.orders("bert@card.example")
    bert.page.get_by_test_id("pay-form").wait_for()

    session = bert.page.url.rpartition("/")[2]
    site.sandbox.pay(session)  # and never comes back
    until(lambda: bert.page.request.get(DECIDE).status == 200)
    waited = seconds_since_settled_event(site, "bert@card.example")

    figures(webhook_to_playable=waited)
    assert waited <= 5
