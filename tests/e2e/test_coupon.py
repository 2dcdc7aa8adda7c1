"""Story 15: an owner makes a coupon for one; on a phone it comes with a link, is removed, mistyped, applied and paid with."""

import re

import pytest
from playwright.sync_api import expect

from home.demo.content import PLANS

from .people import Buyer, demo_name
from .staff import Staff

pytestmark = pytest.mark.browser
LEA = "lea@coupon.example"


@pytest.fixture
def olive(person) -> Staff:
    olive = person(Staff)
    olive.enters("owner@example.com")
    olive.adds("Selling", "Coupons")
    olive.types("Code", "autumn 10")
    olive.types("How much", "10")
    olive.types("Uses in all", "1")
    olive.presses("Save")
    olive.is_told("created")
    return olive


def arrives(buyer: Buyer) -> None:
    """By the link in an advertisement, on to the checkout."""
    buyer.opens("/fr/tarifs/?coupon=autumn+10")
    buyer.clicks_on(buyer.page.locator("main a[href*='coupon=autumn']:visible"))
    buyer.chooses(demo_name(PLANS, "monthly", "fr"))


def tries(buyer: Buyer, code: str) -> None:
    buyer.types("Code", code)
    buyer.presses("Apply")


def asks(buyer: Buyer, amount: str) -> None:
    """The button that obliges to pay."""
    expect(buyer.pay_button).to_contain_text(re.compile(rf"\b{amount}\s€"))


def test_coupon_on_a_phone(person, olive):
    lea = person(Buyer, language="fr", width=390)
    arrives(lea)
    asks(lea, "44,10")
    lea.sees("%(percent)s%% off", percent=10)
    lea.looks_around()

    lea.types("E-mail address", LEA)
    lea.presses("Remove the code")
    asks(lea, "49")
    lea.clicks_on(lea.page.get_by_text(lea.say("Have a code?")))
    tries(lea, "autumn 11")
    lea.sees("This code is not known. Check how it is spelled.")
    tries(lea, "autumn 10")
    asks(lea, "44,10")
    lea.looks_around()
    lea.orders()
    lea.pays()
    lea.reads("Payment received")
    lea.sees("Code %(code)s", code="AUTUMN10")

    assert lea.english == set()
    assert "AUTUMN10" in receipt_of(lea)
    others_come_too_late(person(Buyer, language="fr", width=390), olive)


def receipt_of(buyer: Buyer) -> str:
    link = buyer.mail(LEA, "/checkout/claim/")
    mails = buyer.site.sandbox.inbox()
    return next(mail["text"] for mail in mails if link in mail["links"])


def others_come_too_late(lou: Buyer, olive: Staff) -> None:
    arrives(lou)
    asks(lou, "49")
    lou.sees("This code has been used as often as it could be.")

    olive.goes("Selling", "Coupons")
    expect(olive.row("AUTUMN10")).to_contain_text("1 of 1")
    expect(olive.row("AUTUMN10")).to_contain_text("Used up", ignore_case=True)
