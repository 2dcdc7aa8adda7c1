"""Approved at PayPal, captured by us."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import F

from commerce.domain import calls, settlement
from commerce.domain.work import drain
from commerce.gateways import gateway, paypal
from commerce.gateways.contract import GatewayRejected, PaymentRequest, PaymentSnapshot
from commerce.gateways.paypal import PayPalGateway
from commerce.models import Effect, Order, Payment
from tests.commerce.books import assert_books
from tests.commerce.shop import Visitor, deliver
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def approved(visitor: Visitor, funding: str = "pays") -> Order:
    visitor.order("monthly", method="paypal")
    payment = Payment.objects.get()
    visitor.sandbox.approve(payment.ref, funding)
    return payment.order


def test_an_approved_order_is_captured_and_opens_the_lesson(
    guest: Visitor, sandbox: SandboxProcess
):
    order = approved(guest)
    assert set(deliver(sandbox)) == {200}
    drain()
    deliver(sandbox)
    drain()

    order.refresh_from_db()
    assert order.payment_state == Order.PaymentState.PAID
    assert guest.reads(guest.shop.lesson) == 200


def test_a_declined_capture_fails_the_attempt_and_is_not_repeated(
    guest: Visitor, sandbox: SandboxProcess
):
    order = approved(guest, "declines")
    deliver(sandbox)
    drain()
    deliver(sandbox)
    drain()

    assert order.payments.get().status == Payment.Status.FAILED
    assert len(sandbox.calls("orders.capture")) == 1


def test_what_somebody_captured_before_us_is_seen_and_not_taken_twice(
    guest: Visitor, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    """Between our look and our capture, under another key: PayPal refuses ours."""
    ours = PayPalGateway.capture

    def late(self: PayPalGateway, request: PaymentRequest) -> PaymentSnapshot:
        ours(self, replace(request, key="of-somebody-else"))
        return ours(self, request)

    monkeypatch.setattr(PayPalGateway, "capture", late)
    order = approved(guest)
    deliver(sandbox)
    drain()

    first, second = sandbox.calls("orders.capture")
    assert (first["status"], second["status"]) == (201, 422)
    order.refresh_from_db()
    assert order.payment_state == Order.PaymentState.PAID
    assert order.payments.get().calls.get(operation="capture").state == "answered"
    assert sandbox.totals()["paypal"]["EUR"]["captured"] == 4900
    assert_books(sandbox)


def test_control_without_seeing_the_order_the_second_capture_is_an_error(
    guest: Visitor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(paypal, "SEE_THE_ORDER", set())
    approved(guest)
    request = calls.request_of(Payment.objects.get())
    gateway("paypal").capture(replace(request, key="one"))

    with pytest.raises(GatewayRejected, match="ORDER_ALREADY_CAPTURED"):
        gateway("paypal").capture(replace(request, key="two"))


def test_an_e_check_waits(guest: Visitor, sandbox: SandboxProcess):
    order = approved(guest, "pending")
    deliver(sandbox)
    drain()

    assert order.payments.get().status == Payment.Status.PROCESSING
    assert guest.reads(guest.shop.lesson) == 403


def test_a_decline_that_leaves_no_trace_fails_the_attempt_and_is_not_repeated(
    anna: Visitor, sandbox: SandboxProcess
):
    anna.order("monthly", method="paypal")
    payment = Payment.objects.get()
    sandbox.approve(payment.ref, "vanishes")
    deliver(sandbox)
    drain()
    settlement.ask_for_look(payment)
    drain()

    payment.refresh_from_db()
    assert payment.status == Payment.Status.FAILED
    assert len(sandbox.calls("orders.capture")) == 1
    assert anna.reads(anna.shop.lesson) == 403


def test_an_e_check_that_is_refused_and_vanishes_fails_and_is_never_captured_again(
    anna: Visitor, sandbox: SandboxProcess
):
    anna.order("monthly", method="paypal")
    payment = Payment.objects.get()
    sandbox.approve(payment.ref, "pending")
    deliver(sandbox)
    drain()
    payment.refresh_from_db()
    assert payment.status == Payment.Status.PROCESSING

    capture = payment.refs.exclude(ref=payment.ref).get().ref
    sandbox.settle(capture, "vanished")
    deliver(sandbox)
    drain()
    payment.refresh_from_db()
    assert payment.status == Payment.Status.PROCESSING  # one view may be old

    minutes = timedelta(minutes=3)
    Payment.objects.update(doubted_since=F("doubted_since") - minutes)
    settlement.ask_for_look(payment)
    drain()

    payment.refresh_from_db()
    assert payment.status == Payment.Status.FAILED
    assert len(sandbox.calls("orders.capture")) == 1
    assert Effect.objects.filter(kind="failed").count() == 1
