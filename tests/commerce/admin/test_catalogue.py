"""Products, prices and ways to pay, as an owner keeps them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commerce.domain.pricing import StartsInThePast, add_amount
from commerce.models import PaymentMethod, Price, Product, ProductGrant, ProductText
from commerce.money import Money

pytestmark = pytest.mark.django_db

SNIPPETS = "wagtailsnippets_commerce"


def rows(prefix: str, *forms: dict, saved: int = 0) -> dict[str, str]:
    """What a page's JavaScript sends for rows of an inline panel."""
    sent = {f"{prefix}-TOTAL_FORMS": len(forms), f"{prefix}-INITIAL_FORMS": saved}
    for number, form in enumerate(forms):
        sent |= {f"{prefix}-{number}-{name}": value for name, value in form.items()}
    return sent


def save(client: Client, model: str, typed: dict, pk: int | None = None):
    name = f"{SNIPPETS}_{model}"
    address = reverse(f"{name}:edit", args=[pk]) if pk else reverse(f"{name}:add")
    return client.post(address, typed)


WORDS = rows("texts", {"language": "en", "title": "Bees", "name": "Bees"})


# -- products


def test_a_product_opens_a_page_by_the_key_of_all_its_translations(olive, shop):
    page = rows("grants", {"page": shop.course.pk})

    save(olive, "product", {"code": "bees", "kind": "access", **WORDS, **page})

    grant = ProductGrant.objects.get(product__code="bees")
    assert (grant.page_key, grant.until) == (shop.course.translation_key, None)


def test_a_page_taken_away_is_withdrawn_and_its_row_stays(olive, shop):
    product = shop.prices["course"].product
    text = ProductText.objects.create(product=product, language="en", title="Python")
    grant = product.grants.get()
    words = rows(
        "texts",
        {"id": text.pk, "language": "en", "title": "Python"},
        saved=1,
    )
    gone = rows("grants", {"id": grant.pk, "DELETE": "on"}, saved=1)

    save(
        olive,
        "product",
        {"code": "python", "kind": "access", **words, **gone},
        product.pk,
    )

    grant.refresh_from_db()
    assert grant.until is not None


def test_a_page_is_opened_once(olive, shop):
    twice = rows("grants", {"page": shop.course.pk}, {"page": shop.course.pk})

    response = save(
        olive, "product", {"code": "bees", "kind": "access", **WORDS, **twice}
    )

    assert "in the list already" in response.content.decode()


def test_what_is_archived_is_sold_nowhere_until_restored(olive, shop):
    product = shop.prices["course"].product
    address = reverse(f"{SNIPPETS}_product:archive", args=[product.pk])

    olive.get(address)
    assert product in Product.objects.live()

    olive.post(address)
    assert product not in Product.objects.live()

    olive.post(address)
    assert product in Product.objects.live()


@pytest.mark.parametrize("model", [Product, Price, PaymentMethod])
def test_what_orders_refer_to_is_never_deleted(olive, shop, model):
    thing = model.objects.first()
    viewset = model.snippet_viewset
    one = reverse(viewset.get_url_name("delete"), args=[thing.pk])
    many = reverse(
        "wagtail_bulk_action", args=["commerce", model._meta.model_name, "delete"]
    )
    olive.user.is_superuser = True
    olive.user.save()

    for address in (one, f"{many}?id={thing.pk}"):
        olive.get(address)
        olive.post(address)

    assert model.objects.filter(pk=thing.pk).exists()
    answer = olive.get(f"{many}?id={thing.pk}", follow=True)
    assert "orders refer to it" in answer.content.decode()


# -- prices and amounts


def test_a_new_price_asks_for_its_amount_next(olive, shop):
    product = shop.prices["course"].product
    typed = {"product": product.pk, "kind": "pass", "days": "90", "code": "quarter"}

    response = save(olive, "price", typed | WORDS)

    price = Price.objects.get(code="quarter")
    assert response["Location"] == amount_address(price)


def amount_address(price: Price) -> str:
    return reverse(f"{SNIPPETS}_price:amount", args=[price.pk])


def test_a_pass_says_for_how_many_days(olive, shop):
    product = shop.prices["course"].product
    typed = {"product": product.pk, "kind": "pass", "code": "quarter"}

    response = save(olive, "price", typed | WORDS)

    assert "for how many days" in response.content.decode()


def test_a_price_keeps_its_product(olive, shop):
    price = shop.prices["course"]
    other = shop.prices["monthly"].product
    typed = {"product": other.pk, "kind": "one_time", "code": "course"}

    save(olive, "price", typed | WORDS, price.pk)

    price.refresh_from_db()
    assert price.words("en").name == "Bees"
    assert price.product != other


def test_an_amount_is_added_and_the_old_one_stays(olive, shop):
    price = shop.prices["course"]

    olive.post(amount_address(price), {"amount": "59,90", "reason": "New lessons"})

    amounts = [version.amount for version in price.versions.all()]
    assert amounts == [5990, 4999]
    assert price.current_version.reason == "New lessons"


def test_an_amount_may_wait(olive, shop):
    price = shop.prices["course"]
    tomorrow = timezone.localtime() + timedelta(days=1)

    olive.post(
        amount_address(price), {"amount": "10", "starts": f"{tomorrow:%Y-%m-%d %H:%M}"}
    )

    assert price.versions.count() == 2
    assert price.current_version.amount == 4999


def test_no_amount_begins_in_the_past(olive, shop):
    price = shop.prices["course"]
    yesterday = timezone.now() - timedelta(days=1)

    response = olive.post(
        amount_address(price), {"amount": "10", "starts": f"{yesterday:%Y-%m-%d %H:%M}"}
    )

    assert "has passed" in response.content.decode()
    with pytest.raises(StartsInThePast):
        add_amount(price, Money(1, "EUR"), by=None, starts=yesterday)


@pytest.mark.parametrize("model", ["product", "price", "checkoutsnippet"])
def test_no_other_form_holds_an_amount(olive, shop, model):
    response = olive.get(reverse(f"{SNIPPETS}_{model}:add"))

    fields = response.context["form"].fields
    assert not [name for name in fields if "amount" in name or "version" in name]


# -- ways to pay


def test_a_new_way_to_pay_is_off_until_somebody_switches_it_on(olive):
    typed = {"code": "sepa", "gateway": "transfer", "icon": ""}

    save(olive, "paymentmethod", typed | WORDS)

    assert PaymentMethod.objects.get(code="sepa").active is False


def test_a_way_to_pay_names_an_installed_gateway(olive):
    typed = {"code": "gold", "gateway": "goldmine", "icon": ""}

    save(olive, "paymentmethod", typed | WORDS)

    assert not PaymentMethod.objects.filter(code="gold").exists()
