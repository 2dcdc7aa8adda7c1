"""A checkout on a page from which nothing can be bought: visitors see no trace of it, editors read why."""

import json
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from commerce.domain.offers import offers_of
from commerce.domain.placed import listed, why_unsold
from commerce.domain.pricing import archive
from commerce.models import PaymentMethod, PriceVersion, PricingPage
from story import notes
from tests.commerce.shop import Shop

pytestmark = pytest.mark.django_db
NOTE = "Only editors see this note."


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def is_a_draft(shop: Shop) -> None:
    shop.checkout.unpublish()


def has_no_price(shop: Shop) -> None:
    shop.checkout.prices = []
    shop.checkout.save_revision().publish()


def has_archived_prices(shop: Shop) -> None:
    for price in shop.prices.values():
        archive(price)


def has_archived_products(shop: Shop) -> None:
    for price in shop.prices.values():
        archive(price.product)


def has_no_amount(_shop: Shop) -> None:
    PriceVersion.objects.all().delete()


def has_no_way_to_pay(_shop: Shop) -> None:
    PaymentMethod.objects.update(active=False)


def has_only_ways_that_need_an_address(shop: Shop) -> None:
    cod = PaymentMethod.objects.create(
        code="cod", gateway="cod", active=True, needs_shipping=True
    )
    shop.checkout.methods = [cod]
    shop.checkout.save_revision().publish()


REASONS = [
    (is_a_draft, "it is a draft."),
    (has_no_price, "no price is chosen."),
    (has_archived_prices, "it has no price that is still sold."),
    (has_archived_products, "what it sells is archived."),
    (has_no_amount, "no price of it has an amount yet."),
    (has_no_way_to_pay, "no way to pay for it is open."),
    (has_only_ways_that_need_an_address, "no way to pay for it is open."),
]
each_reason = pytest.mark.parametrize(("spoil", "why"), REASONS)


@pytest.fixture(params=["checkout", "pricing_table"])
def page(request: pytest.FixtureRequest, shop: Shop) -> PricingPage:
    home = shop.course.get_parent().get_parent()
    block = {"type": request.param, "id": "c" * 8, "value": shop.checkout.pk}
    page = PricingPage(title="Plans", slug="plans", locale=home.locale)
    page.body = json.dumps([block])
    return home.add_child(instance=page)


def shown_to(client: Client, page: PricingPage) -> str:
    response = client.get(page.get_url(), headers={"Accept-Language": "en"})
    assert response.status_code == 200
    return response.content.decode()


@each_reason
def test_the_reason_is_told_and_nothing_is_offered(
    shop: Shop, spoil: Callable[[Shop], None], why: str
):
    assert why_unsold(listed().get()) == ""

    spoil(shop)

    unsold = listed().get()
    assert why_unsold(unsold) == why
    if unsold.live:
        assert not any(offer.payable for offer in offers_of(unsold))


@each_reason
def test_visitors_see_no_trace_and_editors_read_why(
    shop: Shop,
    page: PricingPage,
    edith: Client,
    spoil: Callable[[Shop], None],
    why: str,
):
    assert "€49" in shown_to(Client(), page)
    assert NOTE not in shown_to(edith, page)

    spoil(shop)

    visitor, editor = shown_to(Client(), page), shown_to(edith, page)
    assert NOTE not in visitor
    assert why not in visitor
    assert "€49" not in visitor
    assert f"Visitors see no price here: {why}" in editor
    edit = "wagtailsnippets_commerce_checkoutsnippet:edit"
    assert reverse(edit, args=[shop.checkout.pk]) in editor


def test_a_block_without_a_checkout_is_named_to_editors_only(
    shop: Shop,
    page: PricingPage,
    edith: Client,
):
    shop.checkout.delete()

    assert NOTE not in shown_to(Client(), page)
    assert "no checkout is chosen here." in shown_to(edith, page)


def test_staff_who_do_not_edit_pages_see_what_visitors_see(
    shop: Shop,
    page: PricingPage,
    sam: Client,
):
    is_a_draft(shop)

    assert NOTE not in shown_to(sam, page)


def test_control_without_the_question_who_edits_visitors_read_the_note(
    shop: Shop, page: PricingPage, monkeypatch: pytest.MonkeyPatch
):
    is_a_draft(shop)
    monkeypatch.setattr(notes, "_edits", lambda _user, _page: True)

    assert NOTE in shown_to(Client(), page)


@pytest.mark.parametrize("mode", PricingPage.preview_modes, ids=lambda mode: mode[0])
def test_every_preview_shows_the_note(
    shop: Shop,
    page: PricingPage,
    edith: Client,
    mode: tuple[str, str],
):
    is_a_draft(shop)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    body = page.body.get_prep_value()[0]
    typed = {
        "title": "Plans",
        "slug": "plans",
        "body-count": "1",
        "body-0-type": body["type"],
        "body-0-value": str(body["value"]),
        "body-0-order": "0",
        "body-0-deleted": "",
        "body-0-id": body["id"],
    }
    assert edith.post(address, typed).json()["is_valid"]

    shown = edith.get(address, {"mode": mode[0]}).content.decode()

    assert "Visitors see no price here: it is a draft." in shown
