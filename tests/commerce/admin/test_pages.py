"""What an editor is told of the checkouts on a page before publishing it."""

import json
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Locale

from commerce.domain.pricing import archive
from commerce.models import CheckoutSnippet, PricingPage
from commerce.viewsets import kept
from commerce.viewsets.pages import check_checkouts

pytestmark = pytest.mark.django_db


NAME = "wagtailsnippets_commerce_checkoutsnippet"


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


def test_a_pricing_page_without_a_checkout_is_noticed_before_publishing(page, edith):
    page.body = json.dumps([{"type": "pricing_table", "value": None}])
    page.save_revision().publish()

    assert told(page) == [("body", "add a checkout.")]
    form = edith.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "This page sells nothing yet: add a checkout." in form.text


def test_a_checkout_that_was_deleted_is_noticed(page, shop):
    shop.checkout.delete()

    assert ("body.cccccccc", "choose another.") in told(page)


def test_who_publishes_an_empty_course_is_told(shop, edith):
    shop.course.get_children().delete()
    where = reverse("wagtailadmin_pages:edit", args=[shop.course.pk])
    form = BeautifulSoup(edith.get(where).text, "html.parser")
    fields = {each["name"]: each["value"] for each in form.select("input[name$=_FORMS]")}  # fmt: skip
    typed = {"title": "Empty", "slug": "empty", "summary": "Nothing.", "level": "all"}
    typed |= {"body-count": 0, "action-publish": "on"}

    told = edith.post(where, fields | typed, follow=True)

    shop.course.refresh_from_db()
    assert (shop.course.title, shop.course.live) == ("Empty", True)
    assert "Visitors find no lesson in this course" in told.text


# -- checkouts that live pages show


def deleted(client: Client, checkout: CheckoutSnippet) -> str:
    """Tries it twice, by itself and in bulk; what the CMS says."""
    one = reverse(f"{NAME}:delete", args=[checkout.pk])
    many = reverse("wagtail_bulk_action", args=["commerce", "checkoutsnippet", "delete"])  # fmt: skip
    client.post(f"{many}?id={checkout.pk}")
    client.post(one)
    return client.get(one, follow=True).text


def test_a_checkout_that_a_live_page_shows_is_not_deleted(page, shop, olive):
    said = deleted(olive, shop.checkout)

    assert "“Plans” would lose it" in said
    assert CheckoutSnippet.objects.filter(pk=shop.checkout.pk).exists()


def test_nor_one_that_a_course_sells_by(shop, olive):
    shop.course.checkout = shop.checkout
    shop.course.save_revision().publish()

    assert "“Python” would lose it" in deleted(olive, shop.checkout)


@pytest.mark.parametrize("way", ["unpublished", "emptied", "unguarded"])
def test_one_that_no_live_page_shows_is_deleted(page, shop, olive, way, monkeypatch):
    if way == "unpublished":
        page.unpublish()
    elif way == "emptied":
        page.body = []
        page.save_revision().publish()
    else:  # the control
        monkeypatch.setattr(kept, "emptied_without", lambda _checkout: [])

    deleted(olive, shop.checkout)

    assert not CheckoutSnippet.objects.filter(pk=shop.checkout.pk).exists()


def test_a_translation_that_pages_do_without_is_deleted(page, shop, olive):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    translated = shop.checkout.copy_for_translation(french)
    translated.save()

    deleted(olive, translated)

    assert not CheckoutSnippet.objects.filter(pk=translated.pk).exists()
