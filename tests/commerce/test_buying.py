"""From the button to the lesson, on Stripe."""

from urllib.parse import parse_qs, urlsplit

import pytest
from wagtail.models import Locale

from commerce.domain.work import drain
from commerce.models import Entitlement, Order, Payment, PriceVersion
from tests.commerce.shop import DECLINED, Visitor, deliver
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_paid_order_opens_the_lesson(anna: Visitor, sandbox: SandboxProcess):
    assert anna.reads(anna.shop.lesson) == 403

    order = anna.buy("monthly")
    assert set(deliver(sandbox)) == {200}
    drain()

    order.refresh_from_db()
    assert order.payment_state == Order.PaymentState.PAID
    assert anna.reads(anna.shop.lesson) == 200


def test_nothing_opens_before_the_provider_says_so(
    anna: Visitor, sandbox: SandboxProcess
):
    anna.order("monthly")
    drain()

    assert anna.reads(anna.shop.lesson) == 403
    assert Entitlement.objects.count() == 0


def test_a_declined_card_may_try_again_in_the_same_session(
    anna: Visitor, sandbox: SandboxProcess
):
    order = anna.buy("monthly", card=DECLINED)
    deliver(sandbox)
    drain()
    assert Payment.objects.get().status == Payment.Status.PENDING

    sandbox.pay(order.payments.get().ref)
    deliver(sandbox)
    drain()

    assert anna.reads(anna.shop.lesson) == 200


def test_two_tabs_of_a_guest_place_one_order(guest: Visitor):
    first, second = guest.order("monthly"), guest.order("monthly")

    assert first == second
    assert Order.objects.count() == Payment.objects.count() == 1


def test_a_guest_watches_in_the_browser_that_bought(
    guest: Visitor, sandbox: SandboxProcess
):
    guest.buy("monthly")
    deliver(sandbox)
    drain()

    assert guest.reads(guest.shop.lesson) == 200
    assert Visitor(guest.shop, sandbox).reads(guest.shop.lesson) == 403


def test_a_free_course_needs_sign_in_only(guest: Visitor, anna: Visitor):
    PriceVersion.objects.create(
        price=guest.shop.prices["course"], currency="EUR", amount=0
    )

    assert "/account/login/" in guest.order("course", method="")
    assert Order.objects.count() == 0

    anna.order("course", method="")
    assert anna.reads(anna.shop.lesson) == 200


def test_where_all_is_free_nothing_is_said_of_paying(guest: Visitor):
    PriceVersion.objects.create(
        price=guest.shop.prices["course"], currency="EUR", amount=0
    )
    guest.shop.checkout.prices = [guest.shop.prices["course"]]
    guest.shop.checkout.save()
    address = f"/en/checkout/{guest.shop.checkout.translation_key}/?plan=course"

    sent = guest.client.get(address)
    assert "/account/login/" in sent.headers["Location"]
    assert parse_qs(urlsplit(sent.headers["Location"]).query)["next"] == [address]

    page = guest.signed_in().client.get(address)
    for words in ("You pay", "Paid once", "terms of sale", "provider", "withdrawal"):
        assert words not in page.text.partition("<main")[2]
    token = {"token": page.context["form"]["token"].value()}
    guest.client.post(address, {"plan": "course"} | token)
    assert guest.reads(guest.shop.lesson) == 200


def test_signing_in_for_a_free_course_leads_back_to_what_was_chosen(guest: Visitor):
    PriceVersion.objects.create(
        price=guest.shop.prices["course"], currency="EUR", amount=0
    )
    course = guest.shop.course

    address = guest.order("course", method="", page=course.pk)
    (back,) = parse_qs(urlsplit(address).query)["next"]
    form = guest.signed_in().client.get(back).context["form"]

    assert form["plan"].value() == "course"
    assert form["page"].value() == str(course.pk)


def test_another_language_keeps_the_plan_and_the_page(guest: Visitor):
    french, _made = Locale.objects.get_or_create(language_code="fr")
    cours = guest.shop.course.copy_for_translation(french, copy_parents=True)
    cours.title = "Le Python"
    cours.save_revision().publish()
    chosen = {"plan": "annual", "page": guest.shop.course.pk}

    here = guest.client.get(
        f"/en/checkout/{guest.shop.checkout.translation_key}/", chosen
    )
    (french_url,) = [
        each["url"] for each in here.context["languages"] if each["code"] == "fr"
    ]
    there = guest.client.get(french_url)

    assert french_url.startswith("/fr/checkout/")
    assert there.context["form"].chosen.code == "annual"
    assert "Le Python" in there.content.decode()


def test_what_one_holds_for_good_cannot_be_bought_again(
    anna: Visitor, sandbox: SandboxProcess
):
    anna.buy("course")
    deliver(sandbox)
    drain()
    calls = len(sandbox.calls("checkout.sessions.create"))

    address = f"/en/checkout/{anna.shop.checkout.translation_key}/?plan=course"
    form = {
        "plan": "course",
        "method": "stripe",
        "terms": "on",
        "waiver": "on",
        "token": "t",
    }
    page = anna.client.post(address, form)

    assert page.templates[0].name == "commerce/already_held.html"
    assert len(sandbox.calls("checkout.sessions.create")) == calls
