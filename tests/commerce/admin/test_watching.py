"""Support asks why somebody cannot watch, and reads the reason."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from commerce.models import Dispute, Entitlement, Order, OrderLine
from tests.commerce.shop import Shop
from tests.queries import cost

from .conftest import is_refused
from .test_facts import order_of
from .test_first_screen import paid

pytestmark = pytest.mark.django_db

ANNA = "anna@example.com"


@pytest.fixture
def anna(shop) -> User:
    return User.objects.create_user(ANNA)


def asked(client: Client, shop: Shop, email: str = ANNA, page: Page | None = None) -> str:  # fmt: skip
    query = {"email": email, "page": (page or shop.course).pk}
    page = client.get("/cms/watching/", query)
    assert page.status_code == 200
    answer = BeautifulSoup(page.content, "html.parser").select_one(".sheet")
    return " ".join(answer.text.split())


def holds(anna: User, shop: Shop, price: str, *, ends: int | None = None) -> None:
    """Until so many days from now."""
    now, price = timezone.now(), shop.prices[price]
    order = paid(shop, days=60)
    Order.objects.filter(pk=order.pk).update(user=anna)
    line = OrderLine.objects.create(
        order=order,
        product=price.product,
        price=price,
        price_version=price.current_version,
        unit_amount=4900,
        amount=4900,
    )
    Entitlement.objects.create(
        user=anna,
        order=order,
        line=line,
        product=price.product,
        starts=now - timedelta(days=60),
        ends=None if ends is None else now + timedelta(days=ends),
        settled_at=now,
    )


def test_somebody_who_can(sam, shop, anna):
    holds(anna, shop, "course")

    assert asked(sam, shop).startswith("This person can watch it, for good")


def test_somebody_whose_pass_ended(sam, shop, anna):
    holds(anna, shop, "monthly", ends=-1)

    said = asked(sam, shop)
    assert said.startswith("This person had it until ")
    assert "accessYes" in said  # the product opens it, its days are over
    assert asked(sam, shop, page=shop.lesson) == said  # as of all below


def test_a_lesson_that_is_free_and_one_sold_by_itself(sam, shop, anna):
    shop.prices["course"].product.grants.update(page_key=shop.lesson.translation_key)
    holds(anna, shop, "course")

    assert asked(sam, shop, page=shop.free_lesson).startswith("Everybody can watch it")
    assert asked(sam, shop, page=shop.lesson).startswith("This person can watch it")


def test_a_course_that_is_private_besides(sam, shop, anna):
    holds(anna, shop, "course")
    assert "It is private besides" not in asked(sam, shop)

    shop.course.get_parent().view_restrictions.create(restriction_type="login")
    assert "It is private besides" in asked(sam, shop)


def test_an_address_brought_along_is_typed_already(sam, shop):
    page = sam.get("/cms/watching/", {"email": ANNA}).text

    assert f'value="{ANNA}"' in page
    assert "This field is required" not in page


def test_somebody_who_holds_something_else(sam, shop, anna):
    shop.prices["course"].product.grants.update(page_key=shop.lesson.translation_key)
    holds(anna, shop, "course")

    said = asked(sam, shop)
    assert said.startswith("This person holds nothing that opens it")
    assert "pythonNo" in said


def test_somebody_who_has_not_paid(sam, shop, anna):
    order = paid(shop, days=0)
    Order.objects.update(payment_state=Order.PaymentState.NEEDS_REVIEW)

    assert f"Order {order.number} is not paid: Under review." in asked(sam, shop)


def test_a_guest_who_has_not_claimed(sam, shop, anna):
    order = paid(shop, days=0)

    assert f"Order {order.number} was paid as a guest" in asked(sam, shop)


def test_somebody_unknown_and_a_course_nobody_sells(sam, shop):
    shop.course.unpublish()
    for price in shop.prices.values():
        price.product.grants.all().delete()

    said = asked(sam, shop, "nobody@example.com")
    assert said.startswith("Nothing on sale opens it")
    assert "No account has this address." in said
    assert "It is not published" in said


def test_it_is_not_an_editors_to_ask(edith, shop):
    assert is_refused(edith.get("/cms/watching/"))


@pytest.mark.parametrize("times", [1, 8])
def test_somebody_with_many_orders_costs_as_much(sam, shop, anna, times):
    for _order in range(times):
        holds(anna, shop, "course")

    address = f"/cms/watching/?email={ANNA}&page={shop.course.pk}"
    assert cost(sam, address) == 23


# -- money that went back


@pytest.mark.parametrize(
    ("state", "dispute", "why"),
    [
        ("refunded", "", "went back: its access is closed"),
        ("paid", "needs_response", "is disputed at the bank or PayPal"),
        ("partially_refunded", "", "was given back: it is closed"),
        ("expired", "", "is not paid: Expired"),
    ],
)
def test_it_names_what_became_of_the_money(sam, shop, state, dispute, why):
    order = order_of(shop)
    order.lines.update(settled_at=timezone.now(), holds=False)
    Order.objects.filter(pk=order.pk).update(payment_state=state)
    if dispute:
        Dispute.objects.create(
            payment=order.payments.get(),
            ref="du_1",
            status=dispute,
            amount=1,
            currency="EUR",
        )

    assert why in asked(sam, shop, order.email)
