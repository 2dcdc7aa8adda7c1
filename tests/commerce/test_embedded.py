"""Paying in the provider's fields on a page of ours, and elsewhere where those do not come."""

import pytest
from django.test import Client

from commerce.domain import attempts, refunds, work
from commerce.domain.refunds import Wish
from commerce.models import Effect, Order, Payment, PaymentMethod, Refund
from tests.commerce.books import assert_books
from tests.commerce.paying import hear
from tests.commerce.shop import DECLINED, Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def here(anna: Visitor) -> str:
    """Anna ordered, and is to type her card on this page."""
    PaymentMethod.objects.filter(code="stripe").update(embedded=True)
    return anna.order("monthly")


def payment() -> Payment:
    return Payment.objects.exclude(status="superseded").latest("created")


def test_the_card_is_typed_on_our_page(anna: Visitor, here: str):
    page = anna.client.get(here)
    found = payment()
    assert here == f"/en/checkout/orders/{found.order_id}/card/"
    assert found.ref.startswith("pi_")
    assert page.context["secrets"].payment.startswith(found.ref)
    assert anna.sandbox.url in page.headers["Content-Security-Policy"]

    anna.sandbox.pay_intent(found.ref)
    hear(anna.sandbox)

    assert Order.objects.get().payment_state == Order.PaymentState.PAID
    assert anna.reads(anna.shop.lesson) == 200
    assert anna.client.get(here).headers["Location"].endswith(f"{found.order_id}/")
    assert_books(anna.sandbox)


def test_nobody_else_gets_the_secret(here: str):
    assert Client().get(here).status_code == 404


def test_after_a_decline_the_same_form_takes_another_card(anna: Visitor, here: str):
    found = payment()
    anna.sandbox.pay_intent(found.ref, card=DECLINED)
    hear(anna.sandbox)
    assert payment().status == Payment.Status.PENDING
    assert anna.client.get(here).status_code == 200

    anna.sandbox.pay_intent(found.ref)
    hear(anna.sandbox)

    assert anna.reads(anna.shop.lesson) == 200
    assert_books(anna.sandbox)


def test_where_the_script_does_not_come_the_provider_has_a_page(
    anna: Visitor, here: str
):
    found = payment()
    fallback = {"method": "stripe", "hosted": "1"}

    away = anna.client.post(f"/en/checkout/orders/{found.order_id}/pay/", fallback)

    assert away.headers["Location"].startswith(f"{anna.sandbox.url}/c/pay/")
    found.refresh_from_db()
    assert found.status == Payment.Status.CANCELED  # and cannot be paid any more
    anna.sandbox.pay(payment().ref)
    hear(anna.sandbox)
    assert anna.reads(anna.shop.lesson) == 200
    assert_books(anna.sandbox)


def test_the_same_form_comes_back_to_who_asks_again(anna: Visitor, here: str):
    order = payment().order
    again = {"method": "stripe"}

    address = anna.client.post(f"/en/checkout/orders/{order.pk}/pay/", again)

    assert address.headers["Location"] == here
    assert Payment.objects.count() == 1


def test_a_bank_debit_opens_nothing_before_the_bank_pays(anna: Visitor, here: str):
    found = payment()
    anna.sandbox.pay_intent(found.ref, method="sepa_debit")
    hear(anna.sandbox)
    assert payment().status == Payment.Status.PROCESSING
    assert anna.reads(anna.shop.lesson) == 403

    anna.sandbox.settle(found.ref, "succeeded")
    hear(anna.sandbox)

    assert anna.reads(anna.shop.lesson) == 200
    assert_books(anna.sandbox)


def test_a_bank_debit_that_fails_is_told_and_may_be_tried_again(
    anna: Visitor, here: str
):
    found = payment()
    anna.sandbox.pay_intent(found.ref, method="sepa_debit")
    hear(anna.sandbox)
    anna.sandbox.settle(found.ref, "failed")
    hear(anna.sandbox)

    assert payment().status == Payment.Status.FAILED
    assert Effect.objects.filter(kind="failed").count() == 1
    assert anna.reads(anna.shop.lesson) == 403
    assert_books(anna.sandbox)


def test_it_goes_back_as_it_came(anna: Visitor, here: str):
    found = payment()
    anna.sandbox.pay_intent(found.ref)
    hear(anna.sandbox)

    refunds.plan_refund(found.pk, Wish(found.money, Refund.Source.STAFF))
    work.drain()
    hear(anna.sandbox)

    assert Refund.objects.get().status == "succeeded"
    assert anna.reads(anna.shop.lesson) == 403
    assert_books(anna.sandbox)


def test_without_the_browsers_key_buyers_go_to_the_provider(anna: Visitor, settings):
    settings.STRIPE_PUBLISHABLE_KEY = ""
    PaymentMethod.objects.filter(code="stripe").update(embedded=True)

    assert anna.order("monthly").startswith(f"{anna.sandbox.url}/c/pay/")


def test_a_warning_of_fraud_reaches_staff_once(anna: Visitor, here: str):
    found = payment()
    anna.sandbox.pay_intent(found.ref)
    hear(anna.sandbox)
    anna.sandbox.warn_of_fraud(found.ref)
    hear(anna.sandbox)
    hear(anna.sandbox)

    told = Effect.objects.get(kind="review")
    assert told.payload["reason"] == "fraud_warning"
    assert anna.reads(anna.shop.lesson) == 200


def test_a_page_left_open_says_how_the_order_stands(anna: Visitor, here: str):
    attempts.close(payment())

    away = anna.client.get(here)

    assert away.status_code == 302
