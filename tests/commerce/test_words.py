"""The words people read of an order: one for each pair of its two states."""

from itertools import product

import pytest

from commerce.domain.orders import WORDS, word_of
from commerce.models import Order
from tests.commerce.paying import by_stripe, hear
from tests.commerce.shop import Visitor

pytestmark = pytest.mark.django_db
NONE, PREPARED, SHIPPED, DELIVERED, RETURNED = Order.Fulfilment.values
READ = {
    # payment: nothing to deliver, being prepared, shipped, delivered, returned
    "pending": "pending pending shipped delivered returned",
    "paid": "paid processing shipped delivered returned",
    "partially_refunded": "partly_refunded processing shipped partly_refunded partly_refunded",
    "refunded": "refunded refunded refunded refunded refunded",
    "expired": "expired expired expired expired expired",
    "canceled": "cancelled cancelled cancelled cancelled cancelled",
    "needs_review": "under_review under_review under_review under_review under_review",
}
CELLS = {
    (payment, delivery): word
    for payment, row in READ.items()
    for delivery, word in zip(Order.Fulfilment.values, row.split(), strict=True)
}


def test_every_pair_is_in_the_table():
    pairs = set(product(Order.PaymentState.values, Order.Fulfilment.values))

    assert set(CELLS) == pairs
    assert set(WORDS) == set(Order.PaymentState.values)


@pytest.mark.parametrize(("pair", "word"), CELLS.items())
def test_the_word_of_a_pair(pair: tuple[str, str], word: str):
    payment_state, fulfilment = pair

    assert word_of(Order(payment_state=payment_state, fulfilment=fulfilment)) == word


def page_of(anna: Visitor) -> str:
    order = Order.objects.get()
    return anna.client.get(f"/en/checkout/orders/{order.pk}/").text


def test_the_page_of_an_order_says_that_it_was_refunded(anna: Visitor):
    payment = by_stripe(anna)
    anna.sandbox.refund(payment.ref, 1000)
    hear(anna.sandbox)
    page = page_of(anna)
    assert "Refunded in part" in page
    assert "€10 of order" in page
    assert "was refunded, by the way it was paid" in page

    anna.sandbox.refund(payment.ref)
    hear(anna.sandbox)
    assert "Your money is on its way back" in page_of(anna)
    assert "Refunded" in anna.client.get("/en/account/orders/").text


def test_the_page_of_an_order_in_dispute_says_that_it_waits(anna: Visitor):
    payment = by_stripe(anna)
    dispute = anna.sandbox.dispute(payment.ref)
    hear(anna.sandbox)
    assert "Your access is paused" in page_of(anna)

    anna.sandbox.move_dispute(dispute["id"], "won")
    hear(anna.sandbox)
    assert "Payment received" in page_of(anna)
