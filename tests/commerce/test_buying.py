"""From the button to the lesson, on Stripe."""

import pytest

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
