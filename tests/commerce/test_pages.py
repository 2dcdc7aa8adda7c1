"""What visitors read where money is asked for, waited for or gone: the words, the way on, nothing personal to strangers."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale

from accounts.models import User
from commerce.access import hash_secret
from commerce.domain import plans
from commerce.domain.pricing import add_amount
from commerce.domain.settlement import settle
from commerce.models import CheckoutSnippet, Order, OrderLine, Payment
from commerce.models.pages import PricingPage
from commerce.money import Money
from courses.models import LessonPage
from tests.commerce.shop import Shop

SECRET = "of this browser"


def order_of(
    shop: Shop, *, user: User | None = None, plan: str = "monthly", **state: object
) -> Order:
    price = shop.prices[plan]
    order = Order.objects.create(
        user=user,
        email=user.email if user else "guest@example.com",
        language="en",
        checkout_key=shop.checkout.translation_key,
        currency="EUR",
        total=price.current_version.amount,
        browser_hash=hash_secret(SECRET),
        expires_at=timezone.now() + timedelta(days=1),
        **state,
    )
    OrderLine.objects.create(
        order=order,
        product=price.product,
        price=price,
        price_version=price.current_version,
        title="Everything",
        unit_amount=order.total,
        amount=order.total,
        kind=price.kind,
        days=price.days,
    )
    return order


def paid_order(shop: Shop, **kwargs: object) -> Order:
    order = order_of(shop, **kwargs)
    attempt(shop, order, Payment.Status.SUCCEEDED, captured=order.total)
    settle(order)
    return order


def attempt(shop: Shop, order: Order, status: str, **kwargs: object) -> Payment:
    gateway = kwargs.pop("gateway", "stripe")
    return Payment.objects.create(
        order=order,
        method=shop.methods[gateway],
        gateway=gateway,
        status=status,
        amount=order.total,
        currency="EUR",
        **kwargs,
    )


def page_of(order: Order, *, known: bool = True) -> str:
    client = Client()
    if known:
        client.cookies[settings.ORDER_COOKIE] = SECRET
    response = client.get(f"/en/checkout/orders/{order.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def holder(shop: Shop, *, days_ago: int = 0) -> Client:
    user = User.objects.create_user("anna@example.com")
    order = paid_order(shop, user=user)
    entitlement = order.entitlements.get()
    entitlement.starts -= timedelta(days=days_ago)
    entitlement.ends -= timedelta(days=days_ago)
    entitlement.save()
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("status", "kwargs", "words"),
    [
        ("pending", {}, "Not paid yet"),
        ("processing", {}, "Do not pay again"),
        ("failed", {}, "No payment was taken"),
        ("failed", {"failure_code": "insufficient_funds"}, "cannot cover €49"),
        ("failed", {"failure_code": "rejected"}, "The payment service does not answer"),
        ("created", {}, "Nothing was taken and your order is kept"),
        ("canceled", {}, "Nothing was paid"),
        ("pending", {"gateway": "transfer"}, "Access opens on arrival"),
    ],
)
def test_an_order_says_how_it_stands(shop, status, kwargs, words):
    order = order_of(shop)
    attempt(shop, order, status, **kwargs)

    text = page_of(order)

    assert words in text
    assert order.number in text


def test_a_guest_who_paid_goes_on_and_hears_of_the_link(shop):
    text = page_of(paid_order(shop))

    assert "Payment received" in text
    assert "We sent your receipt and a link to guest@example.com" in text


def test_a_stranger_reads_the_state_and_nothing_personal(shop):
    order = paid_order(shop)

    text = page_of(order, known=False)

    assert "Paid" in text
    assert f"/en/checkout/orders/{order.pk}/link/" in text
    assert order.email not in text
    assert order.number not in text


def checkout_page(shop: Shop, query: str = "") -> str:
    address = f"/en/checkout/{shop.checkout.translation_key}/{query}"
    return Client().get(address).content.decode()


def test_the_button_says_what_it_costs_for_each_plan(shop):
    text = checkout_page(shop, "?plan=annual")

    for price in ("€49", "€49.99", "€499"):
        assert f"Order and pay {price}</span>" in text
    assert 'value="annual" id="id_plan_2" checked' in text


def test_nothing_is_ticked_beforehand(shop):
    text = checkout_page(shop)

    for name in ("terms", "waiver"):
        box = text.split(f'name="{name}"')[1].split(">")[0]
        assert "checked" not in box


def test_a_checkout_with_one_plan_asks_for_none(shop):
    shop.checkout.prices = [shop.prices["course"]]
    shop.checkout.save()

    text = checkout_page(shop)

    assert '<input type="hidden" name="plan" value="course">' in text
    assert "What do you want?" not in text


def test_what_was_typed_is_kept_and_errors_stand_in_the_title(shop):
    address = f"/en/checkout/{shop.checkout.translation_key}/"
    response = Client().post(address, {"plan": "annual", "email": "anna@"})
    text = response.content.decode()

    assert response.status_code == 422
    assert "<title>Error: " in text
    assert 'value="anna@"' in text
    assert 'href="#id_email"' in text


def test_a_course_shows_its_ways_in_to_a_visitor(shop):
    shop.course.checkout = shop.checkout
    shop.course.save()

    text = Client().get("/en/courses/python/").content.decode()

    assert f"plan=course&amp;page={shop.course.pk}" in text
    assert text.count('id="lessons"') == 1
    assert "Not on sale yet" not in text


def test_a_course_that_nothing_sells_says_so(shop):
    CheckoutSnippet.objects.update(live=False)

    text = Client().get("/en/courses/python/").content.decode()

    assert "Not on sale yet" in text


def test_who_holds_a_course_goes_on_instead_of_buying(shop):
    text = holder(shop).get("/en/courses/python/").content.decode()

    assert "You have this course" in text
    assert "plan=" not in text


def test_a_closed_lesson_names_the_shortest_way_in(shop):
    response = Client().get(shop.lesson.get_url())
    text = response.content.decode()

    assert response.status_code == 403
    assert "Open it for €49" in text
    assert f"plan=monthly&amp;page={shop.lesson.pk}" in text
    assert "Bought already? Sign in" in text


def test_a_closed_lesson_wears_a_lock_where_one_stands(shop):
    stranger = Client().get(shop.lesson.get_url()).text
    subscriber = holder(shop).get(shop.lesson.get_url()).text

    here = re.compile(r"is-current.*?icons\.svg#(\w+)", re.DOTALL)
    assert here.findall(stranger) == ["lock"]
    assert here.findall(subscriber) == ["play"]


@pytest.fixture
def boucles(shop) -> LessonPage:
    """The closed lesson in French, of a shop whose checkout is in English."""
    french = Locale.objects.get_or_create(language_code="fr")[0]
    page = shop.lesson.copy_for_translation(french, copy_parents=True)
    page.save_revision().publish()
    return page


def plans_on(page: LessonPage) -> set[str]:
    """Where its buttons lead."""
    return set(re.findall(r"plan=(\w+)", Client().get(page.get_url()).text))


def test_a_closed_lesson_is_sold_by_the_checkout_of_another_language(shop, boucles):
    order_form = f"/fr/checkout/{shop.checkout.translation_key}/?plan=monthly"

    assert plans_on(boucles) == {"monthly"}
    assert order_form in Client().get(boucles.get_url()).text
    assert Client().get(order_form).status_code == 200


def test_without_a_checkout_of_another_language_it_would_not_be_sold(
    shop, boucles, monkeypatch
):
    monkeypatch.setattr(plans, "_placed_prices", local_only(plans._placed_prices))

    assert plans_on(boucles) == set()


def local_only(placed_prices):
    """Where a checkout of another language does not count."""

    def placed(products, locale):
        found = placed_prices(products, locale)
        return {each: found[each] for each in found if each.locale == locale}

    return placed


def test_a_closed_lesson_is_sold_by_the_checkouts_of_its_language_alone(shop, boucles):
    french = shop.checkout.copy_for_translation(boucles.locale)
    french.prices = [shop.prices["annual"]]
    french.save()
    french.save_revision().publish()

    assert plans_on(boucles) == {"annual"}


def test_a_draft_in_another_language_sells_nothing(shop, boucles):
    shop.checkout.unpublish()

    assert plans_on(boucles) == set()


def test_an_ended_access_has_one_button(shop):
    response = holder(shop, days_ago=40).get(shop.lesson.get_url())
    gate = (
        response.content.decode().split('class="gate"')[1].split("</div>\n  </div>")[0]
    )

    assert response.status_code == 403
    assert "Your access ended on" in gate
    assert gate.count('class="button"') == 1
    assert "Renew for €49" in gate


def pricing_page(shop: Shop) -> PricingPage:
    home = shop.course.get_parent().get_parent()
    return home.add_child(
        instance=PricingPage(
            title="Plans",
            slug="plans",
            locale=home.locale,
            body=[("pricing_table", shop.checkout)],
        )
    )


@pytest.mark.parametrize(
    ("monthly", "annual", "saving"),
    [
        (49, 499, ["Save €89"]),  # twelve months would cost 588
        (49, 480, ["Save €108"]),
        (60, 499, ["Save €221"]),
        (49, 588, []),
        (0, 499, []),
    ],
)
def test_what_a_year_saves_is_computed(shop, monthly, annual, saving):
    for code, euros in (("monthly", monthly), ("annual", annual)):
        add_amount(shop.prices[code], Money(euros * 100, "EUR"), by=None)

    text = Client().get(pricing_page(shop).get_url()).content.decode()

    assert re.findall(r"Save €[\d.,]+", text) == saving


def test_a_lone_plan_has_the_button_that_stands_out(shop):
    page = pricing_page(shop)
    several = Client().get(page.get_url()).text
    shop.checkout.prices.set([shop.prices["monthly"]])
    shop.checkout.save()
    alone = Client().get(page.get_url()).text

    quiet = re.compile(r"is-quiet[^>]*plan=")
    assert quiet.search(several)
    assert not quiet.search(alone)


def test_a_draft_is_shown_to_editors_only(shop, admin_client):
    CheckoutSnippet.objects.update(live=False)
    page = pricing_page(shop)

    note = "Only editors see this note."
    assert note not in Client().get(page.get_url()).content.decode()
    assert note in admin_client.get(page.get_url()).content.decode()


def test_my_courses_tell_until_when_and_how_to_renew(shop):
    text = holder(shop).get("/en/account/").content.decode()

    assert "Access until" in text
    assert 'href="/en/renew-subscription/?page=' in text


def test_an_account_without_courses_leads_to_them(shop, client):
    client.force_login(
        User.objects.create_user("new@example.com"),
        "django.contrib.auth.backends.ModelBackend",
    )

    text = client.get("/en/account/").content.decode()

    assert "No course here yet." in text
