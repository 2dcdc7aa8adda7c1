"""What a buyer agrees to: the terms of the site or of a checkout, and those of an order whatever is written later."""

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from commerce import forms
from commerce.domain import terms
from commerce.domain.pricing import add_amount
from commerce.models import CheckoutSnippet, Order
from commerce.money import Money
from commerce.views import checkout as views
from courses.models import CoursePage
from home.models import HomePage
from tests.commerce.shop import Shop, Visitor, terms_read

pytestmark = pytest.mark.django_db

READ = "Read the terms of sale"


def write(words: str, language: str = "en") -> HomePage:
    """As an editor does, on the home page of a language."""
    home = HomePage.objects.get(locale__language_code=language)
    home.terms = f"<p>{words}</p>"
    home.save_revision().publish()
    return home


def order_form(checkout: CheckoutSnippet, language: str = "en") -> str:
    address = f"/{language}/checkout/{checkout.translation_key}/"
    return Client().get(address).content.decode()


def sheet(staff: Client, order: Order) -> str:
    return staff.get(reverse("orders:inspect", args=[order.pk])).content.decode()


@pytest.fixture
def ordered(anna: Visitor) -> Order:
    """Anna's, under terms that were changed since."""
    write("Bees are not returned.")
    anna.order()
    write("Bees are returned within a week.")
    return Order.objects.get()


def test_a_course_sold_with_one_form_is_sold_under_the_terms_of_the_site(olive, shop):
    write("Bees are not returned.")

    olive.post(reverse("sell_course", args=[shop.course.pk]), {"amount": "20"})

    checkout = CoursePage.objects.get(pk=shop.course.pk).checkout
    assert "Bees are not returned." in order_form(checkout)


def test_terms_of_its_own_come_before_those_of_the_site(shop):
    write("Bees are not returned.")
    shop.checkout.terms = "<p>Wasps are.</p>"
    shop.checkout.save()

    shown = order_form(shop.checkout)

    assert "Wasps are." in shown
    assert "Bees" not in shown


def test_terms_are_read_in_ones_language_and_in_another_rather_than_not_at_all(shop):
    home = write("Bees are not returned.")
    assert "Bees are not returned." in order_form(shop.checkout, "fr")

    french = Locale.objects.get_or_create(language_code="fr")[0]
    home.copy_for_translation(french).save_revision().publish()
    write("Les abeilles ne sont pas reprises.", "fr")

    assert "Les abeilles" in order_form(shop.checkout, "fr")
    assert "Bees" in order_form(shop.checkout, "en")


def test_where_nobody_wrote_any_nothing_is_to_be_read(shop):
    assert READ not in order_form(shop.checkout)


def test_an_editor_previews_a_checkout_with_the_terms_of_the_site(edith, shop: Shop):
    write("Bees are not returned.")
    checkout = "wagtailsnippets_commerce_checkoutsnippet"
    address = reverse(f"{checkout}:preview_on_edit", args=[shop.checkout.pk])
    typed = {"name": "Plans", "prices": [shop.prices["monthly"].pk]}
    edith.post(address, typed | {"terms": "null", "thank_you": "null"})

    shown = edith.get(address, {"mode": "form"}).content.decode()

    assert "Bees are not returned." in shown


def test_what_anna_agreed_to_is_read_on_her_order_after_the_terms_changed(sam, ordered):
    shown = sheet(sam, ordered)

    assert "Bees are not returned." in shown
    assert "within a week" not in shown


def test_a_wording_is_kept_once_for_all_orders(anna: Visitor, guest: Visitor):
    write("Bees are not returned.")

    anna.order("monthly")
    guest.order("course")

    assert Order.objects.count() == 2
    assert terms.Terms.objects.count() == 1


@pytest.fixture
def late(anna: Visitor) -> Callable[..., HttpResponse]:
    """Anna opened the form before the terms changed; this sends it."""
    write("Bees are not returned.")
    address = f"/en/checkout/{anna.shop.checkout.translation_key}/"
    opened = anna.client.get(address)
    write("Bees are returned within a week.")
    form = {
        "plan": "monthly",
        "method": "stripe",
        "terms": "on",
        "waiver": "on",
        "token": opened.context["form"]["token"].value(),
        "terms_read": terms_read(opened.text),
    }
    assert form["terms_read"] == terms.version_of("<p>Bees are not returned.</p>")
    return lambda **typed: anna.client.post(address, form | typed)


def box(page: HttpResponse) -> str:
    """As the browser gets it."""
    [found] = re.findall(r'<input[^>]*name="terms"[^>]*>', page.text)
    return "checked" if "checked" in found else "empty"


CHANGED = "The terms of sale have changed."


def test_terms_that_changed_under_an_open_form_are_read_before_ordering(late):
    page = late()

    assert (page.status_code, box(page), CHANGED in page.text) == (422, "empty", True)
    assert not Order.objects.exists()

    late(terms_read=terms_read(page.text))

    assert "within a week" in terms.agreed(Order.objects.get())


def test_a_mistake_elsewhere_in_the_form_hides_nothing(late):
    page = late(method="cash")

    assert (page.status_code, box(page), CHANGED in page.text) == (422, "empty", True)


def test_a_mistake_elsewhere_keeps_the_box_while_the_terms_stand(late):
    read = terms_read(late().text)

    page = late(method="cash", terms_read=read)

    assert (page.status_code, box(page), CHANGED in page.text) == (422, "checked", False)  # fmt: skip


def test_a_form_that_does_not_say_what_was_read_orders_nothing(late):
    assert late(terms_read="").status_code == 422
    assert not Order.objects.exists()


def test_without_the_look_anna_would_agree_to_what_she_never_read(late, monkeypatch):
    monkeypatch.setattr(forms.CheckoutForm, "_empty_box", lambda _form: None)

    assert late().status_code == 302
    assert "within a week" in terms.agreed(Order.objects.get())


def test_who_was_asked_nothing_agreed_to_nothing(anna: Visitor):
    write("Bees are not returned.")
    price = anna.shop.prices["course"]
    add_amount(price, Money(0, "EUR"), by=None)
    anna.shop.checkout.prices = [price]
    anna.shop.checkout.save()

    anna.order("course")

    order = Order.objects.get()
    assert (order.terms_accepted_at, order.terms_version) == (None, "")


def test_without_being_kept_what_anna_agreed_to_would_be_gone(
    sam, anna: Visitor, monkeypatch
):
    monkeypatch.setattr(views, "keep", terms.version_of)
    write("Bees are not returned.")
    anna.order()

    assert "Bees" not in sheet(sam, Order.objects.get())
