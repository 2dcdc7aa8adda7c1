"""Killed at a named point, the shop starts again and ends where it would have ended anyway, whoever takes the money.

The points are put around the shop's functions from here, in the process that is to die: its own code knows of none.
"""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from django.db.models import F

from accounts.models import User
from commerce import emails
from commerce.domain import (
    attempts,
    calls,
    entitlements,
    facts,
    inbox,
    refunds,
    settlement,
    staff,
    work,
)
from commerce.gateways.contract import PaymentRequest
from commerce.gateways.offline import TransferGateway
from commerce.gateways.paypal import PayPalGateway
from commerce.gateways.stripe import StripeGateway
from commerce.models import (
    Effect,
    Entitlement,
    Order,
    Payment,
    ProviderCall,
    Refund,
    WebhookEvent,
)
from tests.commerce.books import assert_books
from tests.commerce.shop import Visitor
from tests.sandbox_process import SandboxProcess

from .crowd import Point, killed
from .events import receive

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
]
HOUR = timedelta(hours=1)
GATEWAYS = {
    "stripe": StripeGateway,
    "paypal": PayPalGateway,
    "transfer": TransferGateway,
}
ONLINE = ("stripe", "paypal")
Place = Callable[[type], Point]


def at(thing: object, name: str, moment: str, nth: int = 1) -> Place:
    """A point that is the same whoever takes the money."""
    return lambda _gateway: Point(thing, name, moment, nth)


def calling(name: str, moment: str) -> Place:
    """Around a call to whoever takes the money."""
    return lambda gateway: Point(gateway, name, moment)


ORDERING = {
    "order not committed": at(calls, "plan", "after"),
    "planned, not called": calling("start", "before"),
    "called, answer lost": calling("start", "after"),
    "answered, not kept": at(attempts, "_keep", "before"),
    "kept, buyer not sent": at(attempts, "_keep", "after"),
}
HEARING = {
    "heard, not kept": at(inbox, "receive", "before"),
    "kept, not answered": at(inbox, "receive", "after"),
}
SETTLING = {
    "kept, not routed": at(inbox, "route", "before"),
    "routed, not looked": at(settlement, "look", "before"),
    "claimed, not asked": calling("retrieve", "before"),
    "asked, not applied": at(settlement, "apply", "before"),
    "nothing in yet": at(settlement, "record_facts", "before"),
    "facts in, nothing derived": at(settlement, "settle", "before"),
    "access derived, not committed": at(entitlements, "_store", "after"),
    "applied": at(settlement, "apply", "after"),
}
CAPTURING = {
    "capture planned": calling("capture", "before"),
    "captured, answer lost": calling("capture", "after"),
}
RECORDING = {
    "noted, no facts": at(staff, "_note", "after"),
    "facts in, nothing derived": at(settlement, "settle", "before"),
    "access derived, not committed": at(entitlements, "_store", "after"),
    "derived, not committed": at(settlement, "settle", "after"),
    "recorded, page not shown": at(staff, "record_payment", "after"),
}
MAILING = {
    "leased, not sent": (at(emails, "send", "before"), 1),
    "sent, not marked": (at(emails, "send", "after"), 2),
    "marked": (at(work, "carry_out", "after"), 1),
}
ASKING = {
    "refund not committed": at(calls, "plan_refund", "after"),
    "access closed, not committed": at(settlement, "settle", "after"),
    "asked, page not shown": at(refunds, "plan_refund", "after"),
}
GIVING_BACK = {
    "refund leased, not called": calling("refund", "before"),
    "refunded, answer lost": calling("refund", "after"),
    "answered, not recorded": at(facts, "merge_refunds", "before"),
    "recorded, not committed": at(settlement, "settle", "before"),
    "derived, not committed": at(settlement, "settle", "after"),
    "committed, not marked": at(work.ACTIONS, "refund", "after"),
}


def every(table: dict[str, object], gateways: tuple[str, ...] = tuple(GATEWAYS)):
    """Each point of a table with each gateway."""
    cases = {f"{g}, {name}": (g, it) for g in gateways for name, it in table.items()}
    return pytest.mark.parametrize(("method", "place"), cases.values(), ids=cases)


@pytest.mark.parametrize(
    ("gateway", "own"),
    [
        ("stripe", [HEARING, SETTLING]),
        ("paypal", [HEARING, SETTLING, CAPTURING]),
        ("transfer", [RECORDING, MAILING]),
    ],
)
def test_each_gateway_has_at_least_twenty_two_points(gateway: str, own: list[dict]):
    """What staff record of a transfer they record of cash on delivery by the same functions."""
    assert sum(map(len, [ORDERING, *own, ASKING, GIVING_BACK])) >= 22


@pytest.fixture
def fiona(db: None) -> User:
    """Of the staff."""
    return User.objects.create_user("fiona@example.com")


def time_passes() -> None:
    """Leases end and what was put off falls due, as it would within the hour."""
    leases_end()
    Payment.objects.update(check_due=F("check_due") - HOUR)


def leases_end() -> None:
    """But no check falls due."""
    Payment.objects.update(
        look_until=F("look_until") - HOUR, look_due=F("look_due") - HOUR
    )
    Effect.objects.update(due=F("due") - HOUR)
    WebhookEvent.objects.update(due=F("due") - HOUR)


def starts_again() -> None:
    time_passes()
    work.drain()


def arrive(sandbox: SandboxProcess) -> None:
    for each in sandbox.deliveries():
        assert receive(each) == 200


def record(payment: Payment, by: User) -> None:
    """The transfer has come, says the form; sent again, it says nothing new."""
    received = staff.Received(payment.money, "", date(2026, 11, 20))
    try:
        staff.record_payment(payment.pk, received, form_id="1", by=by)
    except (staff.AlreadyRecorded, staff.WrongGateway):
        return


def pays(mail: SandboxProcess, fiona: User) -> None:
    """Whatever it takes until the money is there, and everybody was told."""
    payment = Payment.objects.get()
    if payment.gateway == "stripe":
        mail.pay(payment.ref)
    elif payment.gateway == "paypal":
        mail.approve(payment.ref)
    else:
        record(payment, fiona)
    arrive(mail)


def assert_bought_once(mail: SandboxProcess) -> None:
    order, payment = Order.objects.get(), Payment.objects.get()
    assert order.payment_state == Order.PaymentState.PAID
    assert payment.captured == order.total
    assert Entitlement.objects.count() == 1
    instructed = int(payment.gateway == "transfer")  # told how to pay, too
    ids = [message["headers"]["Message-ID"] for message in mail.inbox()]
    assert len(set(ids)) == 1 + instructed
    assert len(ids) <= 2 + instructed
    assert Payment.objects.filter(looks_wanted__gt=F("looks_done")).count() == 0
    assert_books(mail)


def keys(mail: SandboxProcess, *operations: str) -> set[str]:
    made = [call for operation in operations for call in mail.calls(operation)]
    return {call["idempotency_key"] for call in made}


@every(ORDERING)
def test_killed_while_ordering(
    anna: Visitor, mail: SandboxProcess, fiona: User, method: str, place: Place
):
    order = partial(anna.order, "monthly", method=method)
    assert killed(order, place(GATEWAYS[method]))

    starts_again()
    order()

    opened = keys(mail, "checkout.sessions.create", "orders.create")
    assert len(opened) == int(method in ONLINE)
    pays(mail, fiona)
    starts_again()
    starts_again()
    assert_bought_once(mail)


@every(SETTLING, ONLINE)
def test_killed_while_settling(
    anna: Visitor, mail: SandboxProcess, fiona: User, method: str, place: Place
):
    anna.order("monthly", method=method)
    pays(mail, fiona)

    assert killed(work.drain, place(GATEWAYS[method]))

    starts_again()
    arrive(mail)
    starts_again()
    assert_bought_once(mail)


@every(CAPTURING, ("paypal",))
def test_killed_while_capturing(
    anna: Visitor, mail: SandboxProcess, fiona: User, method: str, place: Place
):
    anna.order("monthly", method=method)
    pays(mail, fiona)

    assert killed(work.drain, place(GATEWAYS[method]))

    starts_again()
    assert len(keys(mail, "orders.capture")) == 1
    assert_bought_once(mail)


@every(RECORDING, ("transfer",))
def test_killed_while_recording_a_transfer(
    anna: Visitor, mail: SandboxProcess, fiona: User, method: str, place: Place
):
    anna.order("monthly", method=method)
    work.drain()

    assert killed(partial(pays, mail, fiona), place(GATEWAYS[method]))

    starts_again()
    pays(mail, fiona)  # who saw no answer sends the form again
    starts_again()
    assert_bought_once(mail)


@every(MAILING, ("transfer",))
def test_killed_while_sending_a_mail(
    anna: Visitor, mail: SandboxProcess, fiona: User, method: str, place: tuple
):
    point, sent = place
    anna.order("monthly", method=method)
    work.drain()
    before = len(mail.inbox())
    pays(mail, fiona)

    assert killed(work.drain, point(GATEWAYS[method]))

    starts_again()
    assert_bought_once(mail)
    assert len(mail.inbox()) - before == sent


@every(HEARING, ONLINE)
def test_killed_while_an_event_comes_in(
    anna: Visitor, mail: SandboxProcess, fiona: User, method: str, place: Place
):
    anna.order("monthly", method=method)

    assert killed(partial(pays, mail, fiona), place(GATEWAYS[method]))

    arrive(mail)  # nobody was answered, so the provider sends it again
    starts_again()
    assert_bought_once(mail)


def give_back(fiona: User) -> None:
    """All of it; the form is sent once more where nothing was seen of the first."""
    payment = Payment.objects.get()
    wish = refunds.Wish(payment.money, Refund.Source.STAFF, form_id="form")
    try:
        refunds.plan_refund(payment.pk, wish, by=fiona)
    except (refunds.AlreadyAsked, refunds.TooMuch):
        return


def assert_given_back_once(mail: SandboxProcess) -> None:
    order, refund = Order.objects.get(), Refund.objects.get()
    assert order.payment_state == Order.PaymentState.REFUNDED
    assert (refund.status, refund.amount) == ("succeeded", order.total)
    assert Entitlement.objects.count() == 0
    made = keys(mail, "refunds.create", "captures.refund")
    assert len(made) == int(refund.payment.gateway in ONLINE)
    assert_books(mail)


def bought(anna: Visitor, mail: SandboxProcess, fiona: User, method: str) -> None:
    anna.order("monthly", method=method)
    pays(mail, fiona)
    work.drain()


@every(ASKING)
def test_killed_while_asking_for_a_refund(
    anna: Visitor, mail: SandboxProcess, fiona: User, method: str, place: Place
):
    bought(anna, mail, fiona, method)

    assert killed(partial(give_back, fiona), place(GATEWAYS[method]))

    give_back(fiona)
    starts_again()
    arrive(mail)
    starts_again()
    assert_given_back_once(mail)


@every(GIVING_BACK)
def test_killed_while_giving_back(
    anna: Visitor, mail: SandboxProcess, fiona: User, method: str, place: Place
):
    bought(anna, mail, fiona, method)
    give_back(fiona)

    assert killed(work.drain, place(GATEWAYS[method]))

    starts_again()
    arrive(mail)
    starts_again()
    assert_given_back_once(mail)


def test_control_a_key_made_anew_for_each_call_opens_a_second_session(
    anna: Visitor, mail: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    dies = ORDERING["called, answer lost"](StripeGateway)
    assert killed(partial(anna.order, "monthly"), dies)
    frozen = calls.frozen_request

    def forgetful(call: ProviderCall) -> PaymentRequest:
        return replace(frozen(call), key=str(uuid.uuid4()))

    monkeypatch.setattr(calls, "frozen_request", forgetful)
    anna.order("monthly")

    opened = mail.calls("checkout.sessions.create")
    assert [call["replayed"] for call in opened] == [False, False]
