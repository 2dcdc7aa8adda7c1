"""Real processes at one moment: what two of them do at once is done once."""

import time
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from django.db import connection
from django.db.models import QuerySet

from accounts.models import User
from commerce.domain import attempts, calls, entitlements, inbox, settlement, work
from commerce.domain.staff import (
    AlreadyRecorded,
    Received,
    WrongGateway,
    record_payment,
)
from commerce.models import (
    Effect,
    Entitlement,
    Holding,
    Order,
    Payment,
    Product,
    ProviderCall,
    Refund,
)
from commerce.money import Money
from tests.commerce.paying import looks
from tests.commerce.shop import Visitor, deliver
from tests.sandbox_process import SandboxProcess

from .crowd import together
from .events import delivery, event, receive
from .test_crashes import leases_end

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
]

MANY = 64


def filled_in(visitor: Visitor) -> tuple[str, dict[str, str]]:
    """The checkout's address and its form, as every tab of this browser would send it."""
    address = f"/en/checkout/{visitor.shop.checkout.translation_key}/"
    token = visitor.client.get(address).context["form"]["token"].value()
    chosen = {"plan": "monthly", "method": "stripe", "terms": "on", "waiver": "on"}
    return address, chosen | {"email": visitor.email, "token": token}


def work_once() -> None:
    inbox.due_events()
    settlement.due_looks()


def test_sixty_four_processes_hear_a_hundred_events_and_settle_their_order_once(
    anna: Visitor, mail: SandboxProcess
):
    order = anna.buy("monthly")
    payment = order.payments.get()
    knocks = [delivery(event(ref=payment.ref)) for _ in range(100)]

    answers = together([partial(receive, each) for each in knocks[:MANY]])
    answers += [receive(each) for each in knocks[MANY:]]
    together([partial(work.drain, 120)] * MANY)
    leases_end()  # who waited three seconds for a row on a busy machine put it off
    work.drain(60)

    assert set(answers) == {200}
    assert payment.events.filter(state="done").count() == 100
    assert looks(mail) <= 3
    order.refresh_from_db()
    assert order.payment_state == Order.PaymentState.PAID
    (receipt,) = mail.inbox()
    assert order.number in receipt["subject"]
    assert Entitlement.objects.count() == 1


def test_control_a_look_an_event_costs_a_hundred(
    anna: Visitor, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    payment = anna.buy("monthly").payments.get()
    for _ in range(20):
        receive(delivery(event(ref=payment.ref)))
    monkeypatch.setattr(inbox, "BATCH", 1)

    for _ in range(20):
        work_once()

    assert looks(sandbox) == 20


@pytest.fixture
def two_passes(anna: Visitor) -> list[Payment]:
    """Transfers for 30 and for 365 days, awaited at the same time; she has bought here before."""
    user, product = User.objects.get(), Product.objects.get(code="access")
    Holding.objects.create(user=user, product=product)
    payments = []
    for plan in ("monthly", "annual"):
        anna.order(plan, method="transfer")
        payments.append(Payment.objects.latest("created"))
        Order.objects.filter(payments=payments[-1]).update(open_key=plan)
    return payments


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading what somebody holds and writing it there is time for another."""
    store = entitlements._store

    def late(lines: QuerySet, held: QuerySet, product_id: int) -> None:
        read = list(lines)
        time.sleep(0.3)
        store(read, held, product_id)

    monkeypatch.setattr(entitlements, "_store", late)


def settles(payment: Payment) -> Callable[[], None]:
    def job() -> None:
        money = Money(payment.amount, payment.currency)
        received = Received(money, "", date(2026, 11, 20))
        record_payment(payment.pk, received, form_id="1", by=User.objects.first())

    return job


def days_held() -> int:
    held = Entitlement.objects.order_by("starts")
    return (held.last().ends - held.first().starts).days


def test_two_passes_settling_together_keep_every_day(
    two_passes: list[Payment], slowly: None
):
    together([settles(payment) for payment in two_passes])

    assert days_held() == 395


def test_control_without_the_holding_locked_days_are_lost(
    two_passes: list[Payment], slowly: None, monkeypatch: pytest.MonkeyPatch
):
    def unlocked(user_id: int, product_id: int) -> None:
        lines = entitlements._counting(product_id).filter(order__user_id=user_id)
        held = Entitlement.objects.filter(user_id=user_id)
        entitlements._store(lines, held, product_id)

    monkeypatch.setattr(entitlements, "derive_holding", unlocked)
    together([settles(payment) for payment in two_passes])

    one_writer_at_a_time = connection.vendor == "sqlite"
    assert (days_held() == 395) is one_writer_at_a_time


def test_sixty_four_posts_of_one_form_are_one_order_and_one_session(
    anna: Visitor, sandbox: SandboxProcess
):
    address, form = filled_in(anna)

    def post() -> str:
        return anna.client.post(address, form).headers["Location"]

    addresses = together([post] * MANY)

    assert Order.objects.count() == Payment.objects.count() == 1
    payment = Payment.objects.get()
    created = sandbox.calls("checkout.sessions.create")
    assert len({call["idempotency_key"] for call in created}) == 1
    assert payment.address in addresses


def test_recording_a_transfer_twice_at_once_counts_once(
    anna: Visitor, sandbox: SandboxProcess
):
    anna.order("monthly", method="transfer")
    payment = Payment.objects.get()

    def record() -> bool:
        try:
            settles(payment)()
        except (AlreadyRecorded, WrongGateway):
            return False
        return True

    counted = together([record] * 8)

    assert counted.count(True) == 1
    payment.refresh_from_db()
    assert payment.captured == payment.amount


def charged() -> int:
    """What the providers really took for all attempts."""
    return sum(calls.truth(each).captured for each in Payment.objects.exclude(ref=""))


def by_paypal(visitor: Visitor) -> None:
    pk = Order.objects.get().pk
    visitor.client.post(f"/en/checkout/orders/{pk}/pay/", {"method": "paypal"})


def pays_everywhere(visitor: Visitor) -> None:
    """On every page of a provider that is still open in some tab, whatever the shop thinks of it."""
    for payment in Payment.objects.exclude(ref=""):
        if payment.gateway == "stripe":
            visitor.sandbox.pay(payment.ref)
        else:
            visitor.sandbox.approve(payment.ref)
    deliver(visitor.sandbox)
    work.drain()


@pytest.mark.parametrize("delay", [0, 0.05])
def test_two_tabs_on_two_gateways_never_charge_twice(anna: Visitor, delay: float):
    anna.order("monthly")
    session = Payment.objects.get().ref

    def pay_at_stripe() -> None:
        time.sleep(delay)
        anna.sandbox.pay(session)

    together([partial(by_paypal, anna), pay_at_stripe])
    pays_everywhere(anna)

    assert charged() == 4900
    assert Order.objects.get().payment_state == Order.PaymentState.PAID


def test_the_tab_left_at_paypal_is_never_captured(anna: Visitor):
    anna.order("monthly", method="paypal")
    pk = Order.objects.get().pk
    anna.client.post(f"/en/checkout/orders/{pk}/pay/", {"method": "stripe"})

    pays_everywhere(anna)

    assert charged() == 4900


def test_control_an_attempt_left_open_charges_twice_and_gives_it_back(
    anna: Visitor, monkeypatch: pytest.MonkeyPatch
):
    def forget(payment: Payment) -> None:
        Payment.objects.filter(pk=payment.pk).update(status="superseded")

    monkeypatch.setattr(attempts, "close", forget)
    monkeypatch.setattr(settlement, "_planned_capture", attempts_capture)
    anna.order("monthly")
    by_paypal(anna)
    pays_everywhere(anna)

    assert charged() == 9800
    assert Effect.objects.filter(kind="return_extra").count() == 1
    back = Refund.objects.get()
    assert (back.amount, back.status, back.source) == (4900, "succeeded", "automatic")
    assert Order.objects.get().payment_state == Order.PaymentState.PAID


def attempts_capture(payment: Payment, _approved: object) -> ProviderCall:
    return calls.plan(payment, "capture", calls.request_of(payment))
