"""What the panel beside a form shows: checkouts, products and ways to pay as visitors will meet them."""

import pytest
from django.test import Client
from django.urls import reverse

from .test_catalogue import rows
from .test_checkouts import NAME, filled_in

pytestmark = pytest.mark.django_db


def preview(client: Client, name: str, typed: dict, mode: str = "") -> str:
    """What the panel shows beside the form of something new, filled in like this."""
    address = reverse(f"wagtailsnippets_commerce_{name}:preview_on_add")
    assert client.post(address, typed).json()["is_available"]
    response = client.get(address, {"mode": mode})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("mode", "text"),
    [
        ("page", "€49"),
        ("form", "Order and pay"),
        ("mistakes", "Enter your e-mail address."),
        ("no_method", "No way to pay is open now"),
        ("draft", "Visitors see no price here: it is a draft."),
        ("unsold", "Visitors see no price here: what it sells is archived."),
        ("sold_out", "is sold out."),
        ("gone", "Nothing is on sale here now."),
    ],
)
def test_a_checkout_is_previewed_before_it_is_saved(edith, shop, mode, text):
    typed = filled_in(prices=[shop.prices["monthly"].pk])

    shown = preview(edith, "checkoutsnippet", typed, mode)

    assert text in shown
    assert "€499" not in shown
    assert ("€49" in shown) is (mode not in {"draft", "unsold", "gone"})


def test_an_empty_checkout_can_be_previewed(edith, roles):
    shown = preview(edith, "checkoutsnippet", filled_in(), "form")

    assert "Nothing is on sale here now." in shown


def test_a_saved_checkout_is_previewed(edith, shop):
    address = reverse(f"{NAME}:preview_on_edit", args=[shop.checkout.pk])
    edith.post(address, filled_in(prices=[shop.prices["course"].pk]))

    assert "€49.99" in edith.get(address, {"mode": "page"}).content.decode()


def test_a_product_and_a_way_to_pay_are_previewed(olive):
    words = rows(
        "texts",
        {"language": "en", "title": "Bees", "name": "By post", "features": "Six"},
    )
    typed = {"code": "bees", "kind": "access", **words, **rows("grants")}

    product = preview(olive, "product", typed)
    method = preview(olive, "paymentmethod", typed | {"gateway": "transfer"})

    assert "Bees" in product
    assert "Six" in product
    assert "Not on sale yet" in product
    assert "By post" in method


def test_a_product_s_preview_asks_to_buy_only_where_it_is_sold(olive, shop):
    words = rows("texts", {"language": "en", "title": "Bees"})
    typed = {"code": "bees", "kind": "access", **words, **rows("grants")}
    product = shop.prices["course"].product
    address = reverse("wagtailsnippets_commerce_product:preview_on_edit", args=[product.pk])  # fmt: skip
    olive.post(address, typed)

    assert "Buy now" in olive.get(address).content.decode()
    assert "Buy now" not in preview(olive, "product", typed)
