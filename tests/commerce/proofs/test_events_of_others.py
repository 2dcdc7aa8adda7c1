"""Real events of other shops and other years, signed anew as if the provider had sent them to us: heard, and without effect."""

import base64
import json
import uuid
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.conf import settings

from commerce.domain import facts, work
from commerce.models import (
    Effect,
    Entitlement,
    Order,
    Payment,
    Refund,
    WebhookEvent,
)
from sandbox.config import read_config
from sandbox.paypal import signing
from tests.commerce.shop import Visitor
from tests.sandbox_process import SandboxProcess

from .events import delivery, receive

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
EVENTS = Path(__file__).resolve().parents[2] / "data" / "events"


def told(provider: str) -> list[dict]:
    """As they were, but each with an id of its own: many were published under one."""
    files = sorted((EVENTS / provider).glob("*.json"))
    return [
        json.loads(file.read_text()) | {"id": f"evt_{uuid.uuid4().hex}"}
        for file in files
    ]


def by_stripe() -> list[dict]:
    return [delivery(event) for event in told("stripe")]


def by_paypal() -> list[dict]:
    account = {
        "PAYPAL_CLIENT_ID": settings.PAYPAL_CLIENT_ID,
        "PAYPAL_CLIENT_SECRET": settings.PAYPAL_CLIENT_SECRET,
        "PAYPAL_WEBHOOK_ID": settings.PAYPAL_WEBHOOK_ID,
    }
    config = read_config([], account)
    return [_signed_by_paypal(config, event) for event in told("paypal")]


def _signed_by_paypal(config: object, event: dict) -> dict:
    body = json.dumps(event).encode()
    sent = {"id": event["id"], "created": 1_800_000_000, "defect": None}
    return {
        "body": base64.b64encode(body).decode(),
        "headers": signing.headers(config, sent, body),
    }


def state_of_things() -> str:
    """All that an event could have wrongly changed."""
    return repr(
        [
            list(Order.objects.values("payment_state", "fulfilment", "paid_at")),
            list(Payment.objects.values("status", "captured", "paid_at", "details")),
            list(Entitlement.objects.values("order", "starts", "ends")),
            list(Effect.objects.values("kind", "fact")),
            list(Refund.objects.values("ref", "status")),
        ]
    )


def arrive(deliveries: Iterable[dict]) -> None:
    for each in deliveries:
        assert receive(each) == 200, base64.b64decode(each["body"])
    work.drain()


def everything_is_about(payment: Payment) -> int:
    """Each id that these events name is now one of this payment's."""
    waiting = WebhookEvent.objects.filter(state=WebhookEvent.State.WAITING)
    named = {ref for event in waiting for ref in event.refs}
    facts.adopt(payment, tuple(named))
    waiting.update(due="2026-01-01T00:00Z")
    return len(named)


@pytest.mark.parametrize("paid", [False, True], ids=["unpaid", "paid"])
@pytest.mark.parametrize(
    ("method", "sent", "fewest"),
    [("stripe", by_stripe, 8), ("paypal", by_paypal, 2)],
    ids=["stripe", "paypal"],
)
def test_events_of_others_are_heard_and_change_nothing(
    anna: Visitor, sandbox: SandboxProcess, *, method: str, sent, fewest, paid: bool
):
    anna.order("monthly", method=method)
    payment = Payment.objects.get()
    if paid:
        sandbox.pay(payment.ref) if method == "stripe" else sandbox.approve(payment.ref)
        arrive(sandbox.deliveries())
    before = state_of_things()

    arrive(sent())
    assert state_of_things() == before

    assert everything_is_about(payment) >= fewest
    work.drain()
    assert state_of_things() == before
    assert WebhookEvent.objects.exclude(state__in=["done", "ignored"]).count() == 0
    assert anna.reads(anna.shop.lesson) == (200 if paid else 403)
