"""Story 6: the whole visitor story in French on a phone, with no English word on the way."""

import pytest

from .people import DECLINED, Buyer
from .places import DECIDE_IN_FRENCH, IN_FRENCH

pytestmark = pytest.mark.browser


@pytest.fixture
def french(person):
    """Reads every page for English; what is found is told at the end."""
    met: list[Buyer] = []

    def meet() -> Buyer:
        met.append(person(Buyer, language="fr", width=390))
        return met[-1]

    yield meet
    assert [buyer.english for buyer in met if buyer.english] == []


def test_from_the_locked_lesson_to_the_film(french):
    paul = french()
    paul.opens(DECIDE_IN_FRENCH)
    paul.reads("Décider avec if, elif et else")
    paul.follows("Open it for %(price)s", price="")
    paul.reads("Ce cours seul, ou tous les cours")
    paul.pay_button.click()
    paul.reads("Check what you entered")
    paul.orders("paul@french.example", way="card")
    paul.pays(DECLINED)
    paul.pays()
    paul.reads("Payment received")
    paul.follows("Start now")
    paul.reads("Décider avec if, elif et else")
    paul.plays()


def test_from_the_mail_to_the_account(french):
    rosa = french()
    rosa.opens(DECIDE_IN_FRENCH)
    rosa.follows("Open it for %(price)s", price="")
    rosa.orders("rosa@french.example", way="paypal")
    rosa.approves()
    rosa.reads("Payment received")
    rosa.opens(rosa.mail("rosa@french.example", "/checkout/claim/"))
    rosa.reads("Open your course")
    rosa.presses("Sign in and open")
    rosa.reads("Décider avec if, elif et else")
    rosa.opens("/fr/account/")
    rosa.reads("My courses")
    rosa.follows("Orders")
    rosa.reads("Orders")
    rosa.follows("Profile")
    rosa.reads("Profile")


@pytest.mark.parametrize("address", IN_FRENCH)
def test_page_speaks_french_alone(french, address):
    sara = french()

    sara.opens(address)

    sara.looks_around()
