"""Refunds that nobody could make, that were made after all, or that were no longer to be made."""

import pytest
from django.utils import timezone

from accounts.models import User
from commerce.domain import calls, facts, refunds, requests, work
from commerce.gateways.contract import (
    GatewayRejected,
    GatewayUnavailable,
    RefundSnapshot,
    RefundStatus,
)
from commerce.gateways.stripe import StripeGateway
from commerce.models import Effect, Order, Payment, Refund
from commerce.models.durable import MOST_ATTEMPTS
from tests.commerce.books import assert_books
from tests.commerce.paying import ask, by_stripe, euros, hear, state
from tests.commerce.shop import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
States = Order.PaymentState


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_user("fiona@example.com")


@pytest.fixture
def paid(anna: Visitor) -> Payment:
    return by_stripe(anna)


def reasons() -> list[str]:
    told = Effect.objects.filter(kind="review").order_by("pk")
    return [effect.payload["reason"] for effect in told]


def until_given_up(kind: str) -> None:
    """The last of its tries."""
    due = {"due": timezone.now(), "attempts": MOST_ATTEMPTS - 1, "state": "waiting"}
    Effect.objects.filter(kind=kind).update(**due)
    work.due_effects()
    assert Effect.objects.get(kind=kind).state == Effect.State.DEAD


# -- given up


def unheard(*_: object) -> None:
    raise GatewayUnavailable


@pytest.mark.parametrize("call", ["truth", "refund"])
def test_a_refund_that_is_given_up_is_told_whatever_could_not_be_asked(
    paid: Payment, staff: User, monkeypatch: pytest.MonkeyPatch, call: str
):
    ask(paid, staff)
    monkeypatch.setattr(calls, call, unheard)

    until_given_up("refund")
    assert reasons() == ["refund_stuck"]
    until_given_up("refund")
    assert reasons() == ["refund_stuck"]  # once a day


def test_so_is_one_that_was_never_planned(
    paid: Payment, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(work.ACTIONS, "return_extra", unheard)
    Effect.once("return_extra", paid.pk, payment=str(paid.pk))

    until_given_up("return_extra")

    assert reasons() == ["refund_stuck"]


def test_a_mail_that_is_given_up_is_no_refund(
    paid: Payment, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(work.emails, "send", unheard)

    until_given_up("receipt")

    assert reasons() == []


# -- refused


def test_a_buyer_who_was_promised_the_money_reads_that_it_did_not_go(
    anna: Visitor,
    paid: Payment,
    staff: User,
    monkeypatch: pytest.MonkeyPatch,
    mailoutbox: list,
):
    def refuse(*_: object) -> None:
        raise GatewayRejected("the card is closed")

    monkeypatch.setattr(StripeGateway, "refund", refuse)
    wanted = requests.ask(paid.order_id, "It is too hard")
    wish = refunds.Wish(euros(4900), Refund.Source.CUSTOMER)
    requests.approve(wanted.pk, paid.pk, wish, by=staff)
    work.drain()

    assert Refund.objects.get().status == "failed"
    told = [mail for mail in mailoutbox if mail.to == [anna.email]]
    assert told[-1].subject == f"Your refund for order {paid.order.number} did not go through"  # fmt: skip
    assert "€49" in told[-1].body
    assert reasons() == ["refund_failed"]


def test_one_that_was_made_known_and_bounced_is_told_too(
    anna: Visitor, paid: Payment, staff: User
):
    ask(paid, staff, 1000)
    work.drain()
    refund = Refund.objects.get()
    assert refund.status == "succeeded"
    bounced = RefundSnapshot(refund.ref, 1000, "EUR", RefundStatus.FAILED)

    facts.merge_refunds(paid, [bounced])

    assert Effect.objects.filter(kind="refund_failed", fact=refund.pk).exists()


# -- made after all


def test_one_that_we_took_for_failed_and_was_made_counts(
    anna: Visitor, paid: Payment, staff: User, monkeypatch: pytest.MonkeyPatch
):
    real = StripeGateway.refund

    def misheard(self: StripeGateway, request: object) -> None:
        real(self, request)
        raise GatewayRejected

    monkeypatch.setattr(StripeGateway, "refund", misheard)
    refund = ask(paid, staff)
    work.drain()
    refund.refresh_from_db()
    assert (refund.status, state()) == ("failed", States.PAID)

    hear(anna.sandbox)

    refund.refresh_from_db()
    assert (refund.status, state()) == ("succeeded", States.REFUNDED)
    assert refunds.refundable(paid) == euros(0)
    assert_books(anna.sandbox)


def test_one_that_the_provider_said_had_failed_never_moves_back(
    paid: Payment, staff: User
):
    refund = ask(paid, staff)
    Refund.objects.update(ref="re_1", status="failed")
    late = RefundSnapshot("re_1", 4900, "EUR", RefundStatus.SUCCEEDED)

    facts.merge_refunds(paid, [late])

    refund.refresh_from_db()
    assert refund.status == "failed"


# -- no longer to be made


def test_what_went_back_at_the_provider_meanwhile_is_not_asked_for(
    anna: Visitor, paid: Payment, staff: User, monkeypatch: pytest.MonkeyPatch
):
    anna.sandbox.refund(paid.ref, 1000)
    with monkeypatch.context() as patch:
        patch.setattr(StripeGateway, "refund", pytest.fail)
        ask(paid, staff)
        work.drain()

    ours = Refund.objects.get(source="staff")
    assert (ours.status, ours.failure_code) == ("failed", "too_much")
    assert reasons() == ["unsplit", "too_much"]
    assert state() == States.PARTIALLY_REFUNDED
    assert refunds.refundable(paid) == euros(3900)
    assert_books(anna.sandbox)


def test_what_is_left_beside_it_goes_back(anna: Visitor, paid: Payment, staff: User):
    anna.sandbox.refund(paid.ref, 1000)
    ask(paid, staff, 3900)
    work.drain()

    assert Refund.objects.get(source="staff").status == "succeeded"
    assert state() == States.REFUNDED
    assert_books(anna.sandbox)


def test_control_without_asking_first_more_counts_than_came(
    anna: Visitor, paid: Payment, staff: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(refunds, "_is_still_due", lambda _refund: True)
    anna.sandbox.refund(paid.ref, 1000)
    ask(paid, staff)
    work.drain()

    assert reasons() == ["refund_failed"]  # the money is still here, it would say
