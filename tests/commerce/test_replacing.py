"""An order is given up for another one only once that stands."""

import pytest
from django.contrib.auth.hashers import make_password

from accounts.models import User
from commerce.domain import attempts, checkout, fulfilment
from commerce.domain.attempts import StillProcessing
from commerce.domain.checkout import Placed
from commerce.domain.coupons import Refused
from commerce.domain.items import Item
from commerce.domain.limits import TooManyTries
from commerce.domain.reservations import SoldOut
from commerce.models import Coupon, Order, Payment, PaymentMethod, Product
from tests.commerce.goods import HOME, offer, ordered, sends, stock_of, stock_up
from tests.commerce.shop import Shop, Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """Three books."""
    stock_up(shop, books=3)
    return shop


@pytest.fixture
def nora(db: None) -> User:
    return User.objects.create(email="nora@example.com", password=make_password(None))


def books(shop: Shop, nora: User, pieces: int, **more: object) -> Placed:
    """Nora's order, to be paid by transfer, of which she was told."""
    placed = ordered(
        [Item(offer(shop, "book"), pieces)],
        shop.methods["transfer"],
        user_id=nora.pk,
        **more,
    )
    if placed.call:
        attempts.open_at_provider(placed.call)
    return placed


def stands(order: Order) -> bool:
    """As it was: to be paid by the mail that its buyer has, its pieces held."""
    order.refresh_from_db()
    states = (order.payment_state, order.payments.get().status, order.reserved)
    return states == ("pending", "pending", True)


def test_who_tried_too_often_keeps_the_order_there_is(
    stocked: Shop, nora: User, settings: object
):
    order = books(stocked, nora, 1).order
    settings.TRIES_PER_HOUR = 1

    with pytest.raises(TooManyTries):
        books(stocked, nora, 2)

    assert stands(order)
    assert (Order.objects.count(), stock_of("book")) == (1, 2)


def test_who_wants_more_than_is_left_keeps_what_there_was(stocked: Shop, nora: User):
    order = books(stocked, nora, 2).order

    with pytest.raises(SoldOut):
        books(stocked, nora, 4)

    assert stands(order)
    assert stock_of("book") == 1
    assert books(stocked, nora, 3).order.reserved  # hers are counted in
    assert stock_of("book") == 0


def test_whose_code_ran_out_keeps_the_order_without_it(stocked: Shop, nora: User):
    order = books(stocked, nora, 1).order
    code = Coupon.objects.create(code="LAST", kind=Coupon.Kind.PERCENT, value=50, limit_total=1, used=1)  # fmt: skip

    with pytest.raises(Refused):
        books(stocked, nora, 1, coupon=code)

    assert stands(order)


def test_the_last_use_of_a_code_goes_over_to_the_new_order(stocked: Shop, nora: User):
    code = Coupon.objects.create(code="LAST", kind=Coupon.Kind.PERCENT, value=50, limit_total=1)  # fmt: skip
    first = books(stocked, nora, 1, coupon=code).order
    second = books(stocked, nora, 2, coupon=code).order

    first.refresh_from_db()
    code.refresh_from_db()
    assert (first.payment_state, first.reserved) == ("canceled", False)
    assert (second.total, code.used, stock_of("book")) == (1900, 1, 1)


def test_control_without_the_rehearsal_its_attempt_is_lost(
    stocked: Shop, nora: User, monkeypatch: pytest.MonkeyPatch
):
    order = books(stocked, nora, 2).order
    monkeypatch.setattr(checkout, "_rehearse", lambda *_asked: None)

    with pytest.raises(SoldOut):
        books(stocked, nora, 4)

    assert order.payments.get().status == Payment.Status.CANCELED


@pytest.mark.usefixtures("sandbox")
def test_what_another_tab_began_to_pay_meanwhile_is_not_given_up(
    stocked: Shop, nora: User, monkeypatch: pytest.MonkeyPatch
):
    order = books(stocked, nora, 1).order
    real = attempts.close

    def close(payment: Payment) -> None:
        real(payment)
        attempts.pay(order, stocked.methods["stripe"], urls={"success": "https://x.example/", "cancel": "https://x.example/"})  # fmt: skip

    monkeypatch.setattr(attempts, "close", close)
    with pytest.raises(StillProcessing):
        books(stocked, nora, 2)

    order.refresh_from_db()
    assert (order.payment_state, order.reserved, stock_of("book")) == ("pending", True, 2)  # fmt: skip


def test_a_parcel_on_its_way_is_replaced_by_nothing(guest: Visitor, stocked: Shop):
    susan = User.objects.create_user("susan@example.com")
    PaymentMethod.objects.create(code="cod", gateway="cod", needs_shipping=True, active=True)  # fmt: skip
    basket = {"plan": "basket", "method": "cod", **HOME}
    guest.client.post("/en/basket/", {"add": "book"})
    sends(guest, "/en/basket/checkout/", **basket)
    first = Order.objects.get()
    fulfilment.move(first.pk, Order.Fulfilment.SHIPPED, by=susan)

    guest.client.post("/en/basket/", {"add": "book"})
    guest.client.post("/en/basket/", {"quantity-book": "2"})
    sends(guest, "/en/basket/checkout/", **basket)

    first.refresh_from_db()
    assert first.payment_state == Order.PaymentState.PENDING
    assert Order.objects.count() == 2
    assert Product.objects.get(code="book").stock == 0
