"""Goods follow their money: what was given back or is disputed stays here, what came back is sold again."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from commerce.domain import fulfilment, refunds, settlement
from commerce.domain.fulfilment import contents, move, moves, to_ship
from commerce.domain.items import Item
from commerce.domain.locking import locked
from commerce.domain.staff import Received, record_payment
from commerce.domain.work import drain
from commerce.models import Coupon, CouponUse, Dispute, Effect, Order, Payment, Refund
from commerce.money import Money
from tests.commerce.goods import offer, ordered, stock_of, stock_up
from tests.commerce.shop import Shop

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
States = Order.Fulfilment


@pytest.fixture
def susan() -> User:
    return User.objects.create_user("susan@example.com")


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """Three books, two kits."""
    stock_up(shop, books=3, kits=2)
    return shop


def pay(order: Order, by: User, form_id: str = "1") -> Order:
    money = Money(order.total, order.currency)
    received = Received(money, form_id, date(2026, 11, 20))
    record_payment(order.payments.get().pk, received, form_id=form_id, by=by)
    return Order.objects.get(pk=order.pk)


@pytest.fixture
def order(stocked: Shop, susan: User) -> Order:
    """A book and the course, paid by transfer."""
    items = [Item(offer(stocked, code)) for code in ("book", "course")]
    placed = ordered(items, stocked.methods["transfer"])
    Payment.objects.update(status=Payment.Status.PENDING, ref=uuid.uuid4())
    return pay(placed.order, susan)


def refund(order: Order, *codes: str) -> None:
    """The money of these lines goes back."""
    lines = order.lines.filter(price__code__in=codes)
    split = {line.pk: line.amount for line in lines}
    money = Money(sum(split.values()), order.currency)
    wish = refunds.Wish(money, Refund.Source.STAFF, split=split)
    refunds.plan_refund(order.payments.get().pk, wish)
    drain()


def settle(order: Order) -> Order:
    with locked():
        settlement.settle(Order.objects.get(pk=order.pk))
    return Order.objects.get(pk=order.pk)


def dispute(order: Order, status: str) -> Order:
    """The bank's word of it."""
    words = {"amount": order.total, "currency": "EUR", "status": status}
    Dispute.objects.update_or_create(payment=order.payments.get(), ref="dp", defaults=words)  # fmt: skip
    return settle(order)


def leaves(order: Order) -> bool:
    """As the order's own page has it, and the list of what leaves today."""
    listed = order in to_ship()
    assert bool(moves(order)) == listed
    return listed


# -- nothing leaves for money that is not ours


def test_nothing_leaves_while_the_bank_takes_the_money_back(order: Order, susan: User):
    assert leaves(order)

    order = dispute(order, Dispute.Status.NEEDS_RESPONSE)
    assert not leaves(order)
    with pytest.raises(fulfilment.NoSuchMove):
        move(order.pk, States.SHIPPED, by=susan)

    assert leaves(dispute(order, Dispute.Status.WON))


def test_what_was_given_back_stays_here_and_the_rest_leaves(order: Order):
    refund(order, "course")
    assert leaves(Order.objects.get())
    assert [line.title for line in contents(order)] == ["Book"]


def test_an_order_whose_book_was_given_back_has_nothing_to_leave(order: Order):
    refund(order, "book")
    order.refresh_from_db()

    assert order.payment_state == Order.PaymentState.PARTIALLY_REFUNDED
    assert not leaves(order)


def test_control_by_the_state_of_its_payment_alone_it_would_leave(
    order: Order, susan: User, monkeypatch: pytest.MonkeyPatch
):
    dispute(order, Dispute.Status.NEEDS_RESPONSE)
    by_state = Order.objects.filter(payment_state__in=Order.PAID)
    monkeypatch.setattr(fulfilment, "to_ship", lambda: by_state)

    assert move(order.pk, States.SHIPPED, by=susan).state == States.SHIPPED


# -- pieces of what was given back before it was sent


@pytest.mark.parametrize("codes", [("book",), ("book", "course")])
def test_what_is_given_back_before_it_was_sent_is_sold_again(
    order: Order, codes: tuple[str, ...]
):
    assert stock_of("book") == 2

    refund(order, *codes)
    settle(order)

    assert stock_of("book") == 3


@pytest.mark.parametrize("codes", [("book",), ("book", "course")])
@pytest.mark.parametrize(("left", "told"), [(3, []), (0, ["stock"])])
def test_a_refund_that_fails_takes_the_piece_again(
    order: Order, stocked: Shop, codes: tuple[str, ...], left: int, told: list[str]
):
    refund(order, *codes)
    if not left:
        ordered([Item(offer(stocked, "book"), 3)], stocked.methods["stripe"])
    Refund.objects.update(status=Refund.Status.FAILED)
    settle(order)
    settle(order)

    assert stock_of("book") == max(left - 1, 0)
    reviews = Effect.objects.filter(kind="review").values_list("payload__reason", flat=True)  # fmt: skip
    assert list(reviews) == told


def test_an_open_dispute_keeps_the_piece_and_a_lost_one_does_not(order: Order):
    dispute(order, Dispute.Status.NEEDS_RESPONSE)
    assert stock_of("book") == 2

    dispute(order, Dispute.Status.LOST)
    assert stock_of("book") == 3

    dispute(order, Dispute.Status.WON)
    assert stock_of("book") == 2


def test_what_is_given_back_after_it_was_sent_waits_for_its_return(
    order: Order, susan: User
):
    move(order.pk, States.SHIPPED, by=susan)
    refund(order, "book", "course")
    assert stock_of("book") == 2

    move(order.pk, States.RETURNED, by=susan)
    assert stock_of("book") == 3


def test_money_for_what_came_back_unpaid_takes_no_piece(order: Order, susan: User):
    Order.objects.update(payment_state="pending", paid_at=None, fulfilment="shipped")
    Payment.objects.update(status="pending", captured=0)
    move(order.pk, States.RETURNED, by=susan)
    pay(order, susan, "2")

    assert stock_of("book") == 3


# -- its coupon


@pytest.fixture
def reduced(stocked: Shop) -> Order:
    """A book at half its price, by a code for one person once."""
    coupon = Coupon.objects.create(code="ONCE", kind=Coupon.Kind.PERCENT, value=50, limit_person=1)  # fmt: skip
    book = Item(offer(stocked, "book"))
    placed = ordered([book], stocked.methods["transfer"], coupon=coupon)
    Payment.objects.update(status=Payment.Status.PENDING, ref=uuid.uuid4())
    return placed.order


def test_who_paid_by_a_code_and_returned_the_parcel_has_used_it(
    reduced: Order, susan: User
):
    pay(reduced, susan)
    for state in (States.SHIPPED, States.DELIVERED, States.RETURNED):
        move(reduced.pk, state, by=susan)

    assert CouponUse.objects.get().released_at is None
    assert (Coupon.objects.get().used, stock_of("book")) == (1, 3)


def test_who_never_paid_for_the_parcel_that_came_back_has_not(
    reduced: Order, susan: User
):
    Order.objects.update(fulfilment=States.SHIPPED)
    move(reduced.pk, States.RETURNED, by=susan)

    assert CouponUse.objects.get().released_at
    assert (Coupon.objects.get().used, stock_of("book")) == (0, 3)


LOCKED = ("coupon", "order", "payment", "product")


def test_a_parcel_that_comes_back_locks_in_the_order_in_which_a_look_does(
    reduced: Order, susan: User
):
    Order.objects.update(fulfilment=States.SHIPPED)
    with CaptureQueriesContext(connection) as asked:
        move(reduced.pk, States.RETURNED, by=susan)

    said = [query["sql"] for query in asked if _locks(query["sql"])]
    firsts = [next(n for n, sql in enumerate(said) if f'"commerce_{name}"' in sql.partition(" SET ")[0]) for name in LOCKED]  # fmt: skip
    assert firsts == sorted(firsts)


def _locks(sql: str) -> bool:
    """SQLite locks everything at once and says nothing of rows: there, whatever is read counts."""
    if sql.startswith("UPDATE"):
        return True
    return "FOR UPDATE" in sql or connection.vendor == "sqlite"
