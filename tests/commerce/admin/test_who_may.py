"""Every address of the CMS where something is sold against the roles, by GET and by POST; test_matrix.py has those of money."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from commerce.models import PriceVersion, PricingPage
from commerce.viewsets.facts import FactsPolicy
from commerce.viewsets.prices import AddAmountView
from home.models import SiteSettings

from .conftest import is_refused

pytestmark = pytest.mark.django_db

SNIPPETS = "wagtailsnippets_commerce"


@pytest.fixture(params=[False, True], ids=["by themselves", "approved"])
def approval(shop, request):
    """Pricing pages are published by editors themselves, or approved by owners; nothing else changes with it."""
    settings = {"site": shop.course.get_site(), "approve_pricing": request.param}
    SiteSettings.objects.create(**settings)


def addresses(shop) -> dict[str, str]:
    price, product = shop.prices["course"], shop.prices["course"].product
    method = shop.methods["transfer"]
    home = shop.course.get_parent().get_parent()
    pricing = home.get_children().type(PricingPage).first() or home.add_child(
        instance=PricingPage(title="Plans", slug="plans", locale=home.locale)
    )
    return {
        "pricing": reverse("wagtailadmin_pages:edit", args=[pricing.pk]),
        "new pricing": reverse(
            "wagtailadmin_pages:add", args=["commerce", "pricingpage", home.pk]
        ),
        "checkouts": reverse(f"{SNIPPETS}_checkoutsnippet:list"),
        "checkout": reverse(
            f"{SNIPPETS}_checkoutsnippet:edit", args=[shop.checkout.pk]
        ),
        "new checkout": reverse(f"{SNIPPETS}_checkoutsnippet:add"),
        "sell": reverse("sell_course", args=[shop.course.pk]),
        "products": reverse(f"{SNIPPETS}_product:list"),
        "product": reverse(f"{SNIPPETS}_product:edit", args=[product.pk]),
        "new product": reverse(f"{SNIPPETS}_product:add"),
        "archive product": reverse(f"{SNIPPETS}_product:archive", args=[product.pk]),
        "prices": reverse(f"{SNIPPETS}_price:list"),
        "price": reverse(f"{SNIPPETS}_price:edit", args=[price.pk]),
        "new price": reverse(f"{SNIPPETS}_price:add"),
        "archive price": reverse(f"{SNIPPETS}_price:archive", args=[price.pk]),
        "amount": reverse(f"{SNIPPETS}_price:amount", args=[price.pk]),
        "coupons": reverse(f"{SNIPPETS}_coupon:list"),
        "new coupon": reverse(f"{SNIPPETS}_coupon:add"),
        "methods": reverse(f"{SNIPPETS}_paymentmethod:list"),
        "method": reverse(f"{SNIPPETS}_paymentmethod:edit", args=[method.pk]),
        "test method": reverse(
            f"{SNIPPETS}_paymentmethod:ping", args=[shop.methods["stripe"].pk]
        ),
        "new method": reverse(f"{SNIPPETS}_paymentmethod:add"),
        "shipping": reverse(f"{SNIPPETS}_shippingmethod:list"),
        "new shipping": reverse(f"{SNIPPETS}_shippingmethod:add"),
    }


LISTS = {
    "products": ("product", "python"),
    "prices": ("price", "€499"),
    "methods": ("paymentmethod", "stripe"),
}
OPEN = {
    "edith": {
        *{"pricing", "new pricing", "checkouts", "checkout", "new checkout", "sell"},
        "shipping",
        *LISTS,
    },
    "sam": {"coupons"},
}
OPEN["fiona"] = OPEN["sam"] | {"new coupon"}


def answers(client: Client, address: str) -> bool:
    """Whether the page opens; if not, it is refused and nothing else."""
    response = client.get(address)
    assert response.status_code == 200 or is_refused(response)
    return response.status_code == 200


@pytest.mark.parametrize("name", OPEN)
def test_a_role_opens_its_own_pages_only(name, shop, approval, request):
    client = request.getfixturevalue(name)

    opened = {what for what, where in addresses(shop).items() if answers(client, where)}

    assert opened == OPEN[name]


def test_an_owner_opens_all(olive, shop, approval):
    assert all(answers(olive, where) for where in addresses(shop).values())


@pytest.mark.parametrize("name", OPEN)
def test_a_closed_page_takes_no_post(name, shop, approval, request):
    client = request.getfixturevalue(name)
    closed = [
        where for what, where in addresses(shop).items() if what not in OPEN[name]
    ]

    for address in closed:
        response = client.post(address, {"amount": "1", "reason": "cheaper"})
        assert is_refused(response)
    assert PriceVersion.objects.filter(amount=100).count() == 0


def test_without_its_guard_an_editor_would_change_amounts(edith, shop, monkeypatch):
    address = addresses(shop)["amount"]
    monkeypatch.setattr(AddAmountView, "permission_required", None)

    edith.post(address, {"amount": "1"})

    assert shop.prices["course"].current_version.amount == 100


def test_without_its_guard_an_editor_would_read_orders(edith, shop, monkeypatch):
    monkeypatch.setattr(
        FactsPolicy,
        "user_has_permission",
        lambda _self, _user, action: action == "view",
    )

    assert answers(edith, reverse("orders:index"))


@pytest.mark.parametrize("name", LISTS)
def test_an_editor_reads_a_list_that_leads_to_nothing_else(edith, olive, shop, name):
    """Whose links the owner has: to add one, and to change each."""
    shown = {
        who: client.get(addresses(shop)[name]).content.decode()
        for who, client in (("editor", edith), ("owner", olive))
    }
    model, known = LISTS[name]
    within = f"/snippets/commerce/{model}/"
    links = {
        who: set(re.findall(f'href="[^"]*{within}([a-z]+)/', page))
        for who, page in shown.items()
    }

    assert known in shown["editor"]
    assert within in edith.get("/cms/").content.decode()  # the menu
    assert links["editor"] == set()
    assert {"add", "edit"} <= links["owner"]


def test_an_anonymous_visitor_signs_in_first(shop):
    for address in addresses(shop).values():
        assert Client().get(address)["Location"].endswith(f"?next={address}")
