"""A buyer asks the bank, or PayPal, for the money: what that suspends, closes and opens again."""

import pytest

from commerce.domain import refunds
from commerce.gateways import stripe_seen
from commerce.models import Dispute, Effect, Order
from tests.commerce.books import assert_books
from tests.commerce.paying import BOTH, by_paypal, by_stripe, euros, hear
from tests.commerce.shop import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
OPENS = {
    "inquiry": True,
    "needs_response": False,
    "under_review": False,
    "appeal": False,
    "won": True,
    "lost": False,
}


def opens(anna: Visitor) -> bool:
    return anna.reads(anna.shop.lesson) == 200


@BOTH
@pytest.mark.parametrize("status", OPENS)
def test_access_follows_the_dispute(anna: Visitor, pays, status: str):
    payment = pays(anna)

    anna.sandbox.dispute(payment.ref, status)
    hear(anna.sandbox)

    assert Dispute.objects.get().status == status
    assert opens(anna) == OPENS[status]
    lost = status == "lost"
    assert Order.objects.get().payment_state == ("refunded" if lost else "paid")
    assert_books(anna.sandbox)


@BOTH
def test_won_may_become_lost_and_won_again(anna: Visitor, pays):
    payment = pays(anna)
    dispute = anna.sandbox.dispute(payment.ref)
    ref = dispute.get("id") or dispute["dispute_id"]
    for status, expected in [("won", True), ("lost", False), ("won", True)]:
        anna.sandbox.move_dispute(ref, status)
        hear(anna.sandbox)
        assert opens(anna) == expected
    assert Dispute.objects.get().closed_at
    assert_books(anna.sandbox)


def test_staff_are_told_of_each_step_once(anna: Visitor):
    payment = by_stripe(anna)
    dispute = anna.sandbox.dispute(payment.ref)
    hear(anna.sandbox)
    hear(anna.sandbox)
    anna.sandbox.move_dispute(dispute["id"], "lost")
    hear(anna.sandbox)

    told = Effect.objects.filter(kind="review", payload__reason="dispute")
    assert told.count() == 2


@BOTH
def test_part_of_the_money_lost_keeps_the_course(anna: Visitor, pays):
    payment = pays(anna)

    anna.sandbox.dispute(payment.ref, "lost", 1000)
    hear(anna.sandbox)

    assert Order.objects.get().payment_state == "partially_refunded"
    assert opens(anna)
    assert_books(anna.sandbox)


def test_an_unknown_word_suspends_and_is_told(anna: Visitor, monkeypatch):
    payment = by_stripe(anna)
    monkeypatch.setattr(stripe_seen, "DISPUTES", {})
    anna.sandbox.dispute(payment.ref)
    hear(anna.sandbox)

    assert Dispute.objects.get().status == "unknown"
    assert not opens(anna)


def test_the_buyer_is_told_when_access_pauses_and_when_it_is_back(
    anna: Visitor, mailoutbox: list
):
    payment = by_stripe(anna)
    dispute = anna.sandbox.dispute(payment.ref)
    hear(anna.sandbox)
    anna.sandbox.move_dispute(dispute["id"], "won")
    hear(anna.sandbox)

    told = [mail.subject for mail in mailoutbox if mail.to == [anna.email]]
    assert told[1:] == [
        f"Your access is paused: a question about order {payment.order.number}",
        "Your access is back",
    ]


def test_paypal_without_the_right_to_see_disputes_still_tells_of_money(anna: Visitor):
    forbidden = {"kind": "api_error", "operation": "disputes.list", "status": 403}
    anna.sandbox.faults(**forbidden, times=20)

    payment = by_paypal(anna)
    anna.sandbox.refund(payment.ref)
    hear(anna.sandbox)

    assert Order.objects.get().payment_state == "refunded"


@BOTH
def test_what_is_disputed_cannot_be_given_back_besides(anna: Visitor, pays):
    """Or it could go back twice."""
    payment = pays(anna)
    dispute = anna.sandbox.dispute(payment.ref, "needs_response", 1000)
    hear(anna.sandbox)
    payment.refresh_from_db()
    assert refunds.refundable(payment) == euros(payment.captured - 1000)

    anna.sandbox.move_dispute(dispute.get("id") or dispute["dispute_id"], "won")
    hear(anna.sandbox)

    assert refunds.refundable(payment) == payment.money
    assert_books(anna.sandbox)
