"""Story 3: a bank transfer and the bank's confirmation of it; the lesson opens when staff approve that in the CMS."""

import pytest

from .people import Buyer
from .places import DECIDE
from .staff import Staff

pytestmark = pytest.mark.browser
EMAIL = "vera@transfer.example"


def test_approved_transfer_opens_the_lesson(person, figures):
    vera = person(Buyer, width=390)
    vera.opens(DECIDE)
    vera.follows("Open it for %(price)s", price="€49")
    vera.orders(EMAIL, way="bank-transfer")
    vera.reads("Waiting for your transfer")
    order = vera.page.url
    assert vera.mail(EMAIL, "/checkout/orders/") == order
    vera.sees("IBAN")
    vera.sends_a_proof(vera.page.screenshot())
    assert vera.opens(DECIDE) == 403

    olive = person(Staff)
    olive.enters("owner@example.com")
    olive.clicks = olive.typed = 0
    olive.approves_the_proof(EMAIL, reference="RF18 5390 0754 7034")

    vera.opens(order)
    vera.reads("Payment received")
    vera.follows("Start now")
    vera.reads("Decide with if, elif and else")
    vera.plays()
    figures(staff_clicks=olive.clicks, staff_fields=olive.typed)
