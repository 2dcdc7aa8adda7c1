"""Checkouts, as an editor makes them."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from commerce.domain.pricing import archive
from commerce.models import CheckoutSnippet
from commerce.models.pages import PricingPage
from tests.commerce.shop import Shop
from tests.queries import cost

pytestmark = pytest.mark.django_db

NAME = "wagtailsnippets_commerce_checkoutsnippet"
PUBLISH = {"action-publish": "on"}


def write(client: Client, **typed: object):
    return client.post(reverse(f"{NAME}:add"), filled_in(**typed))


def filled_in(**typed: object) -> dict:
    return {"name": "Plans", "terms": "null", "thank_you": "null"} | typed


def test_an_editor_makes_and_publishes_a_checkout(edith, shop):
    prices = [shop.prices["monthly"].pk, shop.prices["annual"].pk]

    write(edith, prices=prices, recommended=prices[1], **PUBLISH)

    checkout = CheckoutSnippet.objects.get(name="Plans")
    assert checkout.live
    assert checkout.recommended == shop.prices["annual"]
    assert checkout.prices.count() == 2


def test_a_draft_may_be_empty_and_a_published_one_not(edith, shop):
    refused = write(edith, **PUBLISH)
    assert "at least one active price" in refused.content.decode()
    assert not CheckoutSnippet.objects.filter(name="Plans").exists()

    write(edith)
    assert CheckoutSnippet.objects.get(name="Plans").live is False


def test_an_archived_price_sells_nothing(edith, olive, shop):
    price = shop.prices["course"]
    olive.post(reverse("wagtailsnippets_commerce_price:archive", args=[price.pk]))

    edit = edith.get(reverse(f"{NAME}:edit", args=[shop.checkout.pk]))
    refused = write(edith, prices=[price.pk], **PUBLISH)

    assert "(archived)" in edit.content.decode()
    assert refused.context["form"].errors["prices"]


def test_methods_that_are_all_switched_off_are_refused(edith, shop):
    transfer = shop.methods["transfer"]
    transfer.active = False
    transfer.save()

    refused = write(
        edith, prices=[shop.prices["course"].pk], methods=[transfer.pk], **PUBLISH
    )

    assert "No active method remains" in refused.content.decode()


def test_recommended_is_one_of_the_prices(edith, shop):
    refused = write(
        edith, prices=[shop.prices["course"].pk], recommended=shop.prices["annual"].pk
    )

    assert "one of the prices above" in refused.content.decode()


def test_each_price_is_listed_with_its_amount(edith, shop):
    page = edith.get(reverse(f"{NAME}:add")).content.decode()

    assert "€49.99" in page
    assert "€499" in page


def test_the_form_says_where_the_checkout_is_used(edith, shop):
    address = reverse(f"{NAME}:edit", args=[shop.checkout.pk])
    assert "Not used on any page" in edith.get(address).content.decode()

    shop.course.checkout = shop.checkout
    shop.course.save_revision().publish()

    form = edith.get(address).content.decode()
    assert "Used on 1 page" in form
    page = reverse("wagtailadmin_pages:edit", args=[shop.course.pk])
    assert f'<a href="{page}">Python</a>' in form


CHOOSER = "wagtailsnippetchoosers_commerce_checkoutsnippet"


def chooser(client: Client, **query: str) -> str:
    """The rows of the chooser, which are the rows of the list."""
    return client.get(reverse(f"{CHOOSER}:choose_results"), query).content.decode()


def test_the_chooser_tells_price_state_and_usage(edith, shop):
    fresh = chooser(edith)
    assert "€49.99" in fresh
    assert ">Live<" in "".join(fresh.split())
    assert "nowhere yet" in fresh
    assert "Nothing can be bought" not in fresh

    shop.course.checkout = shop.checkout
    shop.course.save_revision().publish()
    shop.checkout.heading = "Two ways in"
    shop.checkout.save_revision()
    for price in shop.checkout.prices.all():
        archive(price)

    rows = chooser(edith)
    assert "Live with changes" in rows
    assert "on 1 page" in rows
    assert "Nothing can be bought: it has no price that is still sold." in rows
    assert rows.count("on 1 page") == edith.get(
        reverse(f"{NAME}:list")
    ).content.decode().count("on 1 page")


def test_the_chooser_finds_by_name(edith, shop):
    assert "€49.99" in chooser(edith, q="Al")
    assert "€49.99" not in chooser(edith, q="zebra")


def test_a_chooser_of_many_asks_no_more_than_one_of_one(edith, shop):
    address = reverse(f"{CHOOSER}:choose_results")
    one = cost(edith, address)
    for number in range(9):
        another = CheckoutSnippet(name=f"No {number}", locale=shop.checkout.locale)
        another.prices = list(shop.prices.values())
        another.save()

    assert chooser(edith).count("€49.99") == 10
    assert cost(edith, address) == one


def made_in_chooser(client: Client, shop: Shop, **typed: object) -> CheckoutSnippet:
    form = {"name": "Plans", "prices": [shop.prices["monthly"].pk]} | typed
    answer = client.post(reverse(f"{CHOOSER}:create"), form)
    return CheckoutSnippet.objects.get(pk=answer.json()["result"]["id"])


def test_a_checkout_made_in_the_chooser_is_live_at_once(edith, shop):
    modal = edith.get(reverse(f"{CHOOSER}:choose"))
    assert "Create this checkout" in modal.json()["html"]

    checkout = made_in_chooser(edith, shop)

    assert checkout.live
    assert list(checkout.prices.all()) == [shop.prices["monthly"]]
    assert checkout.latest_revision.user == edith.user
    assert checkout.locale == shop.checkout.locale


def test_it_is_a_draft_where_its_author_may_not_publish(edith, shop):
    group = edith.user.groups.get()
    group.permissions.remove(Permission.objects.get(codename="publish_checkoutsnippet"))

    checkout = made_in_chooser(edith, shop)

    assert not checkout.live
    assert checkout.latest_revision.user == edith.user


def test_nobody_makes_one_who_may_only_choose(edith, shop):
    group = edith.user.groups.get()
    group.permissions.remove(Permission.objects.get(codename="add_checkoutsnippet"))

    modal = edith.get(reverse(f"{CHOOSER}:choose")).json()["html"]
    edith.post(reverse(f"{CHOOSER}:create"), {"name": "Plans"})

    assert "Create this checkout" not in modal
    assert not CheckoutSnippet.objects.filter(name="Plans").exists()


def test_it_speaks_the_language_of_the_page_it_is_for(edith, shop):
    french, _made = Locale.objects.get_or_create(language_code="fr")

    modal = edith.get(reverse(f"{CHOOSER}:choose"), {"locale": "fr"}).json()["html"]
    asked = modal.partition('name="language"')[2].partition("</select>")[0]

    assert f'<option value="{french.pk}" selected>' in asked
    assert made_in_chooser(edith, shop, language=french.pk).locale == french


def test_a_new_one_begins_in_the_language_one_works_in(edith, shop):
    Locale.objects.get_or_create(language_code="fr")
    english = edith.get(reverse(f"{NAME}:list")).content.decode()
    french = edith.get(reverse(f"{NAME}:list"), {"locale": "fr"}).content.decode()

    assert f"{reverse(f'{NAME}:add')}?locale=en" in english
    assert f"{reverse(f'{NAME}:add')}?locale=fr" in french
    write(edith, prices=[shop.prices["monthly"].pk])
    assert CheckoutSnippet.objects.get(name="Plans").locale.language_code == "en"


def test_an_address_may_ask_for_another_language(edith, shop):
    Locale.objects.get_or_create(language_code="fr")
    typed = filled_in(prices=[shop.prices["monthly"].pk])

    edith.post(f"{reverse(f'{NAME}:add')}?locale=fr", typed)

    assert CheckoutSnippet.objects.get(name="Plans").locale.language_code == "fr"
    unknown = edith.get(reverse(f"{NAME}:add"), {"locale": "xx"}, follow=True)
    assert unknown.status_code == 404


# -- pages


def test_a_new_pricing_page_begins_with_plans_and_questions(edith, shop):
    home = shop.course.get_parent().get_parent()
    address = reverse(
        "wagtailadmin_pages:add", args=["commerce", "pricingpage", home.pk]
    )

    form = edith.get(address).context["form"]

    kinds = [block.block_type for block in form.initial["body"]]
    assert kinds == ["pricing_table", "faq"]


def publish(client: Client, page: PricingPage, body: list) -> str:
    """Publishes a pricing page with this body; what the CMS says after it."""
    page.body = body
    page.save_revision()
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    fields = {
        "title": page.title,
        "slug": page.slug,
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        "body-count": len(body),
    }
    for number, (kind, value) in enumerate(body):
        fields |= {
            f"body-{number}-type": kind,
            f"body-{number}-value": getattr(value, "pk", value),
            f"body-{number}-order": number,
            f"body-{number}-deleted": "",
            f"body-{number}-id": "",
        }
    answer = client.post(edit.wsgi_request.path, fields | PUBLISH, follow=True)
    page.refresh_from_db()
    assert page.live
    assert not page.has_unpublished_changes
    return answer.content.decode()


@pytest.fixture
def pricing(shop) -> PricingPage:
    home = shop.course.get_parent().get_parent()
    return home.add_child(
        instance=PricingPage(title="Pricing", slug="prices", locale=home.locale)
    )


def test_a_pricing_page_without_a_checkout_says_so(edith, pricing):
    assert "sells nothing yet" in publish(edith, pricing, [])


def test_a_pricing_page_with_a_draft_checkout_says_so(edith, shop, pricing):
    shop.checkout.unpublish()
    said = publish(edith, pricing, [("checkout", shop.checkout)])

    assert "sells nothing yet" in said


def test_a_pricing_page_that_sells_says_nothing(edith, shop, pricing):
    said = publish(edith, pricing, [("checkout", shop.checkout)])

    assert "sells nothing yet" not in said


# -- pages that are sold


def deleted(client: Client, page: object) -> str:
    """Tries it twice, by itself and in bulk; what the CMS says."""
    one = reverse("wagtailadmin_pages:delete", args=[page.pk])
    many = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    client.user.is_superuser = True
    client.user.save()
    client.post(f"{many}?id={page.pk}")
    client.post(one)
    return client.get(one, follow=True).content.decode()


def test_a_page_that_is_sold_is_not_deleted(olive, shop):
    said = deleted(olive, shop.course)

    assert "sells it" in said
    assert type(shop.course).objects.filter(pk=shop.course.pk).exists()


def test_nor_is_a_page_above_it(olive, shop):
    index = shop.course.get_parent()

    deleted(olive, index)

    assert type(shop.course).objects.filter(pk=shop.course.pk).exists()


def test_a_page_that_nothing_sells_is_deleted(olive, shop):
    deleted(olive, shop.lesson)

    assert not type(shop.lesson).objects.filter(pk=shop.lesson.pk).exists()


def test_the_editor_of_a_lesson_nobody_can_open_is_told(edith, olive, shop):
    address = reverse("wagtailadmin_pages:edit", args=[shop.lesson.pk])
    assert "Nobody can open this lesson" not in edith.get(address).content.decode()

    for price in ("monthly", "course"):
        product = shop.prices[price].product
        olive.post(
            reverse("wagtailsnippets_commerce_product:archive", args=[product.pk])
        )

    assert "Nobody can open this lesson" in edith.get(address).content.decode()
    free = reverse("wagtailadmin_pages:edit", args=[shop.free_lesson.pk])
    assert "Nobody can open this lesson" not in edith.get(free).content.decode()
