"""An order that nobody pays is cancelled by staff: confirmed, logged, told; what it held is free."""

import uuid

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.models import User
from commerce.domain import attempts, staff
from commerce.domain.items import Item
from commerce.domain.work import drain
from commerce.models import Coupon, Order, Payment
from commerce.viewsets.canceling import CancelView
from tests.commerce.goods import offer, ordered, stock_of, stock_up
from tests.commerce.shop import Shop

from .conftest import is_refused

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def order(shop: Shop) -> Order:
    """All three books, by a code, to be paid by transfer within two weeks."""
    stock_up(shop, books=3)
    code = Coupon.objects.create(code="HALF", kind=Coupon.Kind.PERCENT, value=50)
    books = [Item(offer(shop, "book"), 3)]
    placed = ordered(books, shop.methods["transfer"], coupon=code)
    Payment.objects.update(status=Payment.Status.PENDING, ref=uuid.uuid4())
    return placed.order


@pytest.fixture
def susan(db: None) -> User:
    return User.objects.create(email="susan@example.com", password=make_password(None))


def at(order: Order) -> str:
    return reverse("orders:cancel", args=[order.pk])


def offered(client: Client, order: Order) -> bool:
    return at(order) in client.get(reverse("orders:inspect", args=[order.pk])).text


def test_what_it_held_is_free_and_its_buyer_is_told(
    sam: Client, order: Order, mailoutbox: list
):
    assert offered(sam, order)
    assert "told by mail that nothing is owed" in sam.get(at(order)).text
    assert stock_of("book") == 0

    done = sam.post(at(order), follow=True).text
    drain()

    assert "is cancelled" in done
    assert order.payments.get().status == Payment.Status.CANCELED
    order.refresh_from_db()
    assert (order.payment_state, stock_of("book")) == ("canceled", 3)
    assert Coupon.objects.get().used == 0
    assert [mail.to for mail in mailoutbox] == [[order.email]]
    assert "We cancelled order" in mailoutbox[0].body
    assert ModelLogEntry.objects.get(action=staff.CANCELED).user.email == "sam@example.com"  # fmt: skip
    assert not offered(sam, order)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"payment_state": "paid"}, "closed by now"),
        ({"fulfilment": "shipped"}, "closed by now"),
        ({"payment_state": "canceled"}, "closed by now"),
    ],
)
def test_what_is_paid_sent_or_closed_is_left_alone(
    sam: Client, order: Order, change: dict, said: str
):
    Order.objects.update(**change)

    assert not offered(sam, order)
    assert "nothing to cancel" in sam.get(at(order)).text
    assert said in sam.post(at(order)).text
    assert (order.payments.get().status, stock_of("book")) == ("pending", 0)


def test_what_is_being_confirmed_is_left_alone(sam: Client, order: Order):
    Payment.objects.update(status=Payment.Status.PROCESSING)

    assert "is being confirmed" in sam.post(at(order)).text
    assert Order.objects.get().payment_state == Order.PaymentState.PENDING


def test_what_another_tab_began_to_pay_meanwhile_is_left_alone(
    order: Order, susan: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(attempts, "close", lambda _payment: None)

    with pytest.raises(attempts.StillProcessing):
        staff.cancel_order(order.pk, by=susan)
    assert stock_of("book") == 0


def test_editors_cancel_nothing(edith: Client, order: Order):
    assert is_refused(edith.get(at(order)))
    assert is_refused(edith.post(at(order)))
    assert Order.objects.get().payment_state == Order.PaymentState.PENDING


def test_control_without_its_permission_they_could(
    edith: Client, order: Order, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(CancelView, "permission_required", None)
    edith.post(at(order))

    assert Order.objects.get().payment_state == Order.PaymentState.CANCELED
