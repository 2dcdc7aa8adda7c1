"""The last pieces under sixty-four hands: as many are sold as there are."""

import pytest
from django.db.models import F
from django.db.models.functions import Greatest

from commerce.domain import reservations
from commerce.domain.items import Item
from commerce.domain.reservations import SoldOut
from commerce.models import Order, OrderLine, Product
from tests.commerce.goods import offer, ordered, stock_of, stock_up
from tests.commerce.shop import Shop

from .crowd import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def rush(shop: Shop, buyers: int, *, pieces: int) -> int:
    """How many of so many guests get a book where there are so many pieces."""
    stock_up(shop, books=pieces)
    book = Item(offer(shop, "book"))

    def buys() -> bool:
        try:
            ordered([book], shop.methods["transfer"])
        except SoldOut:
            return False
        return True

    return together([buys] * buyers).count(True)


@pytest.mark.parametrize("pieces", [1, 3])
def test_sixty_four_buy_what_is_there(shop: Shop, pieces: int):
    assert rush(shop, 64, pieces=pieces) == pieces
    assert Order.objects.filter(reserved=True).count() == Order.objects.count()
    assert (Order.objects.count(), stock_of("book")) == (pieces, 0)


def test_control_without_the_condition_more_are_sold(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    def blindly(line: OrderLine) -> None:
        product = Product.objects.filter(pk=line.product_id)
        product.update(stock=Greatest(F("stock") - line.quantity, 0))

    monkeypatch.setattr(reservations, "_take", blindly)

    assert rush(shop, 8, pieces=3) == 8
