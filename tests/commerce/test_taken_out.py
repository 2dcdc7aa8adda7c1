"""A gateway is taken out of the settings while orders are on their way through it."""

import pytest
from django.conf import LazySettings
from django.conf import settings as configured
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from commerce.domain import settlement, work
from commerce.models import Order, Payment, PaymentMethod
from tests.commerce.shop import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def without(*codes: str) -> dict[str, str]:
    return {
        code: path for code, path in configured.GATEWAYS.items() if code not in codes
    }


def warned() -> list[str]:
    found = run_checks(tags=["database"], databases=["default"])
    return [each.msg for each in found if each.id == "commerce.W001"]


@pytest.fixture
def pending(anna: Visitor, settings: LazySettings) -> Order:
    """Anna ordered by Stripe; then Stripe was taken out."""
    anna.order("monthly")
    settings.GATEWAYS = without("stripe")
    return Order.objects.get()


def test_its_orders_are_still_shown_and_paid_another_way(anna: Visitor, pending: Order):
    page = anna.client.get(f"/en/checkout/orders/{pending.pk}/")
    assert page.status_code == 200

    away = anna.client.post(
        f"/en/checkout/orders/{pending.pk}/pay/", {"method": "paypal"}
    )

    assert away.headers["Location"].startswith(anna.sandbox.url)


def test_it_is_offered_no_longer(anna: Visitor, pending: Order):
    checkout = f"/en/checkout/{anna.shop.checkout.translation_key}/"
    page = anna.client.get(checkout)
    assert page.status_code == 200
    assert 'value="paypal"' in page.text
    assert 'value="stripe"' not in page.text

    refused = anna.client.post(
        f"/en/checkout/orders/{pending.pk}/pay/", {"method": "stripe"}
    )
    assert refused.status_code < 500


def test_its_looks_are_put_off_and_the_worker_goes_on(anna: Visitor, pending: Order):
    payment = Payment.objects.get()
    settlement.ask_for_look(payment)
    work.drain()

    payment.refresh_from_db()
    assert payment.look_failures == 1
    assert payment.status == Payment.Status.PENDING


def test_staff_read_its_orders_and_payments(
    anna: Visitor, pending: Order, admin_client: Client
):
    pages = {
        "orders": pending.pk,
        "payments": Payment.objects.get().pk,
    }
    for name, about in pages.items():
        for view, args in (("index", []), ("inspect", [about])):
            address = reverse(f"{name}:{view}", args=args)
            assert admin_client.get(address).status_code == 200, address


def test_whoever_takes_it_out_is_told_before_the_site_is_updated(
    anna: Visitor, settings: LazySettings
):
    anna.order("monthly")
    assert warned() == []

    settings.GATEWAYS = without("stripe", "cod")
    assert warned() == [
        "GATEWAYS lacks 'stripe', which payments or payment methods still use."
    ]

    PaymentMethod.objects.filter(code="stripe").update(active=False)
    assert len(warned()) == 1  # its payment is open
    Payment.objects.update(status="canceled", check_due=None)
    assert warned() == []
