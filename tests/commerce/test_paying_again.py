"""An order that is not paid: its page offers to try again, the same way or another."""

import re

import pytest
from django.conf import settings
from django.test import Client

from commerce.models import Order
from tests.commerce.shop import Visitor
from tests.commerce.test_pages import SECRET, attempt, order_of, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("status", ["pending", "failed", "canceled"])
def test_an_open_order_can_be_paid_again(shop, status):
    order = order_of(shop)
    attempt(shop, order, status)

    text = page_of(order)

    assert f'action="/en/checkout/orders/{order.pk}/pay/"' in text
    assert "Order and pay €49" in text


@pytest.mark.parametrize(
    ("status", "kwargs"),
    [
        ("pending", {}),
        ("failed", {}),
        ("failed", {"failure_code": "rejected"}),
        ("canceled", {}),
        ("pending", {"gateway": "transfer"}),
    ],
)
def test_its_form_is_accepted_as_the_page_gave_it(shop, status, kwargs):
    order = order_of(shop)
    attempt(shop, order, status, **kwargs)
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[settings.ORDER_COOKIE] = SECRET
    address = f"/en/checkout/orders/{order.pk}/"
    page = browser.get(address).content.decode()
    form = page.partition(f'action="{address}pay/"')[2]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]

    sent = {"method": "none of ours", "csrfmiddlewaretoken": token}
    assert browser.post(f"{address}pay/", sent).status_code == 302
    sent.pop("csrfmiddlewaretoken")
    assert browser.post(f"{address}pay/", sent).status_code == 403


def test_waiting_for_a_transfer_one_may_still_pay_another_way(shop):
    order = order_of(shop)
    attempt(shop, order, "pending", gateway="transfer")
    text = page_of(order)

    assert "Pay another way" in text
    assert 'value="stripe"' in text
    assert 'value="transfer"' not in text


@pytest.mark.parametrize("state", ["canceled", "expired"])
def test_a_closed_order_starts_again_with_its_plan(shop, state):
    text = page_of(order_of(shop, payment_state=state))

    assert f"/en/checkout/{shop.checkout.translation_key}/?plan=monthly" in text
    assert "/pay/" not in text


def test_paying_what_is_paid_says_so(guest: Visitor, sandbox):
    order = guest.buy("monthly")  # and no event has come yet
    address = f"/en/checkout/orders/{order.pk}/pay/"

    answer = guest.client.post(address, {"method": "paypal"}, follow=True)

    assert "Already paid" in answer.text
    assert Order.objects.get().payment_state == Order.PaymentState.PAID
