"""One event from sixty-four sides, and an event that meets its buyer at the door."""

import base64
import os
import time
from functools import partial

import pytest

from commerce.domain import inbox, settlement, work
from commerce.gateways.contract import WebhookEnvelope
from commerce.models import Effect, Entitlement, WebhookEvent
from tests.commerce.books import assert_books
from tests.commerce.paying import looks
from tests.commerce.shop import Shop, Visitor
from tests.sandbox_process import SandboxProcess

from .crowd import FORK, together
from .events import delivery, event, receive
from .stories import STORIES, ordered
from .test_guards import drop
from .test_races import MANY, work_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
]
PAIRS = int(os.environ.get("PAIRS", "40"))


def test_one_event_from_sixty_four_sides_is_kept_and_worked_once(
    anna: Visitor, sandbox: SandboxProcess
):
    payment = anna.buy("monthly").payments.get()
    knock = delivery(event(ref=payment.ref))

    answers = together([partial(receive, knock)] * MANY)
    together([work_once] * 4)

    assert set(answers) == {200}
    assert WebhookEvent.objects.count() == 1
    assert looks(sandbox) == 1


def test_control_looking_before_keeping_keeps_one_event_several_times(
    sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    """Who first looks whether it is there, and has no unique id, keeps it as often as it came at once."""
    drop(WebhookEvent, "webhook_event_once")
    keep = inbox.receive

    def check_then_keep(gateway: object, envelope: WebhookEnvelope, *body) -> None:
        known = WebhookEvent.objects.filter(event_id=envelope.event_id).exists()
        time.sleep(0.1)
        if not known:
            keep(gateway, envelope, *body)

    monkeypatch.setattr(inbox, "receive", check_then_keep)
    knock = delivery(event(ref="cs_test_nobody"))

    together([partial(receive, knock)] * 16)

    assert WebhookEvent.objects.count() > 1


def test_the_event_and_the_buyer_coming_back_at_once_are_one_receipt_each(
    shop: Shop, sandbox: SandboxProcess, mail: SandboxProcess
):
    """Order by order, one process hears of it, the other asks as the page does that buyers come back to; both work."""
    orders = [ordered(shop, STORIES[0], f"g{n}@example.com") for n in range(PAIRS)]
    for order in orders:
        sandbox.pay(order.payments.get().ref)
    sent = [(base64.b64decode(it["body"]).decode(), it) for it in sandbox.deliveries()]
    gate = FORK.Barrier(2)

    def hears() -> None:
        for order in orders:
            ref = order.payments.get().ref
            knocks = [each for body, each in sent if ref in body]
            gate.wait()
            assert set(map(receive, knocks)) == {200}
            work.turn()

    def comes_back() -> None:
        for order in orders:
            gate.wait()
            settlement.ask_for_look(order.payments.get())
            work.turn()

    together([hears, comes_back])
    work.drain(60)

    receipts = Effect.objects.filter(kind="receipt", state="done")
    assert receipts.count() == PAIRS
    assert len(mail.inbox()) == PAIRS
    assert Entitlement.objects.count() == PAIRS
    assert_books(sandbox)
