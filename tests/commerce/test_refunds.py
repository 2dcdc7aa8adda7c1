"""Money that goes back: by staff, by the provider, by itself; and what that closes and opens again."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from accounts.models import User
from commerce.domain import refunds, settlement, work
from commerce.domain.entitlements import rebuild_entitlements
from commerce.domain.refunds import AlreadyAsked, TooMuch
from commerce.gateways.contract import GatewayUnavailable
from commerce.gateways.stripe import StripeGateway
from commerce.models import Effect, Entitlement, Order, Payment, Refund
from tests.commerce.books import assert_books
from tests.commerce.paying import (
    BOTH,
    ask,
    by_paypal,
    by_stripe,
    euros,
    hear,
    look_at,
    state,
)
from tests.commerce.shop import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
States = Order.PaymentState


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_user("fiona@example.com")


@BOTH
def test_staff_give_all_back_and_the_course_closes(
    anna: Visitor, staff: User, pays: Callable[[Visitor], Payment]
):
    payment = pays(anna)
    assert anna.reads(anna.shop.lesson) == 200

    refund = ask(payment, staff)
    work.drain()
    hear(anna.sandbox)

    refund.refresh_from_db()
    assert (refund.status, state()) == ("succeeded", States.REFUNDED)
    assert refund.ref
    assert anna.reads(anna.shop.lesson) == 403
    assert refunds.refundable(payment) == euros(0)
    assert_books(anna.sandbox)


@BOTH
def test_part_of_it_leaves_the_course_open(
    anna: Visitor, staff: User, pays: Callable[[Visitor], Payment]
):
    payment = pays(anna)
    line = payment.order.lines.get()

    ask(payment, staff, 1000, split={line.pk: 1000})
    work.drain()
    hear(anna.sandbox)

    assert state() == States.PARTIALLY_REFUNDED
    assert anna.reads(anna.shop.lesson) == 200
    assert refunds.refundable(payment) == euros(3900)
    assert not Effect.objects.filter(kind="review").exists()

    ask(payment, staff, 3900, split={line.pk: 3900})
    work.drain()

    assert state() == States.REFUNDED
    assert anna.reads(anna.shop.lesson) == 403
    assert_books(anna.sandbox)


@BOTH
def test_what_the_provider_gives_back_is_a_fact(
    anna: Visitor, pays: Callable[[Visitor], Payment]
):
    payment = pays(anna)

    anna.sandbox.refund(payment.ref, 1000)
    hear(anna.sandbox)
    assert state() == States.PARTIALLY_REFUNDED
    assert anna.reads(anna.shop.lesson) == 200
    assert Effect.objects.get(kind="review").payload["reason"] == "unsplit"

    anna.sandbox.refund(payment.ref)
    hear(anna.sandbox)
    assert state() == States.REFUNDED
    assert anna.reads(anna.shop.lesson) == 403
    assert set(Refund.objects.values_list("source", "status", "amount")) == {
        ("provider", "succeeded", 1000),
        ("provider", "succeeded", 3900),
    }
    assert_books(anna.sandbox)


@BOTH
def test_a_refund_that_fails_later_opens_the_course_again(
    anna: Visitor, staff: User, pays: Callable[[Visitor], Payment]
):
    anna.sandbox.refunds_begin("pending")
    payment = pays(anna)
    ask(payment, staff)
    work.drain()
    hear(anna.sandbox)
    refund = Refund.objects.get()
    assert (refund.status, state()) == ("pending", States.REFUNDED)
    assert anna.reads(anna.shop.lesson) == 403

    anna.sandbox.settle_refund(refund.ref, "failed")
    hear(anna.sandbox)

    assert (Refund.objects.get().status, state()) == ("failed", States.PAID)
    assert anna.reads(anna.shop.lesson) == 200
    assert Effect.objects.get(kind="review").payload["reason"] == "refund_failed"
    assert not Effect.objects.filter(kind="refund_failed").exists()  # nor promised
    assert_books(anna.sandbox)


def test_paypal_takes_money_back_by_itself(anna: Visitor):
    payment = by_paypal(anna)

    anna.sandbox.reverse(payment.ref)
    hear(anna.sandbox)

    assert state() == States.REFUNDED
    assert anna.reads(anna.shop.lesson) == 403
    assert_books(anna.sandbox)


def test_never_more_than_was_paid(anna: Visitor, staff: User):
    payment = by_stripe(anna)
    with pytest.raises(TooMuch):
        ask(payment, staff, 4901)
    ask(payment, staff, 4000)

    for amount in (901, 0, -1):
        with pytest.raises(TooMuch):
            ask(payment, staff, amount)

    assert Refund.objects.count() == 1


def test_a_split_adds_up_and_is_of_this_order(anna: Visitor, staff: User):
    payment = by_stripe(anna)
    line = payment.order.lines.get().pk

    for split in ({line: 900}, {line: 5000, 0: -100}, {line + 1: 1000}):
        with pytest.raises(TooMuch):
            ask(payment, staff, 1000, split=split)

    assert not Refund.objects.exists()


def test_a_form_sent_twice_gives_back_once(anna: Visitor, staff: User):
    payment = by_stripe(anna)
    ask(payment, staff, 1000, form_id="one")

    with pytest.raises(AlreadyAsked):
        ask(payment, staff, 1000, form_id="one")

    assert Refund.objects.get().amount == 1000


def test_a_second_success_goes_back_by_itself_once(anna: Visitor):
    first = by_stripe(anna)
    anna.client.post(f"/en/checkout/orders/{first.order_id}/pay/", {"method": "paypal"})
    order = first.order
    Order.objects.update(payment_state=States.PENDING)
    anna.client.post(f"/en/checkout/orders/{order.pk}/pay/", {"method": "paypal"})
    second = Payment.objects.exclude(pk=first.pk).get()
    anna.sandbox.approve(second.ref)
    hear(anna.sandbox)
    look_at(second)
    look_at(first)

    back = Refund.objects.get()
    assert (back.payment_id, back.source, back.amount) == (second.pk, "automatic", 4900)
    assert back.status == "succeeded"
    assert state() == States.PAID
    assert anna.reads(anna.shop.lesson) == 200
    assert_books(anna.sandbox)


def test_no_answer_is_asked_again_under_the_same_key(anna: Visitor, staff: User):
    payment = by_stripe(anna)
    anna.sandbox.faults(kind="api_error", operation="refunds.create", times=4)
    ask(payment, staff)
    work.drain()
    assert Refund.objects.get().status == "requested"
    assert anna.reads(anna.shop.lesson) == 403

    for _ in range(3):
        Effect.objects.filter(kind="refund").update(due=timezone.now())
        work.drain()

    assert Refund.objects.get().status == "succeeded"
    assert_books(anna.sandbox)


def test_an_answer_that_was_lost_is_found_by_our_id(
    anna: Visitor, staff: User, monkeypatch: pytest.MonkeyPatch
):
    payment = by_stripe(anna)
    real = StripeGateway.refund

    def unheard(self: StripeGateway, request: object) -> None:
        real(self, request)
        raise GatewayUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(StripeGateway, "refund", unheard)
        ask(payment, staff)
        work.drain()
    monkeypatch.setattr(StripeGateway, "refund", partial(pytest.fail, "asked again"))
    Effect.objects.filter(kind="refund").update(due=timezone.now())
    work.drain()

    assert Refund.objects.get().status == "succeeded"
    assert_books(anna.sandbox)


@BOTH
def test_what_was_refunded_at_the_provider_meanwhile_is_not_asked_for(
    anna: Visitor, staff: User, pays: Callable[[Visitor], Payment]
):
    payment = pays(anna)
    anna.sandbox.refund(payment.ref)
    refund = ask(payment, staff)
    work.drain()
    refund.refresh_from_db()
    assert (refund.status, state()) == ("failed", States.REFUNDED)
    told = Effect.objects.filter(kind="review")
    assert {effect.payload["reason"] for effect in told} == {"too_much"}

    hear(anna.sandbox)

    assert state() == States.REFUNDED
    assert Refund.objects.counting().get().source == "provider"
    assert_books(anna.sandbox)


def test_days_of_a_pass_that_went_back_close_the_gap(anna: Visitor, staff: User):
    first = by_stripe(anna)
    anna.buy("monthly")
    hear(anna.sandbox)
    assert Entitlement.objects.count() == 2
    ask(first, staff)
    work.drain()

    held = Entitlement.objects.get()
    assert held.ends - held.starts == timedelta(days=30)
    assert held.starts < timezone.now()
    assert rebuild_entitlements() == 0


def test_a_late_view_does_not_undo_a_refund(anna: Visitor, staff: User):
    payment = by_stripe(anna)
    before = StripeGateway().retrieve(settlement.calls.request_of(payment))
    ask(payment, staff)
    work.drain()

    settlement.ask_for_look(payment)
    settlement.apply(before, settlement.claim(payment.pk))

    assert state() == States.REFUNDED
    payment.refresh_from_db()
    assert payment.doubted_since


def test_the_buyer_is_told_once_what_went_back(
    anna: Visitor, staff: User, mailoutbox: list
):
    payment = by_stripe(anna)
    ask(payment, staff)
    work.drain()
    hear(anna.sandbox)

    [told] = [mail for mail in mailoutbox if "Money back" in mail.subject]
    assert told.to == [anna.email]
    assert "€49 of order" in told.body
    assert "refunded in full" in told.body
