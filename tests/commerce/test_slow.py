"""A provider that is slow or away, and rows that somebody keeps locked, stop nobody else."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.utils import timezone

from commerce.domain import calendar, settlement
from commerce.gateways.contract import GatewayUnavailable
from commerce.gateways.stripe import StripeGateway
from commerce.models import Order, Payment
from tests.commerce.shop import Shop, Visitor
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def three(shop: Shop, sandbox: SandboxProcess) -> list[Payment]:
    """Two at Stripe, one at PayPal; each is to be looked at, in this order."""
    for number, method in enumerate(("stripe", "stripe", "paypal")):
        visitor = Visitor(shop, sandbox, email=f"{number}@example.com")
        visitor.order("monthly", method=method)
    payments = list(Payment.objects.order_by("created"))
    for number, payment in enumerate(payments):
        settlement.ask_for_look(payment)
        due = timezone.now() - timedelta(minutes=9 - number)
        Payment.objects.filter(pk=payment.pk).update(look_due=due)
    return payments


def waiting() -> set[str]:
    """Gateways of which looks are due."""
    return set(Payment.objects.looks_due().values_list("gateway", flat=True))


def test_a_provider_that_is_away_is_asked_once_a_turn_and_the_others_are_asked(
    three: list[Payment], monkeypatch: pytest.MonkeyPatch
):
    asked = []

    def away(*_asked: object) -> None:
        asked.append("stripe")
        raise GatewayUnavailable

    monkeypatch.setattr(StripeGateway, "retrieve", away)

    assert settlement.due_looks() == 2
    assert asked == ["stripe"]
    assert waiting() == {"stripe"}


def test_a_provider_that_is_slow_leaves_the_other_lanes_their_turn(
    three: list[Payment], monkeypatch: pytest.MonkeyPatch
):
    real, clock = StripeGateway.retrieve, [0.0]

    def slowly(*asked: object) -> object:
        clock[0] += 22
        return real(*asked)

    monkeypatch.setattr(StripeGateway, "retrieve", slowly)
    monkeypatch.setattr(settlement, "time", SimpleNamespace(monotonic=lambda: clock[0]))

    assert [settlement.due_looks() for _turn in range(4)] == [1, 1, 1, 0]


def test_a_look_that_waits_too_long_for_a_lock_is_put_off(
    three: list[Payment], monkeypatch: pytest.MonkeyPatch
):
    real, first = settlement.lock_order, three[0]

    def held(**named: object) -> Order:
        if named == {"pk": first.order_id}:
            raise OperationalError("canceling statement due to lock timeout")
        return real(**named)

    monkeypatch.setattr(settlement, "lock_order", held)

    assert settlement.due_looks() == 3
    first.refresh_from_db()
    assert (first.look_until, first.look_failures) == (None, 1)
    assert first.look_due > timezone.now()
    assert waiting() == set()


def test_an_order_that_somebody_keeps_locked_lets_the_others_expire(
    three: list[Payment], monkeypatch: pytest.MonkeyPatch
):
    past = timezone.now() - timedelta(minutes=1)
    Payment.objects.update(status=Payment.Status.CANCELED)
    Order.objects.update(expires_at=past)
    real, first = calendar.lock_order, three[0].order_id

    def held(pk: object) -> Order:
        if pk == first:
            raise OperationalError
        return real(pk=pk)

    monkeypatch.setattr(calendar, "lock_order", held)
    calendar.expire_orders()

    left = Order.objects.filter(payment_state=Order.PaymentState.PENDING)
    assert [order.pk for order in left] == [first]
