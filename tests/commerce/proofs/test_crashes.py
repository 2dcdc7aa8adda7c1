"""Killed at a named point, the shop starts again and ends where it would have ended anyway.

The points are put around the shop's functions from here, in the process that is to die: its own code knows of none.
"""

import uuid
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.conf import LazySettings
from django.db.models import F

from commerce import emails
from commerce.domain import attempts, calls, entitlements, inbox, settlement, work
from commerce.gateways.contract import PaymentRequest
from commerce.gateways.paypal import PayPalGateway
from commerce.gateways.stripe import StripeGateway
from commerce.models import (
    Effect,
    Entitlement,
    Order,
    Payment,
    ProviderCall,
    WebhookEvent,
)
from tests.commerce.shop import Visitor
from tests.sandbox_process import SandboxProcess

from .crowd import Point, killed
from .events import receive

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
]
HOUR = timedelta(hours=1)


ORDERING = {
    "planned, not called": Point(StripeGateway, "start", "before"),
    "called, answer lost": Point(StripeGateway, "start", "after"),
    "answered, not kept": Point(attempts, "_keep", "before"),
    "kept, buyer not sent": Point(attempts, "_keep", "after"),
}
SETTLING = {
    "routed, not looked": Point(settlement, "look", "before"),
    "claimed, not asked": Point(StripeGateway, "retrieve", "before"),
    "asked, not applied": Point(settlement, "apply", "before"),
    "facts in, nothing derived": Point(settlement, "settle", "before"),
    "access derived, not committed": Point(entitlements, "_store", "after"),
    "applied": Point(settlement, "apply", "after"),
}
CAPTURING = {
    "capture planned": Point(PayPalGateway, "capture", "before"),
    "captured, answer lost": Point(PayPalGateway, "capture", "after"),
    "captured, not applied": Point(settlement, "apply", "before"),
}


@pytest.fixture
def mail(sandbox: SandboxProcess, settings: LazySettings) -> SandboxProcess:
    """Mail of every process arrives in the sandbox's inbox."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sandbox.smtp_port
    return sandbox


def time_passes() -> None:
    """Leases end and what was put off falls due, as it would within the hour."""
    Payment.objects.update(
        look_until=F("look_until") - HOUR,
        look_due=F("look_due") - HOUR,
        check_due=F("check_due") - HOUR,
    )
    Effect.objects.update(due=F("due") - HOUR)
    WebhookEvent.objects.update(due=F("due") - HOUR)


def starts_again() -> None:
    time_passes()
    work.drain()


def arrive(sandbox: SandboxProcess) -> None:
    for each in sandbox.deliveries():
        assert receive(each) == 200


def assert_bought_once(mail: SandboxProcess) -> None:
    order, payment = Order.objects.get(), Payment.objects.get()
    assert order.payment_state == Order.PaymentState.PAID
    assert calls.truth(payment).captured == payment.captured == order.total
    assert Entitlement.objects.count() == 1
    ids = {message["headers"]["Message-ID"] for message in mail.inbox()}
    assert len(ids) == 1
    assert len(mail.inbox()) <= 2
    assert Payment.objects.filter(looks_wanted__gt=F("looks_done")).count() == 0


@pytest.mark.parametrize("point", ORDERING.values(), ids=ORDERING)
def test_killed_while_ordering(anna: Visitor, mail: SandboxProcess, point: Point):
    assert killed(partial(anna.order, "monthly"), point)

    starts_again()
    anna.order("monthly")

    created = mail.calls("checkout.sessions.create")
    assert len({call["idempotency_key"] for call in created}) == 1
    mail.pay(Payment.objects.get().ref)
    arrive(mail)
    starts_again()
    assert_bought_once(mail)


@pytest.mark.parametrize("point", SETTLING.values(), ids=SETTLING)
def test_killed_while_settling(anna: Visitor, mail: SandboxProcess, point: Point):
    anna.buy("monthly")
    arrive(mail)

    assert killed(work.drain, point)

    starts_again()
    assert_bought_once(mail)


@pytest.mark.parametrize("point", CAPTURING.values(), ids=CAPTURING)
def test_killed_while_capturing(anna: Visitor, mail: SandboxProcess, point: Point):
    anna.order("monthly", method="paypal")
    mail.approve(Payment.objects.get().ref)
    arrive(mail)

    assert killed(work.drain, point)

    starts_again()
    keys = {call["idempotency_key"] for call in mail.calls("orders.capture")}
    assert len(keys) == 1
    assert_bought_once(mail)


MAILING = {
    "leased, not sent": (Point(emails, "send", "before"), 1),
    "sent, not marked": (Point(emails, "send", "after"), 2),
}


@pytest.mark.parametrize(("point", "sent"), MAILING.values(), ids=MAILING)
def test_killed_while_sending_a_mail(
    anna: Visitor, mail: SandboxProcess, point: Point, sent: int
):
    anna.buy("monthly")
    arrive(mail)

    assert killed(work.drain, point)

    starts_again()
    assert_bought_once(mail)
    assert len(mail.inbox()) == sent


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_while_an_event_comes_in(
    anna: Visitor, mail: SandboxProcess, moment: str
):
    anna.buy("monthly")

    assert killed(partial(arrive, mail), Point(inbox, "receive", moment))

    arrive(mail)  # nobody was answered, so the provider sends it again
    starts_again()
    assert_bought_once(mail)


def test_control_a_key_made_anew_for_each_call_opens_a_second_session(
    anna: Visitor, mail: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    assert killed(partial(anna.order, "monthly"), ORDERING["called, answer lost"])
    frozen = calls.frozen_request

    def forgetful(call: ProviderCall) -> PaymentRequest:
        return replace(frozen(call), key=str(uuid.uuid4()))

    monkeypatch.setattr(calls, "frozen_request", forgetful)
    anna.order("monthly")

    opened = mail.calls("checkout.sessions.create")
    assert [call["replayed"] for call in opened] == [False, False]
