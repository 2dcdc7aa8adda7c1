"""Story 4: an editor builds a pricing page with a new checkout from nothing, and a visitor buys from it."""

import pytest

from .people import Buyer
from .staff import Staff

pytestmark = pytest.mark.browser


def test_pricing_page_with_a_new_checkout_sells(person, figures):
    edith = person(Staff)
    edith.enters("editor@example.com")
    edith.clicks = edith.typed = 0

    edith.goes_to("Amphi English")
    edith.adds_a_page("Pricing page")
    edith.types("Title", "Spring offer")
    edith.makes_a_checkout("Spring", "Monthly plan")
    edith.publishes()
    figures(clicks=edith.clicks, fields=edith.typed)

    wim = person(Buyer, width=390)
    wim.opens("/en/spring-offer/")
    wim.reads("Spring offer")
    wim.follows("Buy now")
    wim.orders("wim@pricing.example")
    wim.pays()
    wim.reads("Payment received")
    assert edith.clicks <= 20
