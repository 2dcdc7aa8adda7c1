"""What selling costs in queries: as much for one plan or order as for many."""

import base64

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from commerce.domain import copies, inbox, settlement
from commerce.models import PaymentMethod, Price, PriceVersion, PricingPage
from tests.commerce.shop import Shop, Visitor, deliver, knock
from tests.commerce.test_pages import holder, paid_order
from tests.queries import cost, counted

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MANY = pytest.mark.parametrize("plans", [0, 12])


def add_plans(shop: Shop, count: int) -> None:
    """Each with two past amounts and one in force."""
    product = shop.prices["monthly"].product
    for number in range(count):
        code = f"plan-{number}"
        price = Price.objects.create(code=code, product=product)
        for amount in (1000, 2000, 3000 + number):
            PriceVersion.objects.create(price=price, currency="EUR", amount=amount)
        shop.checkout.prices.add(price)
        PaymentMethod.objects.create(code=code, gateway="transfer", active=True)
    shop.checkout.save()


def body_of(delivery: dict) -> bytes:
    return base64.b64decode(delivery["body"])


def checkout_of(shop: Shop) -> str:
    return f"/en/checkout/{shop.checkout.translation_key}/"


@MANY
def test_pricing(shop, plans):
    add_plans(shop, plans)
    home = shop.course.get_parent().get_parent()
    page = PricingPage(
        title="Plans", locale=home.locale, body=[("pricing_table", shop.checkout)]
    )
    home.add_child(instance=page)

    assert cost(Client(), page.url) == 4


@MANY
def test_course_with_its_own_checkout(shop, plans):
    add_plans(shop, plans)
    shop.course.checkout = shop.checkout
    shop.course.save()

    assert cost(Client(), shop.course.url) == 6


@MANY
def test_locked_lesson(shop, plans):
    add_plans(shop, plans)

    assert cost(Client(), shop.lesson.url, status=403) == 7


@MANY
def test_lesson_whose_access_ended(shop, plans):
    client = holder(shop, days_ago=40)
    add_plans(shop, plans)

    assert cost(client, shop.lesson.url, status=403) == 12


@MANY
def test_checkout(shop, plans):
    add_plans(shop, plans)

    assert cost(Client(), checkout_of(shop)) == 7


@pytest.mark.parametrize("orders", [1, 8])
def test_orders_of_an_account(shop, orders):
    user = User.objects.create_user("anna@example.com")
    for _order in range(orders):
        paid_order(shop, user=user)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")

    assert cost(client, "/en/account/orders/") == 5


@MANY
def test_placing_an_order_and_opening_it_at_the_provider(anna, shop, plans):
    add_plans(shop, plans)
    filled_in = {"plan": "monthly", "method": "stripe", "terms": "on", "waiver": "on"}
    copies.settle_in()  # as the worker did when it started
    form = anna.client.get(checkout_of(shop)).context["form"]

    with counted() as count:
        token = {"token": form["token"].value()}
        response = anna.client.post(checkout_of(shop), filled_in | token)

    assert response.status_code == 302
    # one counts the tries of the last hour; PostgreSQL's processes take turns at it
    assert count() == 20 + (connection.vendor == "postgresql")


def test_taking_an_event_in(anna: Visitor, sandbox):
    anna.buy()
    delivery = sandbox.deliveries()

    with counted() as count:
        assert deliver(sandbox) == [200] * len(delivery)

    assert count() == len(delivery)


def test_settling(anna: Visitor, sandbox):
    order = anna.buy()
    paid = b'"type": "checkout.session.completed"'
    told = [each for each in sandbox.deliveries() if paid in body_of(each)]
    assert [knock(each) for each in told] == [200]

    with counted() as count:
        inbox.due_events()
        settlement.due_looks()

    order.refresh_from_db()
    assert order.payment_state == order.PaymentState.PAID
    assert count() == 24
