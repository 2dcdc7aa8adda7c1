"""An attempt ends once it is known how: nothing is closed over money on its way, nor kept open without hope of any."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from commerce.domain import attempts, calendar, calls, proofs, settlement
from commerce.domain.attempts import OrderClosed, StillProcessing
from commerce.domain.work import drain
from commerce.gateways.contract import (
    GatewayDeclined,
    GatewayRejected,
    PaymentSnapshot,
    Status,
)
from commerce.gateways.paypal import PayPalGateway
from commerce.gateways.stripe import StripeGateway
from commerce.models import Effect, Order, Payment, ProviderCall
from tests.commerce.shop import Visitor
from tests.commerce.test_proofs import paper

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def approved(anna: Visitor) -> Payment:
    """At PayPal, to be paid by e-check; nobody has told the shop yet."""
    anna.order("monthly", method="paypal")
    payment = Payment.objects.get()
    anna.sandbox.approve(payment.ref, "pending")
    return payment


def look(payment: Payment) -> Payment:
    """The worker's, now."""
    settlement.ask_for_look(payment)
    Payment.objects.update(look_until=None)
    settlement.due_looks()
    return Payment.objects.get()


def let_pass(days: float = 1) -> None:
    """The time to pay is over, by so much."""
    past = timezone.now() - timedelta(days=days)
    Payment.objects.update(expires_at=past, check_due=past)
    Order.objects.update(expires_at=past)
    drain()
    calendar.expire_orders()


# -- closed while the worker captures


@pytest.fixture
def captured_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the buyer's tab hears that nothing is paid yet, the worker takes the money."""
    real = PayPalGateway.cancel

    def cancel(self: PayPalGateway, request: object) -> PaymentSnapshot:
        seen = real(self, request)
        look(Payment.objects.get())
        return seen

    monkeypatch.setattr(PayPalGateway, "cancel", cancel)


@pytest.mark.usefixtures("captured_meanwhile")
def test_an_e_check_taken_meanwhile_goes_on(approved: Payment):
    with pytest.raises(StillProcessing):
        attempts.close(approved)

    assert Payment.objects.get().status == Payment.Status.PROCESSING


@pytest.mark.usefixtures("captured_meanwhile")
def test_so_does_one_of_which_only_the_answer_is_there(
    approved: Payment, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patched:
        patched.setattr(settlement, "apply", lambda *_seen: False)
        with pytest.raises(StillProcessing):
            attempts.close(approved)

    assert look(approved).status == Payment.Status.PROCESSING


@pytest.mark.usefixtures("captured_meanwhile")
def test_control_without_asking_for_a_capture_it_is_closed_over_the_money(
    approved: Payment, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patched:
        patched.setattr(settlement, "apply", lambda *_seen: False)
        patched.setattr(calls, "capture_is_out", lambda *_asked: False)
        attempts.close(approved)

    assert look(approved).status == Payment.Status.CANCELED


@pytest.mark.parametrize("captured", [100, 4900])
def test_whoever_paid_anything_is_not_asked_to_pay_anew(
    anna: Visitor, captured: int, monkeypatch: pytest.MonkeyPatch
):
    """Too little waits for somebody's decision, all of it is paid: neither leaves anything to close."""
    anna.order("monthly")
    seen = PaymentSnapshot(Status.SUCCEEDED, captured=captured, currency="EUR")
    monkeypatch.setattr(StripeGateway, "cancel", lambda *_asked: seen)

    with pytest.raises(OrderClosed):
        attempts.close(Payment.objects.get())


# -- a capture that PayPal refuses


def refusing(error: Exception) -> Callable:
    def capture(*_asked: object) -> None:
        raise error

    return capture


def test_a_capture_that_is_rejected_fails_and_is_told_once(
    approved: Payment, monkeypatch: pytest.MonkeyPatch
):
    rejected = refusing(GatewayRejected("PAYER_ACTION_REQUIRED"))
    monkeypatch.setattr(PayPalGateway, "capture", rejected)

    assert look(approved).status == Payment.Status.FAILED
    assert look(approved).look_failures == 0
    review = Effect.objects.get(kind="review")
    assert review.payload["reason"] == "capture"
    let_pass()
    assert Order.objects.get().payment_state == Order.PaymentState.EXPIRED


def test_a_decline_we_fell_over_is_not_asked_for_again(
    approved: Payment, anna: Visitor, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patched:
        patched.setattr(PayPalGateway, "capture", refusing(GatewayDeclined("NO")))
        patched.setattr(settlement, "apply", lambda *_seen: False)
        look(approved)

    assert approved.calls.get(operation="capture").state == ProviderCall.State.REFUSED
    assert look(approved).status == Payment.Status.FAILED
    assert anna.sandbox.calls("orders.capture") == []


def test_what_was_approved_and_never_taken_expires(approved: Payment):
    call = calls.plan(approved, "capture", calls.request_of(approved))
    calls.note_answered(call)
    assert look(approved).status == Payment.Status.PENDING

    let_pass()

    assert Payment.objects.get().status == Payment.Status.CANCELED
    assert Order.objects.get().payment_state == Order.PaymentState.EXPIRED


# -- a transfer whose proof waits


@pytest.fixture
def shown(anna: Visitor) -> proofs.TransferProof:
    """The buyer's proof, which nobody has looked at."""
    anna.order("monthly", method="transfer")
    return proofs.add(Payment.objects.get().pk, paper())


def states() -> tuple[str, str]:
    return Payment.objects.get().status, Order.objects.get().payment_state


def test_a_transfer_does_not_expire_while_its_proof_waits(shown: proofs.TransferProof):
    let_pass()

    assert states() == ("pending", "pending")
    assert not Effect.objects.filter(kind="expired").exists()


def test_whose_proof_was_rejected_late_has_time_for_another(
    shown: proofs.TransferProof,
):
    susan = User.objects.create_user("susan@example.com")
    let_pass()
    proofs.reject(shown.pk, "Nobody can read it.", by=susan)
    drain()
    calendar.expire_orders()
    assert states() == ("pending", "pending")
    left = Payment.objects.get().expires_at - timezone.now()
    assert timedelta(days=2) < left <= proofs.FOR_ANOTHER

    let_pass()
    assert states() == ("canceled", "expired")


def test_control_without_asking_for_proofs_it_expires(
    shown: proofs.TransferProof, monkeypatch: pytest.MonkeyPatch
):
    late = lambda payment, _seen: payment.expires_at < timezone.now()  # noqa: E731 -- a def would be named, and named for what?
    monkeypatch.setattr(settlement, "_is_over", late)
    let_pass()

    assert states() == ("canceled", "expired")
