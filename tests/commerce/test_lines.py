"""Orders of several lines: what they cost, what they open, what they take from the stock and give back."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from commerce.domain import calendar
from commerce.domain.attempts import close
from commerce.domain.checkout import AlreadyHeld
from commerce.domain.items import MOST_ITEMS, MOST_PIECES, Item, WrongItem
from commerce.domain.reservations import SoldOut, release
from commerce.domain.staff import Received, record_payment
from commerce.models import Effect, Entitlement, Order, OrderLine, Payment, Product

from .goods import offer, ordered, stock_of, stock_up
from .shop import Shop

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """Three books and one kit."""
    stock_up(shop, books=3, kits=1)
    return shop


@pytest.fixture
def nora() -> User:
    return User.objects.create_user("nora@example.com")


def books(shop: Shop, quantity: int = 1) -> Item:
    return Item(offer(shop, "book"), quantity)


def cart(shop: Shop) -> list[Item]:
    """A course for good, two books, a kit for five days."""
    kit = Item(offer(shop, "kit"), rental_days=5)
    return [Item(offer(shop, "course")), books(shop, 2), kit]


def is_paid(order: Order, staff: User) -> Order:
    payment = order.payments.get()
    received = Received(payment.money, "", timezone.now().date())
    return record_payment(payment.pk, received, form_id=str(payment.pk), by=staff)


# -- lines


def test_a_total_is_the_sum_of_its_lines(stocked: Shop):
    order = ordered(cart(stocked), stocked.methods["transfer"]).order

    asked = ("product__code", "unit_amount", "quantity", "rental_days", "amount")
    assert list(order.lines.values_list(*asked)) == [
        ("python", 4999, 1, None, 4999),
        ("book", 1900, 2, None, 3800),
        ("kit", 500, 1, 5, 2500),
    ]
    assert order.total == order.payments.get().amount == 4999 + 3800 + 2500
    assert order.fulfilment == Order.Fulfilment.PROCESSING


def test_a_mixed_cart_opens_its_course_alone(stocked: Shop, nora: User):
    placed = ordered(cart(stocked), stocked.methods["transfer"], user_id=nora.pk)
    is_paid(placed.order, nora)

    (held,) = Entitlement.objects.all()
    assert (held.product.code, held.ends) == ("python", None)
    assert not placed.order.lines.filter(settled_at=None).exists()


def test_what_is_held_is_not_sold_again_beside_a_book(stocked: Shop, nora: User):
    course = [Item(offer(stocked, "course"))]
    placed = ordered(course, stocked.methods["transfer"], user_id=nora.pk)
    is_paid(placed.order, nora)

    with pytest.raises(AlreadyHeld) as refused:
        ordered([books(stocked), *course], user_id=nora.pk)
    assert refused.value.price.code == "course"
    assert stock_of("book") == 3


def test_one_open_order_a_person_and_set_of_products(stocked: Shop, nora: User):
    way = stocked.methods["transfer"]
    first, same = (ordered(cart(stocked), way, user_id=nora.pk) for _time in range(2))
    other = ordered([books(stocked)], way, user_id=nora.pk)

    assert same.order == first.order
    assert other.order != first.order
    assert stock_of("book") == 0


def test_another_quantity_replaces_the_open_order(stocked: Shop, nora: User):
    way = stocked.methods["transfer"]
    first = ordered([books(stocked, 3)], way, user_id=nora.pk).order
    second = ordered([books(stocked, 2)], way, user_id=nora.pk).order

    first.refresh_from_db()
    assert (first.payment_state, first.reserved) == ("canceled", False)
    assert (second.total, second.reserved) == (3800, True)
    assert stock_of("book") == 1


@pytest.mark.parametrize(
    ("code", "quantity", "days"),
    [
        ("book", 0, None),
        ("book", -1, None),
        ("book", MOST_PIECES + 1, None),
        ("book", 1, 3),
        ("course", 2, None),
        ("kit", 1, None),
        ("kit", 1, 0),
        ("kit", 1, 366),
    ],
)
def test_what_cannot_be_bought_is_no_item(
    stocked: Shop, code: str, quantity: int, days: int | None
):
    with pytest.raises(WrongItem):
        Item(offer(stocked, code), quantity, days)


def test_an_order_has_some_lines_and_not_too_many(stocked: Shop):
    for many in (0, MOST_ITEMS + 1):
        with pytest.raises(WrongItem):
            ordered([books(stocked)] * many)


@pytest.mark.parametrize("change", [{"amount": 1}, {"discount": -1}, {"quantity": 5}])
def test_the_database_holds_that_a_line_adds_up(stocked: Shop, change: dict):
    ordered(cart(stocked), stocked.methods["transfer"])

    with pytest.raises(IntegrityError), transaction.atomic():
        OrderLine.objects.filter(product__code="kit").update(**change)


# -- stock


def test_what_is_not_there_is_not_sold(stocked: Shop):
    with pytest.raises(SoldOut) as refused:
        ordered([Item(offer(stocked, "course")), books(stocked, 4)])

    assert refused.value.product.code == "book"
    assert (Order.objects.count(), stock_of("book")) == (0, 3)


def test_all_is_taken_or_nothing(stocked: Shop):
    Product.objects.filter(code="kit").update(stock=0)
    with pytest.raises(SoldOut):
        ordered(cart(stocked))

    assert stock_of("book") == 3


def test_two_lines_of_one_product_take_both(stocked: Shop):
    with pytest.raises(SoldOut):
        ordered([books(stocked, 2), books(stocked, 2)])


def test_what_nobody_counts_never_runs_out(stocked: Shop):
    Product.objects.update(stock=None)
    order = ordered([books(stocked, 50)], stocked.methods["transfer"]).order
    Product.objects.filter(code="book").update(stock=7)
    release(order)

    assert stock_of("book") == 7


def expire(order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(expires_at=timezone.now())
    calendar.expire_orders()
    order.refresh_from_db()


def test_what_expires_is_back_once(stocked: Shop):
    order = ordered([books(stocked, 2)], stocked.methods["transfer"]).order
    order.payments.update(status=Payment.Status.CANCELED)
    for _time in range(2):
        expire(order)
        release(Order.objects.get())

    assert (order.payment_state, stock_of("book")) == ("expired", 3)


def test_nothing_is_back_while_an_attempt_is_open(stocked: Shop):
    order = ordered([books(stocked, 2)], stocked.methods["transfer"]).order

    expire(order)

    assert (order.payment_state, stock_of("book")) == ("pending", 1)


def late_money(stocked: Shop, staff: User, *, left: int) -> Order:
    """For an order of two books that was closed; so many are there when it arrives."""
    order = ordered([books(stocked, 2)], stocked.methods["transfer"]).order
    close(order.payments.get())
    expire(order)
    Product.objects.filter(code="book").update(stock=left)
    return is_paid(order, staff)


def reviews() -> list[str]:
    reasons = Effect.objects.filter(kind="review")
    return [effect.payload["reason"] for effect in reasons]


def test_late_money_takes_the_stock_again(stocked: Shop, nora: User):
    order = late_money(stocked, nora, left=2)

    assert (order.payment_state, order.reserved) == ("paid", True)
    assert (stock_of("book"), reviews()) == (0, [])


def test_late_money_for_what_is_gone_is_reviewed(stocked: Shop, nora: User):
    order = late_money(stocked, nora, left=1)

    order.refresh_from_db()
    assert (order.payment_state, order.reserved) == ("paid", False)
    assert (stock_of("book"), reviews()) == (1, ["stock"])


def test_a_form_that_was_open_meanwhile_leaves_the_stock_alone(stocked: Shop):
    product = Product.objects.get(code="book")
    ordered([books(stocked, 2)])
    product.save()

    assert stock_of("book") == 1
