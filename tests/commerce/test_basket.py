"""The basket: things put aside to be bought together, at amounts that are always ours."""

import pytest
from django.test import Client

from accounts.models import User
from commerce.domain.pricing import add_amount, archive
from commerce.models import Order, Price, Product
from commerce.money import Money

from .goods import sends, ship, stock_of, stock_up
from .shop import Visitor

pytestmark = pytest.mark.django_db
BASKET, CHECKOUT = "/en/basket/", "/en/basket/checkout/"


@pytest.fixture
def stocked(guest: Visitor) -> Visitor:
    stock_up(guest.shop, books=3, kits=1)
    ship("post", 400, "FR")
    return guest


def adds(visitor: Visitor, code: str, **typed: str) -> object:
    return visitor.client.post(BASKET, {"add": code} | typed)


def kept(visitor: Visitor) -> dict:
    return visitor.client.session.get("basket", {})


def orders(visitor: Visitor, **typed: str) -> object:
    return sends(visitor, CHECKOUT, **{"plan": "basket"} | typed)


def test_a_book_twice_and_a_kit_for_three_days_are_one_order(stocked: Visitor):
    adds(stocked, "book")
    adds(stocked, "book")
    adds(stocked, "kit", days="3")
    assert "€53" in stocked.client.get(BASKET).text

    assert orders(stocked).status_code == 302

    order = Order.objects.get()
    asked = ("title", "quantity", "rental_days", "amount")
    assert list(order.lines.values_list(*asked)) == [
        ("Book", 2, None, 3800),
        ("Kit", 1, 3, 1500),
        ("Post", 1, None, 400),
    ]
    assert order.total == 5700


def test_what_is_kept_names_no_amount_whatever_is_sent(stocked: Visitor):
    adds(stocked, "book", amount="1", price="1", unit_amount="1", total="1")
    assert kept(stocked) == {"book": [1, 1]}

    orders(stocked, amount="1", total="1", discount="1900", unit_amount="1")
    assert Order.objects.get().total == 2300


@pytest.mark.parametrize("number", ["0", "-1", "100", "1e3", "٣", "1.5", "", "x\0"])
def test_odd_numbers_are_refused_in_words(stocked: Visitor, number: str):
    refused = adds(stocked, "book", quantity=number)
    assert refused.status_code == 422
    assert "Enter a whole number from 1 to 99." in refused.text

    adds(stocked, "kit")
    refused = stocked.client.post(BASKET, {"days-kit": number or "0"})
    assert refused.status_code == (302 if number == "100" else 422)


@pytest.mark.parametrize("code", ["gold", "", "post", "x" * 300])
def test_what_is_not_sold_is_not_added(stocked: Visitor, code: str):
    assert adds(stocked, code).status_code == 422
    assert kept(stocked) == {}


def test_numbers_change_and_things_are_removed(stocked: Visitor):
    adds(stocked, "book")
    adds(stocked, "kit")
    stocked.client.post(BASKET, {"quantity-book": "3", "days-kit": "7"})
    assert kept(stocked) == {"book": [3, 1], "kit": [1, 7]}

    stocked.client.post(BASKET, {"remove": "book"})
    assert kept(stocked) == {"kit": [1, 7]}
    stocked.client.post(BASKET, {"remove": "kit"})
    assert "Your basket is empty" in stocked.client.get(BASKET).text
    assert stocked.client.get(CHECKOUT)["Location"] == BASKET


def test_the_basket_is_kept_at_sign_in(stocked: Visitor):
    adds(stocked, "book")
    stocked.client.force_login(
        User.objects.create_user(stocked.email),
        "django.contrib.auth.backends.ModelBackend",
    )

    assert kept(stocked) == {"book": [1, 1]}


def test_what_is_gone_is_said_and_nothing_else_lost(stocked: Visitor):
    adds(stocked, "book", quantity="2")
    adds(stocked, "kit")
    Product.objects.filter(code="book").update(stock=1)
    archive(Price.objects.get(code="kit"))

    page = stocked.client.get(BASKET).text
    assert "Only 1 piece of “Book” is left." in page
    assert "is not sold any more. The rest is as you left it." in page
    refused = orders(stocked)
    assert refused.status_code == 422
    assert "Only 1 piece of “Book” is left." in refused.text
    assert kept(stocked) == {"book": [2, 1], "kit": [1, 1]}


def test_another_price_is_read_before_ordering(stocked: Visitor):
    adds(stocked, "book")
    add_amount(Price.objects.get(code="book"), Money(2100, "EUR"), by=None)

    refused = orders(stocked, shown="basket:2300")
    assert refused.status_code == 422
    assert "The total is now €25. Nothing was ordered yet." in refused.text
    assert Order.objects.count() == 0


def test_a_changed_basket_replaces_its_order(stocked: Visitor):
    adds(stocked, "book", quantity="3")
    orders(stocked)
    adds(stocked, "kit")
    stocked.client.post(BASKET, {"quantity-book": "1"})
    assert orders(stocked).status_code == 302

    states = Order.objects.order_by("created").values_list("payment_state", flat=True)
    assert list(states) == ["canceled", "pending"]
    assert stock_of("book") == 2


def test_the_basket_is_empty_once_its_order_stands(stocked: Visitor):
    adds(stocked, "book")
    there = orders(stocked).headers["Location"]
    assert kept(stocked)

    page = stocked.client.get(there).text
    assert "Bank transfer" in page or "transfer" in page
    assert kept(stocked) == {}


def test_the_header_asks_nothing_of_strangers(stocked: Visitor):
    page = stocked.shop.course.get_url()
    stranger = Client()
    shown = stranger.get(page)

    assert "/basket/" not in shown.text
    assert "sessionid" not in stranger.cookies
    adds(stocked, "book", quantity="2")
    assert "/en/basket/" in stocked.client.get(page).text
