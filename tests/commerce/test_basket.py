"""The basket: things put aside to be bought together, at amounts that are always ours."""

import re
from collections.abc import Sequence

import pytest
from django.test import Client

from accounts.models import User
from commerce.domain.basket import MOST_THINGS
from commerce.domain.pricing import add_amount, archive
from commerce.models import CheckoutSnippet, Coupon, Order, Price, Product
from commerce.money import Money
from commerce.views import basket as baskets

from .goods import add, filled, sends, ship, stock_of, stock_up
from .shop import Shop, Visitor

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
    form = filled(stocked, stocked.client.get(CHECKOUT))
    Product.objects.filter(code="book").update(stock=1)
    archive(Price.objects.get(code="kit"))

    page = stocked.client.get(BASKET).text
    assert "Only 1 piece of “Book” is left." in page
    assert "is not sold any more. The rest is as you left it." in page
    assert "is not sold any more" not in stocked.client.get(BASKET).text
    refused = stocked.client.post(CHECKOUT, form | {"plan": "basket"})
    assert refused.status_code == 422
    assert "Only 1 piece of “Book” is left." in refused.text
    assert kept(stocked) == {"book": [2, 1]}


def test_what_went_on_the_way_to_payment_is_told_there(stocked: Visitor):
    adds(stocked, "book")
    adds(stocked, "kit")
    archive(Price.objects.get(code="book"))

    told = stocked.client.get(CHECKOUT, follow=True)
    assert told.redirect_chain == [(BASKET, 302)]
    assert "is not sold any more. The rest is as you left it." in told.text
    assert stocked.client.get(CHECKOUT).status_code == 200


def test_who_wants_more_than_there_is_changes_it_before_paying(stocked: Visitor):
    adds(stocked, "book", quantity="2")
    assert "Go on to payment" in stocked.client.get(BASKET).text
    Product.objects.filter(code="book").update(stock=1)

    page = stocked.client.get(CHECKOUT, follow=True)
    assert page.redirect_chain == [(BASKET, 302)]
    assert "Only 1 piece of “Book” is left." in page.text
    assert "Go on to payment" not in page.text
    stocked.client.post(BASKET, {"quantity-book": "1"})
    assert f'href="{BASKET}"' in stocked.client.get(CHECKOUT).text


def test_when_all_is_gone_nothing_counts_as_there(stocked: Visitor):
    adds(stocked, "book")
    archive(Price.objects.get(code="book"))

    page = stocked.client.get(BASKET).text
    assert "Something you put here is not sold any more." in page
    assert page.count("/en/basket/") == stocked.client.get(BASKET).text.count(BASKET)
    assert kept(stocked) == {}


def test_a_full_basket_says_that_it_is_full(stocked: Visitor):
    checkout = stocked.shop.checkout
    for number in range(MOST_THINGS):
        add(checkout, f"thing-{number}", Product.Kind.GOODS, 100, None)
        adds(stocked, f"thing-{number}")

    refused = adds(stocked, "book")
    assert "19 things are all that one order holds." in refused.text
    assert adds(stocked, "thing-0").status_code == 302

    archive(Price.objects.get(code="thing-1"))  # makes room
    assert adds(stocked, "book").status_code == 302


# -- numbers


def test_one_mistake_costs_no_other_number(stocked: Visitor):
    adds(stocked, "book")
    adds(stocked, "kit")
    sent = {"quantity-book": "0", "quantity-kit": "2", "days-kit": "7"}

    refused = stocked.client.post(BASKET, sent)
    assert refused.status_code == 422
    form = refused.context["form"]
    assert [form[name].value() for name in sent] == ["0", "2", "7"]
    words = "“Book”: enter a whole number from 1 to 99."
    assert form.errors == {"quantity-book": [words]}
    assert f'<a href="#quantity-book">{words}</a>' in refused.text
    assert 'aria-describedby="quantity-book_error"' in refused.text
    assert kept(stocked) == {"book": [1, 1], "kit": [1, 1]}


def test_removing_one_keeps_what_was_typed_at_the_others(stocked: Visitor):
    adds(stocked, "book")
    adds(stocked, "kit")
    typed = {"quantity-book": "3", "quantity-kit": "x", "remove": "kit"}
    stocked.client.post(BASKET, typed | {"quantity-kit": "2"})
    assert kept(stocked) == {"book": [3, 1]}

    adds(stocked, "kit")
    stocked.client.post(BASKET, typed | {"quantity-book": "1"})
    assert kept(stocked) == {"book": [3, 1]}


def test_enter_in_a_number_presses_the_first_button_which_removes_nothing(
    stocked: Visitor,
):
    adds(stocked, "book")
    form = stocked.client.get(BASKET).text.split("<form")[1:]
    buttons = re.findall(r"<button[^>]*>", next(it for it in form if "book" in it))

    assert 'name="remove"' not in buttons[0]
    assert 'type="submit"' in buttons[0]
    assert 'name="remove"' in "".join(buttons)


@pytest.mark.parametrize("numbers", [[500, 1], [2, 9999]])
def test_more_than_may_be_is_as_many_as_may_be(stocked: Visitor, numbers: list[int]):
    """An older session holds what the rules allowed then."""
    Product.objects.update(stock=None)
    with_basket(stocked, {"book": numbers, "kit": numbers, "course": [2, 1]})

    page = stocked.client.get(BASKET)
    assert page.status_code == 200
    assert [
        (item.quantity, item.rental_days or 1) for item in page.context["form"].items
    ] == [(min(numbers[0], 99), 1), (min(numbers[0], 99), min(numbers[1], 365))]
    assert stocked.client.get(CHECKOUT).status_code == 200


# -- the rules of the checkouts that sell it


@pytest.mark.parametrize("quantity", ["1", "2"])
@pytest.mark.parametrize("code", ["course", "monthly"])
def test_access_is_bought_at_its_own_checkout(
    stocked: Visitor, code: str, quantity: str
):
    assert adds(stocked, code, quantity=quantity).status_code == 422
    assert kept(stocked) == {}

    with_basket(stocked, {code: [1, 1]})
    assert stocked.client.get(CHECKOUT)["Location"] == BASKET


def test_a_code_counts_where_every_seller_takes_codes(stocked: Visitor):
    Coupon.objects.create(code="HALF", value=50)
    lends = seller("lends", stocked.shop, "kit", takes_coupons=False)
    adds(stocked, "book")
    assert "coupon" in stocked.client.get(CHECKOUT).context["form"].fields

    adds(stocked, "kit")
    form = stocked.client.get(f"{CHECKOUT}?coupon=HALF").context["form"]
    assert "coupon" not in form.fields
    orders(stocked, coupon="HALF", applied="HALF")
    assert Order.objects.get().total == 2800

    CheckoutSnippet.objects.filter(pk=lends.pk).update(takes_coupons=True)
    form = stocked.client.get(f"{CHECKOUT}?coupon=HALF").context["form"]
    assert form.quotes["basket"].discount == 1200


def test_control_without_its_sellers_a_code_halves_what_takes_none(
    stocked: Visitor, monkeypatch: pytest.MonkeyPatch
):
    Coupon.objects.create(code="HALF", value=50)
    seller("lends", stocked.shop, "kit", takes_coupons=False)
    adds(stocked, "kit")
    monkeypatch.setattr(baskets, "joint", lambda *_sellers: CheckoutSnippet())

    form = stocked.client.get(f"{CHECKOUT}?coupon=HALF").context["form"]
    assert form.quotes["basket"].discount == 250


def test_one_pays_as_every_seller_allows(stocked: Visitor):
    shop = stocked.shop
    shop.checkout.methods = [shop.methods["stripe"], shop.methods["transfer"]]
    shop.checkout.save()
    lends = seller("lends", shop, "kit", methods=["transfer", "paypal"])
    adds(stocked, "book")
    adds(stocked, "kit")

    form = stocked.client.get(CHECKOUT).context["form"]
    assert list(form.methods) == ["transfer"]
    assert orders(stocked, method="stripe").status_code == 422
    there = orders(stocked).headers["Location"]
    page = stocked.client.get(there)
    assert (
        page.context["methods"] == []
    )  # the transfer is chosen, and nothing else open

    lends.methods = [shop.methods["paypal"]]
    lends.save()
    Product.objects.update(stock=None)
    adds(stocked, "book")
    adds(stocked, "kit")
    assert "No way to pay is open now." in stocked.client.get(CHECKOUT).text


def test_the_terms_of_every_seller_are_read(stocked: Visitor):
    seller("lends", stocked.shop, "kit", terms="<p>Bring it back.</p>")
    adds(stocked, "kit")
    assert "Bring it back." in stocked.client.get(CHECKOUT).text

    stocked.shop.checkout.terms = "<p>Books are yours.</p>"
    stocked.shop.checkout.save()
    adds(stocked, "book")
    page = stocked.client.get(CHECKOUT).text
    assert page.count("Bring it back.") == page.count("Books are yours.") == 1


def seller(
    name: str, shop: Shop, code: str, methods: Sequence[str] = (), **rules: object
) -> CheckoutSnippet:
    """A checkout that alone sells this price."""
    price = Price.objects.get(code=code)
    shop.checkout.prices.remove(price)
    shop.checkout.save()
    checkout = CheckoutSnippet(name=name, locale=shop.checkout.locale, **rules)
    checkout.prices = [price]
    checkout.methods = [shop.methods[each] for each in methods]
    checkout.save()
    return checkout


def with_basket(visitor: Visitor, kept: dict) -> None:
    adds(visitor, "book")
    session = visitor.client.session
    session["basket"] = kept
    session.save()


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
