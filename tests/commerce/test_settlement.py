"""Looks: claimed once, ended where they end, put off when nobody answers; and never a call under a lock."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from commerce.domain import calls, facts, inbox, locking, settlement, work
from commerce.domain.locking import NetworkInsideLock, locked
from commerce.gateways.contract import GatewayUnavailable, PaymentSnapshot, Status
from commerce.gateways.stripe import StripeGateway
from commerce.models import Effect, Order, Payment, ProviderRef
from commerce.models.durable import MOST_ATTEMPTS
from tests.commerce.paying import looks
from tests.commerce.proofs.events import event, receive, send
from tests.commerce.shop import Visitor
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def started(anna: Visitor) -> Payment:
    anna.order("monthly")
    return Payment.objects.get()


def test_a_look_ends_where_it_ends(started: Payment, sandbox: SandboxProcess):
    send(event(ref=started.ref))
    work.drain()

    started.refresh_from_db()
    assert started.look_until is started.look_token is None
    assert started.looks_done == started.looks_wanted == 1
    Payment.objects.update(look_due=timezone.now() - timedelta(hours=1))
    work.drain()
    assert looks(sandbox) == 1


def test_each_event_is_looked_into_at_once(started: Payment, sandbox: SandboxProcess):
    for number in range(1, 4):
        send(event(ref=started.ref))
        work.drain()
        assert looks(sandbox) == number

    assert set(started.events.values_list("state")) == {("done",)}


def test_asking_during_a_look_has_it_looked_again(
    started: Payment, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    real, asked = StripeGateway.retrieve, []

    def retrieve(self: StripeGateway, request: object) -> object:
        answer = real(self, request)
        if not asked:  # the buyer pays and returns after the provider answered
            asked.append(sandbox.pay(started.ref))
            settlement.ask_for_look(started)
        return answer

    monkeypatch.setattr(StripeGateway, "retrieve", retrieve)
    settlement.ask_for_look(started)
    settlement.due_looks()

    assert Order.objects.get().payment_state == Order.PaymentState.PAID


def test_a_claim_that_was_lost_changes_nothing(
    started: Payment, sandbox: SandboxProcess
):
    settlement.ask_for_look(started)
    slow = settlement.claim(started.pk)
    Payment.objects.update(look_until=timezone.now() - timedelta(seconds=1))
    quick = settlement.claim(started.pk)
    sandbox.pay(started.ref)
    paid = calls.truth(started)

    settlement.apply(paid, slow)
    assert Order.objects.get().payment_state == Order.PaymentState.PENDING
    settlement.apply(paid, quick)
    assert Order.objects.get().payment_state == Order.PaymentState.PAID


def test_nobody_else_claims_what_is_claimed(started: Payment):
    settlement.ask_for_look(started)

    assert settlement.claim(started.pk)
    assert settlement.claim(started.pk) is None


def test_a_provider_that_is_away_is_asked_later_and_later(
    started: Payment, monkeypatch: pytest.MonkeyPatch
):
    def away(*_asked: object) -> None:
        raise GatewayUnavailable

    monkeypatch.setattr(StripeGateway, "retrieve", away)
    waits = []
    settlement.ask_for_look(started)
    for _ in range(6):
        Payment.objects.update(look_due=timezone.now())
        settlement.due_looks()
        due = Payment.objects.get().look_due - timezone.now()
        waits.append(round(due.total_seconds()))

    assert waits == [5, 15, 60, 300, 900, 900]
    assert Payment.objects.get().status == Payment.Status.PENDING


def test_checks_find_the_money_no_event_told_of(
    started: Payment, sandbox: SandboxProcess
):
    sandbox.pay(started.ref)
    work.drain()
    assert Order.objects.get().payment_state == Order.PaymentState.PENDING

    Payment.objects.update(check_due=F("check_due") - timedelta(minutes=1))
    work.drain()

    assert Order.objects.get().payment_state == Order.PaymentState.PAID


@pytest.mark.django_db(transaction=True)
def test_one_poisoned_payment_does_not_stop_the_others(
    anna: Visitor, guest: Visitor, sandbox: SandboxProcess, monkeypatch
):
    poisoned = anna.buy("monthly").payments.get()
    guest.order("monthly")
    good = Payment.objects.exclude(pk=poisoned.pk).get()
    sandbox.pay(good.ref)
    real = settlement.record_facts

    def choke(payment: Payment, snapshot: object) -> None:
        if payment.pk == poisoned.pk:
            raise ZeroDivisionError
        real(payment, snapshot)

    monkeypatch.setattr(settlement, "record_facts", choke)
    for each in sandbox.deliveries():
        receive(each)
    for _ in range(5):
        work.turn()

    good.refresh_from_db()
    assert good.status == Payment.Status.SUCCEEDED


def test_an_effect_that_always_fails_is_laid_aside(monkeypatch: pytest.MonkeyPatch):
    Effect.once("unheard of", "1")

    for _ in range(MOST_ATTEMPTS + 2):
        Effect.objects.update(due=timezone.now())
        work.due_effects()

    effect = Effect.objects.get()
    assert (effect.state, effect.attempts) == (Effect.State.DEAD, MOST_ATTEMPTS)


# -- no provider is called while rows are locked


@pytest.mark.parametrize("ask", [calls.truth, calls.cancel])
def test_a_call_under_a_lock_is_refused(
    started: Payment, sandbox: SandboxProcess, ask: Callable
):
    before = len(sandbox.calls())
    with pytest.raises(NetworkInsideLock), locked():
        ask(started)

    assert len(sandbox.calls()) == before


@pytest.mark.parametrize("ask", [calls.start, calls.capture])
def test_a_planned_call_under_a_lock_is_refused(started: Payment, ask: Callable):
    with pytest.raises(NetworkInsideLock), locked():
        ask(started.calls.get())


def test_control_without_the_guard_it_would_be_made(
    started: Payment, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(locking, "_holding_locks", _Never())

    with locked():
        calls.truth(started)

    assert looks(sandbox) == 1


class _Never:
    def get(self) -> bool:
        return False

    def set(self, _value: bool) -> None: ...

    def reset(self, _mark: None) -> None: ...


def test_no_whole_story_calls_anybody_under_a_lock(
    anna: Visitor, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    called = []

    def noting(*_args: object, **_more: object) -> None:
        called.append(locking._holding_locks.get())

    for name in ("ask", "_client"):
        real = getattr(StripeGateway, name)
        spy = lambda *args, real=real: (noting(), real(*args))[1]  # noqa: E731 -- a def would be named, and named for what?
        monkeypatch.setattr(StripeGateway, name, spy)
    anna.buy("monthly")
    for each in sandbox.deliveries():
        receive(each)
    work.drain()

    assert called
    assert not any(called)


def test_an_order_paid_twice_is_reviewed_once_both_have_paid(
    anna: Visitor, started: Payment, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    Payment.objects.update(status=Payment.Status.SUPERSEDED)
    second = Payment.objects.create(
        order=started.order,
        method=started.method,
        gateway="transfer",
        status=Payment.Status.SUCCEEDED,
        amount=4900,
        captured=4900,
        currency="EUR",
    )
    with locked():
        settlement.settle(started.order)
    assert not Effect.objects.filter(kind="review").exists()

    Payment.objects.filter(pk=started.pk).update(
        captured=4900, status=Payment.Status.SUCCEEDED
    )
    with locked():
        settlement.settle(Order.objects.get())

    assert Effect.objects.get(kind="review").fact == f"{second.pk} again"
    assert ProviderRef.objects.filter(payment=second).count() == 0
    assert inbox.due_events() == 0


# -- a view that lacks money we recorded


@pytest.fixture
def paid(anna: Visitor, sandbox: SandboxProcess) -> Payment:
    """Anna's, settled, and checked no more."""
    anna.buy("monthly")
    for each in sandbox.deliveries():
        receive(each)
    work.drain()
    Payment.objects.update(check_due=None)
    return Payment.objects.get()


def looked_at(payment: Payment, monkeypatch, *, captured: int) -> Payment:
    """As the provider shows it, a minute later."""
    view = PaymentSnapshot(Status.OPEN, captured=captured, currency="EUR")
    monkeypatch.setattr(StripeGateway, "retrieve", lambda *_asked: view)
    Payment.objects.update(doubted_since=F("doubted_since") - timedelta(minutes=1))
    settlement.ask_for_look(payment)
    settlement.due_looks()
    return Payment.objects.get()


def test_a_view_without_our_money_changes_nothing_and_is_looked_at_again(
    anna: Visitor, paid: Payment, monkeypatch: pytest.MonkeyPatch
):
    seen = looked_at(paid, monkeypatch, captured=0)

    assert (seen.status, seen.captured) == (Payment.Status.SUCCEEDED, 4900)
    assert anna.reads(anna.shop.lesson) == 200
    assert timedelta(0) < seen.check_due - timezone.now() <= timedelta(minutes=1)
    assert not Effect.objects.filter(kind="review").exists()


def test_three_in_a_row_are_reviewed_once(
    anna: Visitor, paid: Payment, monkeypatch: pytest.MonkeyPatch
):
    reviews = []
    for _view in range(4):
        looked_at(paid, monkeypatch, captured=4899)
        reviews.append(Effect.objects.filter(kind="review").count())

    assert reviews == [0, 0, 1, 1]
    assert Effect.objects.get(kind="review").fact == f"{paid.pk} missing"
    assert anna.reads(anna.shop.lesson) == 200


def test_doubt_ends_where_the_money_is_seen_again(
    paid: Payment, monkeypatch: pytest.MonkeyPatch
):
    for captured in (0, 0, 4900, 0, 0):
        looked_at(paid, monkeypatch, captured=captured)

    assert not Effect.objects.filter(kind="review").exists()


def test_control_a_view_believed_would_take_the_money_back(
    paid: Payment, monkeypatch: pytest.MonkeyPatch
):
    def believing(payment: Payment) -> None:
        payment.captured = 0
        payment.save()

    monkeypatch.setattr(facts, "_doubt", believing)

    assert looked_at(paid, monkeypatch, captured=0).captured == 0
