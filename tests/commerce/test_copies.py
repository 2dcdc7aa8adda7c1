"""A copy of the shop's database at another address moves no money and writes to nobody until an owner decides."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from commerce import webhooks
from commerce.domain import (
    attempts,
    calendar,
    checkout,
    copies,
    locking,
    refunds,
    staff,
    work,
)
from commerce.domain.copies import ReadOnlyCopy
from commerce.gateways.contract import GatewayUnavailable
from commerce.models import Effect, Installation, Order, Payment, Refund, WebhookEvent
from tests.commerce.conftest import COPY, LIVE, Served
from tests.commerce.proofs.events import event, send
from tests.commerce.shop import Visitor
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def address() -> str:
    return Installation.objects.get().app_url


# -- whose database this is


def test_the_first_order_says_whose_database_this_is(anna: Visitor, served_at: Served):
    served_at(LIVE)
    anna.order("monthly")

    assert address() == LIVE


def test_so_does_the_worker(served_at: Served):
    served_at(LIVE)
    stopped = work.threading.Event()
    stopped.set()
    work.work(stopped)

    assert address() == LIVE


@pytest.mark.parametrize(
    ("written", "served", "is_one"),
    [
        (LIVE, LIVE, False),
        (LIVE, "http://www.example.com", False),
        (LIVE, COPY, True),
        (LIVE, "https://www.example.com:8443", True),
        (LIVE, "http://127.0.0.1:8000", True),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8001", False),
        ("http://localhost:8000", LIVE, False),
    ],
)
def test_what_is_a_copy(written: str, served: str, is_one: bool, served_at: Served):
    Installation.objects.create(app_url=written)
    served_at(served)

    assert copies.is_copy() is is_one


def test_what_began_on_a_machine_of_ones_own_belongs_to_where_it_is_put(
    served_at: Served,
):
    Installation.objects.create(app_url="http://127.0.0.1:8000")
    served_at(LIVE)
    copies.settle_in()
    assert address() == LIVE

    served_at(COPY)
    copies.settle_in()
    assert (address(), copies.is_copy()) == (LIVE, True)


# -- what a copy refuses, each with its guard taken away


def test_nobody_orders_from_a_copy(copied: Payment, guest: Visitor):
    page = reverse("checkout", args=[guest.shop.checkout.translation_key])
    answers = [guest.client.get(page), guest.client.post(page, {"plan": "monthly"})]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert "Ordering is closed here" in guest.client.get(f"/en{page[3:]}").text
    assert Order.objects.count() == 1


def test_control_without_the_guard_a_copy_takes_orders(
    copied: Payment, guest: Visitor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(copies, "refuse", lambda: None)
    guest.order("monthly")

    assert Order.objects.count() == 2


def test_nobody_pays_again_on_a_copy(copied: Payment, anna: Visitor):
    again = reverse("pay_again", args=[copied.order_id])

    assert anna.client.post(again, {"method": "paypal"}).status_code == 503
    assert copied.order.payments.count() == 1


def test_control_without_the_guard_another_attempt_is_begun(
    copied: Payment, anna: Visitor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(copies, "refuse", lambda: None)
    again = reverse("pay_again", args=[copied.order_id])
    anna.client.post(again, {"method": "paypal"})

    assert copied.order.payments.count() == 2


def test_no_provider_is_called_from_a_copy(copied: Payment, sandbox: SandboxProcess):
    before = len(sandbox.calls())
    with pytest.raises(GatewayUnavailable):
        attempts.calls.truth(copied)
    with pytest.raises(GatewayUnavailable):
        attempts.calls.cancel(copied)

    assert len(sandbox.calls()) == before


def test_control_without_the_guard_it_is_called(
    copied: Payment, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    before = len(sandbox.calls())
    monkeypatch.setattr(locking, "is_copy", lambda: False)
    attempts.calls.cancel(copied)

    assert len(sandbox.calls()) > before


def test_an_event_is_not_taken_in_and_not_lost(copied: Payment):
    assert send(event(ref=copied.ref)) == 503
    assert not WebhookEvent.objects.exists()


def test_control_without_the_guard_an_event_is_taken_in(
    copied: Payment, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(webhooks, "is_copy", lambda: False)

    assert send(event(ref=copied.ref)) == 200


@pytest.fixture
def work_to_do(copied: Payment, sandbox: SandboxProcess) -> Payment:
    """She paid at the live site; its events, looks and mails were waiting when the copy was made, and a pass ends."""
    sandbox.pay(copied.ref)
    Effect.once("instructions", copied.pk, payment=str(copied.pk))
    Payment.objects.update(check_due=timezone.now() - timedelta(hours=1))
    return copied


def test_the_worker_of_a_copy_rests(work_to_do: Payment, sandbox: SandboxProcess):
    before = len(sandbox.calls())
    work.drain()

    assert (len(sandbox.calls()), mail.outbox) == (before, [])
    assert Order.objects.get().payment_state == Order.PaymentState.PENDING


def test_control_with_all_its_lanes_it_writes_to_customers(
    work_to_do: Payment, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(work, "ON_A_COPY", work.LANES)
    work.turn()

    assert len(mail.outbox) == 1


def expired(payment: Payment) -> bool:
    past = timezone.now() - timedelta(days=1)
    Payment.objects.update(status=Payment.Status.CANCELED)
    Order.objects.update(expires_at=past)
    calendar._minute.cache_clear()
    calendar._minute(past)
    payment.order.refresh_from_db()
    return payment.order.payment_state == Order.PaymentState.EXPIRED


def test_nothing_expires_on_a_copy(copied: Payment):
    assert not expired(copied)


def test_control_elsewhere_it_expires(copied: Payment, served_at: Served):
    served_at(LIVE)

    assert expired(copied)


def test_control_without_the_guard_money_is_recorded(
    copied: Payment, monkeypatch: pytest.MonkeyPatch
):
    Payment.objects.update(gateway="transfer")
    money = staff.outstanding(copied)
    received = staff.Received(money, "X1", timezone.localdate())
    by = User.objects.create_user("sam@example.com")
    with pytest.raises(ReadOnlyCopy):
        staff.record_payment(copied.pk, received, form_id="1", by=by)

    monkeypatch.setattr(copies, "refuse", lambda: None)
    staff.record_payment(copied.pk, received, form_id="1", by=by)
    assert Payment.objects.get().captured == money.amount


def test_placing_an_order_is_guarded_by_itself(copied: Payment):
    """Whatever calls it: the API does, too."""
    with pytest.raises(ReadOnlyCopy):
        checkout.place_order(None, None, buyer=None, details=None, urls_of=None)


def test_nothing_is_refunded_from_a_copy(
    copied: Payment, monkeypatch: pytest.MonkeyPatch
):
    Payment.objects.update(captured=copied.amount, status=Payment.Status.SUCCEEDED)
    wish = refunds.Wish(copied.money, Refund.Source.STAFF)
    with pytest.raises(ReadOnlyCopy):
        refunds.plan_refund(copied.pk, wish)
    assert not Refund.objects.exists()

    monkeypatch.setattr(copies, "refuse", lambda: None)  # the control
    refunds.plan_refund(copied.pk, wish)
    assert Refund.objects.exists()


# -- an owner decides


def test_the_same_from_a_terminal(
    copied: Payment, served_at: Served, capsys: pytest.CaptureFixture
):
    call_command("confirm_address", "--copy")
    assert copies.is_copy()
    call_command("confirm_address")
    assert (copies.is_copy(), address()) == (False, COPY)
    call_command("confirm_address")

    assert capsys.readouterr().out.splitlines() == [
        f"{COPY} is a copy of {LIVE}: read-only.",
        f"{COPY} is the live site now.",
        f"{COPY} may move money: nothing to confirm.",
    ]
