"""Sixteen of the staff give the same money back at once, and decide on the same request."""

from functools import partial

import pytest

from accounts.models import User
from commerce.domain import refunds, requests, settlement, work
from commerce.models import Effect, MoneyBackRequest, Order, Payment, Refund
from commerce.money import Money
from tests.commerce.shop import Visitor

from .crowd import together

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
]
STAFF = 16


@pytest.fixture
def payment(anna: Visitor) -> Payment:
    payment = anna.buy().payments.get()
    settlement.ask_for_look(payment)
    work.drain()
    payment.refresh_from_db()
    assert payment.captured == 4900
    return payment


def most_of(payment: Payment) -> refunds.Wish:
    """60 %: twice that is more than there is."""
    line = payment.order.lines.get().pk
    return refunds.Wish(Money(2940, "EUR"), Refund.Source.STAFF, split={line: 2940})


def plan(payment: Payment) -> bool:
    try:
        refunds.plan_refund(payment.pk, most_of(payment))
    except refunds.TooMuch:
        return False
    return True


def decide(wanted: MoneyBackRequest, payment: Payment, by: User, number: int) -> bool:
    """Half of them say yes."""
    try:
        if number % 2:
            requests.reject(wanted.pk, "No", by=by)
        else:
            requests.approve(wanted.pk, payment.pk, most_of(payment), by=by)
    except (requests.AlreadyDecided, refunds.TooMuch):
        return False
    return True


def test_sixty_percent_goes_back_once(payment: Payment):
    done = together([partial(plan, payment)] * STAFF)
    together([work.drain] * 4)

    refund = Refund.objects.get()
    assert sum(done) == 1
    assert refund.status == Refund.Status.SUCCEEDED
    assert refunds.refundable(payment) == Money(1960, "EUR")


def test_a_request_is_decided_once(payment: Payment):
    by = User.objects.create_user("fiona@example.com")
    wanted = requests.ask(payment.order_id, "Please")
    crowd = [partial(decide, wanted, payment, by, number) for number in range(STAFF)]

    done = together(crowd)

    wanted.refresh_from_db()
    told = Effect.objects.filter(kind__in=["request_approved", "request_rejected"])
    assert sum(done) == 1
    assert told.get().kind == f"request_{wanted.state}"
    assert Refund.objects.count() == (wanted.state == "approved")


def test_sixteen_requests_are_one(payment: Payment):
    def ask() -> bool:
        try:
            requests.ask(payment.order_id, "Please")
        except requests.NotAskable:
            return False
        return True

    assert sum(together([ask] * STAFF)) == 1
    assert Order.objects.get().money_back_requests.count() == 1
