"""The providers' books beside ours: what nobody told us is found, what differs is shown, and nothing is applied."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from commerce.domain import books, reconcile, settlement, work
from commerce.gateways import gateway
from commerce.models import (
    Drift,
    Effect,
    Entitlement,
    Order,
    OrderLine,
    Payment,
    ProviderCall,
    ProviderRef,
    ReconcileRun,
    Refund,
    WebhookEvent,
)
from tests.commerce.shop import Visitor
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
Kind, State = Drift.Kind, Drift.State


def run(code: str = "stripe") -> ReconcileRun:
    reconcile.ask(code)
    reconcile.run_waiting()
    return ReconcileRun.objects.filter(gateway=code).first()


def by_paypal(anna: Visitor, sandbox: SandboxProcess) -> Order:
    """Anna approved, we captured; PayPal's events of it never came."""
    anna.order("monthly", "paypal")
    order = Order.objects.latest("created")
    payment = order.payments.get()
    sandbox.approve(payment.ref)
    settlement.ask_for_look(payment)
    work.drain()
    return order


def today() -> str:
    return f"{timezone.now():%Y-%m-%d} EUR"


def state(order: Order) -> str:
    order.refresh_from_db()
    return order.payment_state


# -- what nobody told us


def test_a_payment_whose_events_were_all_lost(anna: Visitor):
    order = anna.buy()

    done = run()

    assert state(order) == Order.PaymentState.PAID
    assert anna.reads(anna.shop.lesson) == 200
    assert done.seen["payment"] == 1
    assert done.seen["missed"] > 0
    assert done.totals == {today(): {"ours": 4900, "theirs": 4900}}
    assert not Drift.objects.exists()


def test_a_refund_made_at_stripe_while_the_worker_slept(
    anna: Visitor, sandbox: SandboxProcess
):
    order = anna.buy()
    run()
    sandbox.refund(order.payments.get().ref)

    done = run()

    assert state(order) == Order.PaymentState.REFUNDED
    assert anna.reads(anna.shop.lesson) == 403
    assert done.totals == {today(): {"ours": 0, "theirs": 0}}
    assert not Drift.objects.exists()


def test_a_dispute_nobody_told_us_of(anna: Visitor, sandbox: SandboxProcess):
    order = anna.buy()
    run()
    sandbox.dispute(order.payments.get().ref)

    assert run().seen["dispute"] == 1
    assert order.payments.get().disputes.get().status == "needs_response"
    assert anna.reads(anna.shop.lesson) == 403


def test_the_same_at_paypal(anna: Visitor, sandbox: SandboxProcess):
    order = by_paypal(anna, sandbox)
    payment = order.payments.get()
    sandbox.refund(payment.ref, 1000)
    sandbox.dispute(payment.ref)

    done = run("paypal")

    assert payment.refunds.get().amount == 1000
    assert payment.disputes.count() == 1
    assert done.totals == {today(): {"ours": 3900, "theirs": 3900}}
    assert not Drift.objects.exists()


def test_an_event_that_never_came_asks_for_a_look(
    anna: Visitor, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    anna.order("monthly")
    sandbox.pay(Payment.objects.get().ref)
    nothing = iter(())
    monkeypatch.setattr(
        "commerce.gateways.stripe_lists.StripeWithBooks.objects", lambda *_: nothing
    )
    run()

    payment = Payment.objects.get()
    assert payment.looks_wanted > payment.looks_done


def test_where_all_agrees_a_run_is_kept_all_the_same(shop, sandbox: SandboxProcess):
    done = run()

    assert (done.error, done.looks, done.totals) == ("", 0, {})
    assert done.finished
    assert done.until


def test_what_is_known_is_not_looked_at_again(anna: Visitor, sandbox: SandboxProcess):
    anna.buy()
    run()

    assert run().looks == 0


# -- what differs


def forget(order: Order) -> None:
    """The database of yesterday: it never heard of this order."""
    payments = Payment.objects.filter(order=order)
    for model in (ProviderCall, ProviderRef, WebhookEvent):
        model.objects.filter(payment__in=payments).delete()
    Entitlement.objects.filter(order=order).delete()
    payments.delete()
    OrderLine.objects.filter(order=order).delete()
    Effect.objects.all().delete()
    order.delete()


def test_after_an_older_backup_was_restored_money_of_no_order_is_shown(
    anna: Visitor, sandbox: SandboxProcess
):
    order = anna.buy()
    number = order.number
    forget(order)

    done = run()

    drift = Drift.objects.get()
    assert (drift.kind, drift.reference, drift.payment) == (Kind.ORPHAN, number, None)
    assert (drift.ours, drift.theirs, drift.state) == (0, 4900, State.OPEN)
    assert done.totals == {today(): {"ours": 0, "theirs": 4900}}
    run()
    assert Drift.objects.count() == 1


def test_an_attempt_that_nobody_paid_is_no_matter(
    anna: Visitor, sandbox: SandboxProcess
):
    anna.order("monthly")
    forget(Order.objects.get())
    run()

    assert not Drift.objects.exists()


def test_another_shops_money_on_the_same_account_is_none_of_ours(
    anna: Visitor, sandbox: SandboxProcess
):
    said = {"app": "another", "payment": str(uuid.uuid4())}
    line = {"currency": "eur", "unit_amount": 900, "product_data": {"name": "Tea"}}
    session = (
        gateway("stripe")
        ._client()
        .v1.checkout.sessions.create(
            {
                "mode": "payment",
                "line_items": [{"quantity": 1, "price_data": line}],
                "success_url": "https://tea.example/",
                "metadata": said,
                "payment_intent_data": {"metadata": said},
            }
        )
    )
    sandbox.pay(session.id, email="tea@example.com")
    done = run()

    assert done.totals == {}
    assert not Drift.objects.exists()


def test_another_amount_is_shown_until_it_agrees(
    anna: Visitor, sandbox: SandboxProcess
):
    order = anna.buy()
    run()
    sandbox.refund(order.payments.get().ref, 1000)
    run()
    Refund.objects.update(amount=900)

    run()
    drift = Drift.objects.get()
    assert (drift.kind, drift.ours, drift.theirs) == (Kind.AMOUNT, 900, 1000)

    Refund.objects.update(amount=1000)
    run()
    assert Drift.objects.get().state == State.FIXED
    Refund.objects.update(amount=900)
    run()
    assert Drift.objects.get().state == State.OPEN


def test_money_the_provider_knows_nothing_of(anna: Visitor, sandbox: SandboxProcess):
    order = anna.buy()
    run()
    sandbox.reset()
    Payment.objects.update(expires_at=timezone.now() - timedelta(days=1))

    run()

    drift = Drift.objects.get()
    assert (drift.kind, drift.ours, drift.theirs) == (Kind.MISSING, 4900, 0)
    assert (drift.reference, state(order)) == (order.number, "paid")


def test_what_staff_dismissed_stays_so(anna: Visitor, sandbox: SandboxProcess):
    forget(anna.buy())
    run()
    Drift.objects.update(state=State.DISMISSED)
    run()

    assert Drift.objects.get().state == State.DISMISSED


def test_control_without_the_comparison_nothing_is_noticed(
    anna: Visitor, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    forget(anna.buy())
    monkeypatch.setattr(books.Books, "agree", lambda *_: True)
    run()

    assert not Drift.objects.exists()


# -- when, and by whom


def test_a_provider_that_is_down_ends_the_run_and_the_next_begins_where_it_did(
    anna: Visitor, sandbox: SandboxProcess
):
    begun = run().until
    order = anna.buy()
    sandbox.faults(kind="api_error", provider="stripe", status=503, times=2)
    failed = run()
    assert failed.error

    done = run()
    assert done.since < begun < done.until
    assert state(order) == Order.PaymentState.PAID


def test_after_a_failure_it_waits_longer_each_time(sandbox: SandboxProcess, shop):
    now = timezone.now()

    def waits() -> timedelta:
        runs = ReconcileRun.objects.filter(gateway="stripe")
        return reconcile._next(runs, runs.first()) - now

    ReconcileRun.objects.create(gateway="stripe", asked=now, finished=now)
    assert waits() == timedelta(minutes=15)
    waited = []
    for number in range(1, 6):
        moment = now + timedelta(seconds=number)
        ReconcileRun.objects.create(gateway="stripe", asked=moment, finished=now, error="x")  # fmt: skip
        waited.append(waits() // timedelta(minutes=1))
    assert waited == [1, 2, 4, 8, 15]


def test_it_is_asked_for_every_15_minutes_and_once(sandbox: SandboxProcess, shop):
    reconcile.ask_when_due()
    reconcile.ask_when_due()
    assert ReconcileRun.objects.filter(gateway="stripe").count() == 1

    reconcile.run_waiting()
    reconcile.ask_when_due()
    assert ReconcileRun.objects.filter(gateway="stripe").count() == 1
    ReconcileRun.objects.update(asked=timezone.now() - timedelta(minutes=16))
    reconcile.ask_when_due()
    assert ReconcileRun.objects.filter(gateway="stripe").count() == 2


def test_a_crash_in_the_middle_is_taken_up_again(
    anna: Visitor, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    order = anna.buy()
    with monkeypatch.context() as patch:
        patch.setattr(reconcile, "_look", lambda _payment: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run()
    assert reconcile.run_waiting() == 0  # whoever began may still be at it

    ReconcileRun.objects.update(lease=timezone.now() - timedelta(seconds=1))
    assert reconcile.run_waiting() == 1
    assert state(order) == Order.PaymentState.PAID
    assert ReconcileRun.objects.get().finished


def test_a_run_that_another_took_over_writes_nothing(
    anna: Visitor, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    look = reconcile._look

    def slow(payment: Payment) -> None:
        ReconcileRun.objects.update(token=None)
        look(payment)

    anna.buy()
    monkeypatch.setattr(reconcile, "_look", slow)
    done = run()

    assert done.finished is None


def test_the_first_run_of_a_day_reads_all_of_yesterday(sandbox: SandboxProcess, shop):
    now = timezone.now()
    yesterday = now - timedelta(days=1)
    ReconcileRun.objects.create(
        gateway="stripe", asked=yesterday, finished=yesterday, until=yesterday
    )
    done = run()

    assert f"{done.since:%F %T}" == f"{yesterday:%F} 00:00:00"


# -- on the server


def test_the_command_prints_and_its_exit_code_tells(
    anna: Visitor, sandbox: SandboxProcess, capsys: pytest.CaptureFixture
):
    order = anna.buy()
    call_command("reconcile")
    assert "All agrees." in capsys.readouterr().out

    number = order.number
    forget(order)
    with pytest.raises(SystemExit) as ended:
        call_command("reconcile")
    printed = capsys.readouterr().out
    assert ended.value.code == 1
    assert f"DIFFERS stripe orphan {Drift.objects.get().ref} {number}" in printed
