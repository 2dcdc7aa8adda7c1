"""With a guard taken away, what it guards against happens; behind it nothing does, as is shown here, in test_races.py or in test_crowds.py."""

import multiprocessing
import time
from dataclasses import replace
from datetime import timedelta
from functools import partial
from unittest import mock

import pytest
from django.db import IntegrityError, connection
from django.db.models import Model
from django.utils import timezone

from commerce.domain import attempts, calls, checkout, facts, inbox, settlement, work
from commerce.domain.balance import Balance, Taken
from commerce.domain.orders import Stage, view_of
from commerce.domain.settlement import Claim
from commerce.gateways.contract import PaymentSnapshot, Status
from commerce.models import Effect, Order, Payment, ProviderCall, WebhookEvent
from tests.commerce.paying import looks
from tests.commerce.shop import Visitor
from tests.sandbox_process import SandboxProcess

from .crowd import together
from .events import delivery, event, receive
from .test_races import charged, filled_in, pays_everywhere

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
]
FORK = multiprocessing.get_context("fork")


def drop(model: type[Model], name: str) -> None:
    """The database lets through what this constraint forbids; the next test has a fresh one."""
    rules = model._meta.constraints
    (dropped,) = [rule for rule in rules if rule.name == name]
    kept = [rule for rule in rules if rule.name != name]
    with (
        mock.patch.object(model._meta, "constraints", kept),
        connection.schema_editor() as editor,
    ):
        editor.remove_constraint(model, dropped)


@pytest.fixture
def payment(anna: Visitor) -> Payment:
    """Anna's, opened at Stripe; she has not paid yet."""
    anna.order("monthly")
    return Payment.objects.get()


# -- a repeat of an event


def comes_twice(payment: Payment) -> None:
    knock = delivery(event(ref=payment.ref))
    for _time in range(2):
        assert receive(knock) == 200
        work.drain()


def test_control_without_the_unique_event_id_a_repeat_is_worked_twice(
    payment: Payment, sandbox: SandboxProcess
):
    drop(WebhookEvent, "webhook_event_once")

    comes_twice(payment)

    assert (WebhookEvent.objects.count(), looks(sandbox)) == (2, 2)


# -- an answer that comes late


def answers_cross(payment: Payment, sandbox: SandboxProcess) -> Stage:
    """One process asks while Anna's bank decides about a dispute and applies that when another is done; what she then reads."""
    asked, applied = FORK.Event(), FORK.Event()
    truth = calls.truth
    sandbox.pay(payment.ref)
    dispute = sandbox.dispute(payment.ref)

    def late(payment: Payment) -> PaymentSnapshot:
        answer = truth(payment)
        asked.set()
        assert applied.wait(20)
        return answer

    def slow() -> None:
        with mock.patch.object(calls, "truth", late):
            settlement.due_looks()

    def quick() -> None:
        assert asked.wait(20)
        sandbox.move_dispute(dispute["id"], "lost")
        Payment.objects.update(look_until=timezone.now() - timedelta(seconds=1))
        settlement.due_looks()
        applied.set()

    settlement.ask_for_look(payment)
    together([slow, quick])
    return view_of(Order.objects.get()).stage


def test_an_old_answer_changes_nothing(payment: Payment, sandbox: SandboxProcess):
    assert answers_cross(payment, sandbox) == Stage.REFUNDED


def test_control_a_token_that_fits_any_claim_opens_a_dispute_that_was_lost(
    payment: Payment, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    claim = settlement.claim

    def fits_any(payment_id: object) -> Claim | None:
        claimed = claim(payment_id)
        return claimed and replace(claimed, token=mock.ANY)

    monkeypatch.setattr(settlement, "claim", fits_any)

    assert answers_cross(payment, sandbox) == Stage.DISPUTED


# -- an event during a look


@pytest.fixture
def answer(payment: Payment, sandbox: SandboxProcess) -> tuple[PaymentSnapshot, Claim]:
    """Nothing paid, says the provider; the next moment Anna pays, and the events of it are routed."""
    settlement.ask_for_look(payment)
    claimed = settlement.claim(payment.pk)
    seen = calls.truth(payment)
    sandbox.pay(payment.ref)
    for each in sandbox.deliveries():
        receive(each)
    inbox.due_events()
    return seen, claimed


def states() -> set[str]:
    routed = WebhookEvent.objects.exclude(payment=None)
    return set(routed.values_list("state", flat=True))


def test_events_that_a_look_did_not_see_are_not_done(
    answer: tuple[PaymentSnapshot, Claim],
):
    assert settlement.apply(*answer)  # look again
    assert states() == {"routed"}

    work.drain()
    assert states() == {"done"}
    assert Order.objects.get().payment_state == Order.PaymentState.PAID


def test_control_events_without_a_number_are_done_before_their_money_is_seen(
    answer: tuple[PaymentSnapshot, Claim],
):
    WebhookEvent.objects.update(routed_as=0)

    settlement.apply(*answer)

    assert states() == {"done"}
    assert Order.objects.get().payment_state == Order.PaymentState.PENDING


# -- five cents, or yen


FIVE_CENTS = PaymentSnapshot(Status.SUCCEEDED, captured=5, currency="EUR")
YEN = PaymentSnapshot(Status.SUCCEEDED, captured=4900, currency="JPY")


def arrives(view: PaymentSnapshot, payment: Payment) -> None:
    """The provider says so, in one look."""
    settlement.ask_for_look(payment)
    settlement.apply(view, settlement.claim(payment.pk))


@pytest.fixture
def said_is_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    """An attempt has succeeded when the provider says so, whatever came."""
    monkeypatch.setattr(facts, "_status", lambda _payment, view: view.status)


@pytest.mark.parametrize("view", [FIVE_CENTS, YEN], ids=["five cents", "yen"])
def test_another_amount_opens_nothing(
    anna: Visitor, payment: Payment, view: PaymentSnapshot
):
    arrives(view, payment)

    assert Order.objects.get().payment_state == Order.PaymentState.NEEDS_REVIEW
    assert anna.reads(anna.shop.lesson) == 403


def test_control_without_the_exact_currency_yen_open_the_course(
    anna: Visitor, payment: Payment, said_is_paid: None
):
    arrives(YEN, payment)

    assert anna.reads(anna.shop.lesson) == 200


def test_control_without_the_exact_amount_only_the_orders_sum_keeps_five_cents_out(
    anna: Visitor, payment: Payment, said_is_paid: None
):
    arrives(FIVE_CENTS, payment)

    assert Payment.objects.get().status == Payment.Status.SUCCEEDED
    assert anna.reads(anna.shop.lesson) == 403


def test_control_without_both_five_cents_open_the_course(
    anna: Visitor,
    payment: Payment,
    said_is_paid: None,
    monkeypatch: pytest.MonkeyPatch,
):
    any_success = Balance(due=0, takings=(Taken(payment.pk, captured=5),))
    monkeypatch.setattr(settlement, "balance_of", lambda _order: any_success)

    arrives(FIVE_CENTS, payment)

    assert anna.reads(anna.shop.lesson) == 200


# -- the same mail


def sends_the_form_twice(anna: Visitor) -> None:
    """Two tabs at one moment: both make the planned call, both keep its answer."""
    anna.order("monthly", method="transfer")
    attempts.open_at_provider(ProviderCall.objects.get())


def is_looked_at(payment: Payment, *, times: int) -> None:
    for _time in range(times):
        arrives(FIVE_CENTS, payment)


def mails(outbox: list) -> list[str]:
    work.drain()
    return [mail.to[0] for mail in outbox]


def test_one_fact_is_one_mail(anna: Visitor, mailoutbox: list):
    sends_the_form_twice(anna)
    assert mails(mailoutbox) == [anna.email]

    is_looked_at(Payment.objects.get(), times=3)
    assert len(mails(mailoutbox)) == 2


def test_control_without_the_unique_effect_the_same_mail_goes_out_again(
    anna: Visitor, mailoutbox: list
):
    drop(Effect, "effect_once")

    sends_the_form_twice(anna)
    assert mails(mailoutbox) == [anna.email] * 2

    is_looked_at(Payment.objects.get(), times=3)
    assert len(mails(mailoutbox)) == 2 + 3


# -- two tabs


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking for an open order and making one there is time for the other tab."""
    look_for_one = checkout._begun

    def late(*who: object) -> tuple:
        found = look_for_one(*who)
        time.sleep(0.5)
        return found

    monkeypatch.setattr(checkout, "_begun", late)


def two_tabs(anna: Visitor) -> None:
    address, form = filled_in(anna)
    post = partial(anna.client.post, address, form)
    together([lambda: post().status_code] * 2)


def test_control_without_one_open_order_two_tabs_charge_twice(
    anna: Visitor, slowly: None
):
    drop(Order, "order_one_open")

    two_tabs(anna)
    pays_everywhere(anna)

    assert (Order.objects.count(), charged()) == (2, 9800)


@pytest.fixture
def sees_no_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each tab looks before the other's attempt is there, as it could if the order were not locked."""
    monkeypatch.setattr(attempts, "_current", lambda _order: None)


def pays_again(anna: Visitor) -> None:
    pk = Order.objects.get().pk
    anna.client.post(f"/en/checkout/orders/{pk}/pay/", {"method": "stripe"})


def test_a_second_attempt_is_refused_even_where_the_lock_is_not(
    anna: Visitor, payment: Payment, sees_no_attempt: None
):
    with pytest.raises(IntegrityError):
        pays_again(anna)

    pays_everywhere(anna)
    assert charged() == 4900


def test_control_without_one_current_attempt_both_are_paid(
    anna: Visitor, payment: Payment, sees_no_attempt: None
):
    drop(Payment, "payment_one_current")

    pays_again(anna)
    pays_everywhere(anna)

    assert charged() == 9800
