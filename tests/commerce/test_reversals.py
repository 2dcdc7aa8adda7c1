"""PayPal takes money back by itself: no order tells of it, and none of its giving it back."""

from datetime import timedelta

import pytest
from django.db.models import F

from commerce.domain import settlement, work
from commerce.gateways import paypal
from commerce.gateways.paypal_lists import PayPalWithBooks
from commerce.models import Drift, Effect, Order, Payment, Refund
from tests.commerce.books import assert_books
from tests.commerce.paying import by_paypal, hear, look_at, state
from tests.commerce.shop import Visitor
from tests.commerce.test_reconcile import run

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
States = Order.PaymentState


@pytest.fixture
def paid(anna: Visitor) -> Payment:
    return by_paypal(anna)


def look_thrice(payment: Payment) -> None:
    """The views that a doubt takes, a minute apart."""
    look_at(payment)
    Payment.objects.update(doubted_since=F("doubted_since") - timedelta(minutes=3))
    look_at(payment)


def refunds() -> set[tuple[int, str]]:
    return set(Refund.objects.values_list("amount", "status"))


@pytest.mark.parametrize("heard", [True, False])
def test_all_of_it_closes_the_course_and_the_books_agree(
    anna: Visitor, paid: Payment, heard: bool
):
    anna.sandbox.reverse(paid.ref)
    if heard:
        hear(anna.sandbox)
    run("paypal")

    assert state() == States.REFUNDED
    assert anna.reads(anna.shop.lesson) == 403
    assert refunds() == {(4900, "succeeded")}
    assert not Drift.objects.exists()
    assert_books(anna.sandbox)


def test_seen_before_it_is_heard_of_it_is_one_all_the_same(
    anna: Visitor, paid: Payment
):
    anna.sandbox.reverse(paid.ref)
    look_at(paid)
    assert state() == States.REFUNDED

    hear(anna.sandbox)
    run("paypal")

    assert refunds() == {(4900, "succeeded")}
    assert not Drift.objects.exists()
    paid.refresh_from_db()
    assert paid.doubted_since is None
    assert_books(anna.sandbox)


@pytest.mark.parametrize("heard", [True, False])
def test_part_of_it_is_seen_too(anna: Visitor, paid: Payment, heard: bool):
    anna.sandbox.refund(paid.ref, 900)
    hear(anna.sandbox)
    anna.sandbox.reverse(paid.ref, 1000)
    if heard:
        hear(anna.sandbox)
    run("paypal")

    assert state() == States.PARTIALLY_REFUNDED
    assert refunds() == {(900, "succeeded"), (1000, "succeeded")}
    told = Effect.objects.filter(kind="review", payload__reason="unsplit")
    assert told.count() == 2
    assert not Drift.objects.exists()
    assert_books(anna.sandbox)


def test_money_that_comes_back_opens_the_course_again(anna: Visitor, paid: Payment):
    reversal = anna.sandbox.reverse(paid.ref)
    hear(anna.sandbox)
    anna.sandbox.settle_refund(reversal["id"], "canceled")

    look_at(paid)
    assert state() == States.REFUNDED  # one view may be old
    look_thrice(paid)

    assert state() == States.PAID
    assert anna.reads(anna.shop.lesson) == 200
    assert refunds() == {(4900, "canceled")}
    run("paypal")
    assert not Drift.objects.exists()
    assert_books(anna.sandbox)


def test_one_old_view_opens_nothing(anna: Visitor, paid: Payment):
    old = settlement.calls.truth(paid)
    anna.sandbox.reverse(paid.ref)
    hear(anna.sandbox)

    settlement.ask_for_look(paid)
    settlement.apply(old, settlement.claim(paid.pk))
    assert anna.reads(anna.shop.lesson) == 403
    look_at(paid)

    assert refunds() == {(4900, "succeeded")}
    paid.refresh_from_db()
    assert paid.doubted_since is None


def test_taken_back_again_it_closes_again(anna: Visitor, paid: Payment):
    reversal = anna.sandbox.reverse(paid.ref)
    hear(anna.sandbox)
    anna.sandbox.settle_refund(reversal["id"], "canceled")
    look_thrice(paid)
    anna.sandbox.reverse(paid.ref)
    hear(anna.sandbox)

    assert state() == States.REFUNDED
    assert refunds() == {(4900, "canceled"), (4900, "succeeded")}
    assert_books(anna.sandbox)


def test_what_was_taken_back_is_looked_at_past_all_checks(
    anna: Visitor, paid: Payment, monkeypatch: pytest.MonkeyPatch
):
    reversal = anna.sandbox.reverse(paid.ref)
    hear(anna.sandbox)
    anna.sandbox.settle_refund(reversal["id"], "canceled")
    days = timedelta(days=60)
    Payment.objects.update(
        check_due=None, updated=F("updated") - days, paid_at=F("paid_at") - days
    )
    forgotten = iter(())  # PayPal keeps its events for 30 days
    monkeypatch.setattr(PayPalWithBooks, "objects", lambda *_: forgotten)

    run("paypal")

    paid.refresh_from_db()
    assert paid.looks_wanted > paid.looks_done


def test_control_without_reading_it_by_its_id_a_part_goes_unseen(
    anna: Visitor, paid: Payment, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(paypal, "is_taken_back", lambda _capture: False)
    anna.sandbox.reverse(paid.ref, 1000)
    hear(anna.sandbox)
    work.drain()

    assert not Refund.objects.exists()
