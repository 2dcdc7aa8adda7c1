"""Goods, rentals and ways of sending, as an owner keeps them."""

import pytest

from commerce.domain.items import Item
from commerce.models import Price, Product, ProductText, ShippingMethod
from tests.commerce.goods import offer as offer_of
from tests.commerce.goods import ordered, stock_of, stock_up

from .test_catalogue import WORDS, rows, save

pytestmark = pytest.mark.django_db
NO_PAGES = rows("grants")


@pytest.fixture
def book(shop) -> Product:
    stock_up(shop, books=10)
    return Product.objects.get(code="book")


def counts(client, book: Product, now: str, seen: str) -> None:
    text = ProductText.objects.get(product=book)
    words = {"id": text.pk, "language": "en", "title": "Book"}
    typed = {"code": "book", "kind": "goods", "pieces_0": now, "pieces_1": seen}
    save(client, "product", typed | rows("texts", words, saved=1) | NO_PAGES, book.pk)


def test_a_new_book_is_counted(olive):
    typed = {"code": "bees", "kind": "goods", "pieces_0": "12", "pieces_1": ""}

    save(olive, "product", typed | WORDS | NO_PAGES)

    assert stock_of("bees") == 12


def test_what_is_sold_while_staff_count_is_gone_all_the_same(olive, shop, book):
    ordered([Item(offer_of(shop, "book"), 3)], shop.methods["transfer"])

    counts(olive, book, now="15", seen="10")

    assert stock_of("book") == 10 - 3 + 5


def test_nobody_counts_any_more(olive, book):
    counts(olive, book, now="", seen="10")

    assert stock_of("book") is None


def test_less_than_none_is_refused(olive, book):
    counts(olive, book, now="-1", seen="10")

    assert stock_of("book") == 10


@pytest.mark.parametrize(
    ("code", "kind", "is_made"),
    [("kit", "per_day", True), ("kit", "one_time", False), ("book", "per_day", False)],
)
def test_what_is_rented_and_nothing_else_is_priced_per_day(
    olive, book, code, kind, is_made
):
    product = Product.objects.get(code=code)

    save(olive, "price", {"product": product.pk, "code": "new", "kind": kind, **WORDS})

    assert Price.objects.filter(code="new").exists() is is_made


def test_a_way_of_sending_takes_its_amount_from_a_price(olive, book):
    product = Product.objects.create(code="post", kind=Product.Kind.SHIPPING)
    price = Price.objects.create(code="post", product=product)
    typed = {"code": "post", "price": price.pk, "countries": ["FR", "BE"]}

    save(olive, "shippingmethod", typed | {"active": "on"} | WORDS)

    assert ShippingMethod.objects.get().countries == ["FR", "BE"]
    wrong = typed | {"code": "other", "price": Price.objects.get(code="book").pk}
    save(olive, "shippingmethod", wrong | WORDS)
    assert ShippingMethod.objects.count() == 1
