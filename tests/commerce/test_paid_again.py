"""Money that comes when an order had been paid, and what goes back of one that was paid too much."""

import pytest

from accounts.models import User
from commerce.domain import balance, refunds, settlement, work
from commerce.domain.balance import suspended
from commerce.models import Effect, Order, Payment, Refund
from tests.commerce.books import assert_books
from tests.commerce.paying import ask, by_stripe, euros, hear, look_at, state
from tests.commerce.shop import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
States = Order.PaymentState


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_user("fiona@example.com")


@pytest.fixture
def first(anna: Visitor) -> Payment:
    return by_stripe(anna)


@pytest.fixture
def second(anna: Visitor, first: Payment) -> Payment:
    """Stripe's page in another tab, still open."""
    Order.objects.update(payment_state=States.PENDING)
    anna.client.post(f"/en/checkout/orders/{first.order_id}/pay/", {"method": "stripe"})
    Order.objects.update(payment_state=States.PAID)
    return Payment.objects.exclude(pk=first.pk).get()


def reviews() -> set[tuple[str, str]]:
    told = Effect.objects.filter(kind="review").values_list("payload", flat=True)
    return {(each["reason"], each["payment"]) for each in told}


@pytest.mark.parametrize("part", [4900, 1000])
def test_paid_anew_after_money_went_back_somebody_is_told(
    anna: Visitor, staff: User, first: Payment, second: Payment, part: int
):
    ask(first, staff, part)
    work.drain()

    anna.sandbox.pay(second.ref)
    hear(anna.sandbox)

    assert state() == States.PAID
    assert reviews() == {("anew", str(second.pk))}
    assert not second.refunds.exists()
    assert_books(anna.sandbox)


def test_control_without_asking_for_it_nobody_is_told(
    anna: Visitor,
    staff: User,
    first: Payment,
    second: Payment,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(balance.Balance, "paid_anew", lambda _self: [])
    ask(first, staff)
    work.drain()

    anna.sandbox.pay(second.ref)
    hear(anna.sandbox)

    assert reviews() == set()


def second_is_paid_and_staff_refund_the_first(
    anna: Visitor, staff: User, first: Payment, second: Payment
) -> None:
    """While the worker has not yet sent the second one back."""
    anna.sandbox.pay(second.ref)
    settlement.ask_for_look(second)
    settlement.due_looks()
    assert Effect.objects.filter(kind="return_extra").exists()
    ask(first, staff)
    work.drain()


def test_what_is_no_longer_too_much_stays(
    anna: Visitor, staff: User, first: Payment, second: Payment
):
    second_is_paid_and_staff_refund_the_first(anna, staff, first, second)

    assert Refund.objects.get().payment_id == first.pk
    assert state() == States.PAID
    assert anna.reads(anna.shop.lesson) == 200
    assert_books(anna.sandbox)


def test_control_without_asking_again_both_go_back(
    anna: Visitor,
    staff: User,
    first: Payment,
    second: Payment,
    monkeypatch: pytest.MonkeyPatch,
):
    def at_once(effect: Effect) -> None:
        payment = Payment.objects.get(pk=effect.payload["payment"])
        refunds.plan_refund(payment.pk, refunds.Wish(payment.money, "automatic"))

    monkeypatch.setitem(work.ACTIONS, "return_extra", at_once)
    second_is_paid_and_staff_refund_the_first(anna, staff, first, second)

    assert Refund.objects.count() == 2
    assert state() == States.REFUNDED


# -- too much at once


@pytest.fixture
def overpaid(first: Payment) -> Payment:
    """€60 came for €49; what was too much has gone back."""
    Payment.objects.update(captured=6000, status=Payment.Status.NEEDS_REVIEW)
    settled(first.order)
    assert state() == States.NEEDS_REVIEW
    return goes_back(first, 1100)


def goes_back(payment: Payment, amount: int) -> Payment:
    payment.refunds.create(
        amount=amount, currency="EUR", source=Refund.Source.STAFF, status="succeeded"
    )
    settled(payment.order)
    payment.refresh_from_db()
    return payment


def settled(order: Order) -> None:
    settlement.settle(Order.objects.get(pk=order.pk))


def test_an_order_that_was_mended_follows_what_goes_back_after_that(
    anna: Visitor, overpaid: Payment
):
    assert state() == States.PAID
    assert refunds.refundable(overpaid) == euros(4900)

    goes_back(overpaid, 1000)
    assert state() == States.PARTIALLY_REFUNDED
    assert anna.reads(anna.shop.lesson) == 200

    goes_back(overpaid, 3900)
    assert state() == States.REFUNDED
    assert anna.reads(anna.shop.lesson) == 403
    assert_books()


def test_all_of_too_much_back_sends_no_receipt(first: Payment):
    Effect.objects.all().delete()
    Order.objects.update(paid_at=None)
    Payment.objects.update(captured=6000, status=Payment.Status.NEEDS_REVIEW)
    settled(first.order)

    goes_back(first, 6000)

    assert state() == States.REFUNDED
    assert not Effect.objects.filter(kind="receipt").exists()


# -- disputed, and paid for all the same


def stands(order: Order) -> tuple[bool, bool]:
    """Suspended by its balance, and by the query."""
    found = suspended(Order.objects.filter(pk=order.pk)).exists()
    return balance.balance_of(order).is_suspended, found


def test_a_dispute_about_money_that_is_not_needed_pauses_nothing(
    anna: Visitor, first: Payment, second: Payment, mailoutbox: list
):
    anna.sandbox.pay(second.ref)
    anna.sandbox.dispute(second.ref)
    look_at(second)

    assert anna.reads(anna.shop.lesson) == 200
    assert stands(first.order) == (False, False)
    page = anna.client.get(f"/en/checkout/orders/{first.order_id}/").text
    assert "paused" not in page
    assert not [mail for mail in mailoutbox if "paused" in mail.subject]


def test_a_dispute_that_closes_it_is_one_everywhere(anna: Visitor, first: Payment):
    anna.sandbox.dispute(first.ref)
    look_at(first)

    assert stands(first.order) == (True, True)
    assert Effect.objects.filter(kind="paused").count() == 1


@pytest.mark.parametrize("dispute", ["won", "lost"])
def test_what_was_paid_twice_goes_back_once_its_dispute_has_ended(
    anna: Visitor, first: Payment, second: Payment, dispute: str
):
    anna.sandbox.pay(second.ref)
    settlement.ask_for_look(second)
    settlement.due_looks()
    disputed = anna.sandbox.dispute(second.ref)  # before the worker sends it back
    work.drain()
    assert state() == States.PAID
    assert not second.refunds.counting().exists()

    anna.sandbox.move_dispute(disputed["id"], dispute)
    hear(anna.sandbox)

    back = list(second.refunds.counting().values_list("amount", "status"))
    assert back == ([(4900, "succeeded")] if dispute == "won" else [])
    assert state() == States.PAID
    assert_books(anna.sandbox)
