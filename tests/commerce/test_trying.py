"""What ``try_checkout`` refuses, and how it says what is broken."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from commerce.models import PaymentMethod
from tests.commerce.shop import Shop
from tests.sandbox_process import SandboxProcess, free_port

pytestmark = pytest.mark.django_db
LIVE = [
    {"STRIPE_SECRET_KEY": "sk_live_x"},
    {"STRIPE_SECRET_KEY": "rk_live_x"},
    {"PAYPAL_MODE": "live"},
]


@pytest.mark.parametrize("keys", LIVE, ids=str)
def test_with_live_keys_nothing_is_tried(shop: Shop, sandbox, settings, keys):
    for name, value in keys.items():
        setattr(settings, name, value)

    with pytest.raises(CommandError, match="Live keys"):
        call_command("try_checkout", site=sandbox.url)
    assert sandbox.calls() == []


def test_a_site_that_is_away_is_named_with_its_step(shop: Shop):
    told = StringIO()

    with pytest.raises(CommandError, match="refused"):
        call_command(
            "try_checkout", site=f"http://127.0.0.1:{free_port()}", stdout=told
        )
    assert told.getvalue().split() == ["config", "failed"]


def test_a_site_that_answers_something_else_is_named_too(shop, sandbox: SandboxProcess):
    with pytest.raises(CommandError):
        call_command("try_checkout", site=sandbox.url)


@pytest.mark.parametrize("price", ["", "gold"])
def test_where_nothing_is_sold_there_is_nothing_to_try(shop: Shop, price):
    if not price:
        shop.checkout.unpublish()

    with pytest.raises(CommandError, match="Nothing on sale"):
        call_command("try_checkout", price=price)


def test_without_a_way_to_pay_there_is_nothing_to_try(shop: Shop):
    PaymentMethod.objects.update(active=False)

    with pytest.raises(CommandError, match="No payment method"):
        call_command("try_checkout")
