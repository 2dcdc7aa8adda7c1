"""What an editor is told of the checkouts on a page before publishing it."""

import json
from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils.translation import override

from commerce.domain.pricing import archive
from commerce.models import PricingPage
from commerce.viewsets.pages import check_checkouts

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def page(shop) -> PricingPage:
    """A pricing page with the shop's checkout on it."""
    home = shop.course.get_parent().get_parent()
    block = {"type": "checkout", "id": "c" * 8, "value": shop.checkout.pk}
    page = PricingPage(title="Plans", slug="plans-2", locale=home.locale)
    page.body = json.dumps([block])
    return home.add_child(instance=page)


def told(page: PricingPage) -> list[tuple[str, str]]:
    found = check_checkouts(PricingPage.objects.get(pk=page.pk))
    return [(each.path, each.text.rpartition(": ")[2]) for each in found]


def test_a_checkout_from_which_one_can_buy_is_not_mentioned(page):
    assert told(page) == []


def test_a_draft_is_noticed_before_publishing(page, shop, edith):
    shop.checkout.unpublish()

    assert told(page) == [("body.cccccccc", "it is a draft.")]
    form = edith.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "Nothing can be bought from the checkout" in form.content.decode()


def test_archived_prices_are_noticed(page, shop):
    for price in shop.checkout.prices.all():
        archive(price)

    assert told(page) == [("body.cccccccc", "it has no price that is still sold.")]


def test_archived_products_are_noticed(page, shop):
    for price in shop.checkout.prices.all():
        archive(price.product)

    assert told(page) == [("body.cccccccc", "what it sells is archived.")]


def test_the_checkout_of_a_course_itself_is_looked_at(shop):
    shop.course.checkout = shop.checkout
    shop.checkout.unpublish()

    [found] = check_checkouts(shop.course)

    assert found.path == "checkout"
