"""A parcel's way: prepared, shipped, delivered, sometimes returned; and that it says nothing of money."""

import itertools
import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from commerce.domain import calendar, fulfilment, settlement
from commerce.domain.fulfilment import MOVES, NoSuchMove, move, moves, way_of
from commerce.domain.items import Item
from commerce.domain.orders import Stage, view_of
from commerce.domain.staff import Received, record_payment
from commerce.domain.work import drain
from commerce.models import Effect, Order, OrderLine, Payment, PaymentMethod
from commerce.money import Money
from tests.commerce.goods import HOME, offer, ordered, stock_of, stock_up
from tests.commerce.shop import Shop, Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
States, Paid = Order.Fulfilment, Order.PaymentState


@pytest.fixture
def door(shop: Shop) -> PaymentMethod:
    stock_up(shop, books=3)
    return PaymentMethod.objects.create(
        code="cod", gateway="cod", needs_shipping=True, active=True
    )


@pytest.fixture
def order(shop: Shop, door: PaymentMethod) -> Order:
    """A book, to be paid at the door."""
    book = Item(offer(shop, "book"))
    placed = ordered([book], door)
    Payment.objects.update(status=Payment.Status.PENDING, ref=uuid.uuid4())
    Order.objects.update(shipping=HOME)
    return Order.objects.get(pk=placed.order.pk)


def cash(order: Order, by: User) -> None:
    money = Money(order.total, order.currency)
    received = Received(money, "", date(2026, 11, 20))
    record_payment(order.payments.get().pk, received, form_id="1", by=by)
    order.refresh_from_db()


def goes(order: Order, *states: str, by: User, **told: str) -> Order:
    for state in states:
        move(order.pk, state, by=by, **told)
    return Order.objects.get(pk=order.pk)


# -- the table, cell by cell

AT_THE_DOOR, BY_TRANSFER, NO_ATTEMPT = "cod", "transfer", ""
LEAVES = {
    (Paid.PAID, AT_THE_DOOR),
    (Paid.PAID, BY_TRANSFER),
    (Paid.PAID, NO_ATTEMPT),
    (Paid.PARTIALLY_REFUNDED, AT_THE_DOOR),
    (Paid.PARTIALLY_REFUNDED, BY_TRANSFER),
    (Paid.PARTIALLY_REFUNDED, NO_ATTEMPT),
    (Paid.PENDING, AT_THE_DOOR),
}
STEPS = {
    (States.PROCESSING, States.SHIPPED),
    (States.SHIPPED, States.DELIVERED),
    (States.SHIPPED, States.RETURNED),
    (States.DELIVERED, States.RETURNED),
}
GATEWAYS = (AT_THE_DOOR, BY_TRANSFER, NO_ATTEMPT)


def said(order: Order, here: str, there: str, by: User) -> bool:
    """Whether a paid order that is here may go there."""
    Order.objects.update(fulfilment=here, payment_state=Paid.PAID)
    OrderLine.objects.update(holds=True)
    try:
        return goes(order, there, by=by).fulfilment == there
    except NoSuchMove:
        return False


def test_each_move_is_in_the_table_or_refused(order: Order, susan: User):
    cells = itertools.product(States, States)

    assert {cell for cell in cells if said(order, *cell, susan)} == STEPS
    assert order.steps.count() == len(STEPS)
    assert Effect.objects.filter(kind__in=States).count() == len(STEPS)


def test_nothing_leaves_before_it_is_paid_but_what_is_paid_at_the_door(order: Order):
    leaves = set()
    for state, gateway in itertools.product(Paid, GATEWAYS):
        order.payments.update(gateway=gateway or "transfer", status="pending" if gateway else "canceled")  # fmt: skip
        Order.objects.update(payment_state=state)
        OrderLine.objects.update(holds=state in Order.PAID)
        if moves(Order.objects.get()):
            leaves.add((state, gateway))

    assert leaves == LEAVES


def test_what_has_left_arrives_or_comes_back_whatever_became_of_its_money(order: Order):
    order.fulfilment = States.SHIPPED
    for order.payment_state in Paid:
        assert moves(order) == MOVES[States.SHIPPED]


def test_control_without_asking_for_the_money_unpaid_goods_leave(
    order: Order, susan: User, monkeypatch: pytest.MonkeyPatch
):
    order.payments.update(gateway="transfer")
    with pytest.raises(NoSuchMove):
        goes(order, States.SHIPPED, by=susan)

    monkeypatch.setattr(fulfilment, "may_leave", lambda _order: True)
    assert goes(order, States.SHIPPED, by=susan).fulfilment == States.SHIPPED


# -- two states that never mix


def test_delivered_is_not_paid_and_paid_is_not_delivered(order: Order, susan: User):
    order = goes(order, States.SHIPPED, States.DELIVERED, by=susan)
    assert (order.payment_state, order.fulfilment) == (Paid.PENDING, States.DELIVERED)

    cash(order, susan)
    assert (order.payment_state, order.fulfilment) == (Paid.PAID, States.DELIVERED)


def test_cash_before_the_parcel_leaves(order: Order, susan: User):
    cash(order, susan)
    assert (order.payment_state, order.fulfilment) == (Paid.PAID, States.PROCESSING)

    assert goes(order, States.SHIPPED, by=susan).payment_state == Paid.PAID


def test_a_parcel_on_its_way_does_not_expire(order: Order, susan: User):
    goes(order, States.SHIPPED, by=susan)
    past = timezone.now() - timedelta(days=1)
    Payment.objects.update(check_due=past)

    drain()
    calendar.expire_orders()

    assert Order.objects.get().payment_state == Paid.PENDING


def test_control_with_the_time_of_a_transfer_it_would(order: Order, susan: User):
    goes(order, States.SHIPPED, by=susan)
    past = timezone.now() - timedelta(days=1)
    Payment.objects.update(check_due=past, expires_at=past)
    Order.objects.update(expires_at=past)

    drain()
    calendar.expire_orders()

    assert Order.objects.get().payment_state == Paid.EXPIRED


def test_the_same_may_be_ordered_again_while_the_first_is_on_its_way(
    guest: Visitor, order: Order, susan: User
):
    guest.order("book", method="cod", **HOME)
    first = Order.objects.latest("created")
    goes(first, States.SHIPPED, by=susan)

    guest.order("book", method="cod", **HOME | {"ship_city": "Lyon"})

    first.refresh_from_db()
    assert Order.objects.exclude(pk=order.pk).count() == 2
    assert (first.payment_state, first.fulfilment) == (Paid.PENDING, States.SHIPPED)


# -- what comes back


def test_what_was_refused_at_the_door_is_owed_by_nobody_and_sold_again(
    order: Order, susan: User
):
    assert stock_of("book") == 2
    order = goes(order, States.SHIPPED, States.RETURNED, by=susan)

    assert order.payment_state == Paid.CANCELED
    assert order.payments.get().status == Payment.Status.CANCELED
    assert stock_of("book") == 3


def test_what_was_paid_comes_back_and_its_money_is_a_matter_of_its_own(
    order: Order, susan: User
):
    cash(order, susan)
    order = goes(order, States.SHIPPED, States.DELIVERED, States.RETURNED, by=susan)

    assert order.payment_state == Paid.PAID
    assert stock_of("book") == 3


def test_cash_that_turns_up_after_all_still_counts(order: Order, susan: User):
    order = goes(order, States.SHIPPED, States.RETURNED, by=susan)
    cash(order, susan)

    assert (order.payment_state, order.fulfilment) == (Paid.PAID, States.RETURNED)


# -- what the buyer reads


def test_each_step_is_told_once_with_its_tracking(
    order: Order, susan: User, mailoutbox: list
):
    goes(order, States.SHIPPED, by=susan, tracking="https://parcels.example/1")
    goes(order, States.DELIVERED, by=susan)
    drain()
    cash(order, susan)
    drain()

    shipped, delivered, receipt = mailoutbox
    assert "https://parcels.example/1" in shipped.body
    assert "You pay €19 at the door." in shipped.body
    assert HOME["ship_street"] not in shipped.body + shipped.alternatives[0][0]
    assert "has arrived" in delivered.subject
    assert "receipt" in receipt.subject


def test_the_order_shows_the_way(guest: Visitor, order: Order, susan: User):
    guest.order("book", method="cod", **HOME)
    own = Order.objects.latest("created")
    goes(own, States.SHIPPED, by=susan, tracking="8412 0074", note="box torn")

    page = guest.client.get(f"/en/checkout/orders/{own.pk}/").text

    assert [stop.state for stop in way_of(own)][:3] == ["processing", "shipped", "delivered"]  # fmt: skip
    assert view_of(own).stage == Stage.ON_DELIVERY
    assert "8412 0074" in page
    assert "box torn" not in page
    assert page.index("Shipped") < page.index("Delivered")


def test_no_way_is_shown_of_what_nobody_prepares(order: Order):
    assert len(way_of(order)) == 3

    order.payments.update(gateway="transfer")
    assert way_of(Order.objects.get()) == []
    order.fulfilment = States.NONE
    assert way_of(order) == []


def test_nothing_is_to_come_of_what_came_back(order: Order, susan: User):
    order = goes(order, States.SHIPPED, States.RETURNED, by=susan)

    assert [stop.state for stop in way_of(order)] == ["processing", "shipped", "returned"]  # fmt: skip
    assert all(stop.at for stop in way_of(order))


def test_a_look_changes_nothing_of_a_delivery(order: Order, susan: User):
    goes(order, States.SHIPPED, by=susan)

    settlement.ask_for_look(order.payments.get())
    drain()

    assert Order.objects.get().fulfilment == States.SHIPPED
