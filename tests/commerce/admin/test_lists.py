"""Lists of what is sold, and the choosers that tell the same facts."""

import pytest
from django.test import Client
from django.urls import reverse

from commerce.domain.pricing import archive
from commerce.models import Price, PriceText, Product
from tests.queries import cost

pytestmark = pytest.mark.django_db


def listed(client: Client, model: str) -> list[str]:
    """What is said in the list and, of the same things, in the chooser."""
    names = [
        f"wagtailsnippets_commerce_{model}:list_results",
        f"wagtailsnippetchoosers_commerce_{model}:choose_results",
    ]
    return [client.get(reverse(name)).content.decode() for name in names]


@pytest.mark.parametrize("model", ["product", "price"])
def test_each_tells_its_amounts_its_state_and_where_it_is_offered(olive, shop, model):
    for said in listed(olive, model):
        assert "€49.99" in said
        assert "in 1 checkout" in said
        assert "Archived" not in said

    archive(getattr(shop.prices["course"], model, shop.prices["course"]))
    shop.checkout.prices = []
    shop.checkout.save_revision().publish()

    for said in listed(olive, model):
        assert "Archived" in said
        assert "nowhere yet" in said
        assert "in 1 checkout" not in said


def test_a_search_does_not_count_a_checkout_for_each_language_it_finds(olive, shop):
    for language, name in (("en", "Monthly"), ("fr", "Mensuel")):
        PriceText.objects.create(
            price=shop.prices["course"], language=language, name=name
        )
    address = reverse("wagtailsnippets_commerce_price:list_results")

    said = olive.get(address, {"q": "M"}).content.decode()

    assert "in 1 checkout" in said
    assert "in 2 checkouts" not in said


@pytest.mark.parametrize("model", ["product", "price"])
def test_many_ask_no_more_than_few(olive, shop, model):
    address = reverse(f"wagtailsnippetchoosers_commerce_{model}:choose_results")
    few = cost(olive, address)

    for number in range(4):
        product = Product.objects.create(code=f"more-{number}")
        Price.objects.create(code=f"more-{number}", product=product)

    assert cost(olive, address) == few
