"""Whom a provider knows again: people with an account, never guests."""

import pytest

from commerce.models import GatewayCustomer, Order, Payment, PaymentMethod
from tests.commerce.shop import Visitor
from tests.commerce.test_refunds import hear

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def buys(anna: Visitor, plan: str) -> Payment:
    anna.buy(plan)
    hear(anna.sandbox)
    return Payment.objects.latest("created")


def test_who_comes_back_is_the_same_customer(anna: Visitor):
    buys(anna, "monthly")
    known = GatewayCustomer.objects.get()
    assert known.ref.startswith("cus_")

    second = buys(anna, "annual")

    assert GatewayCustomer.objects.get().ref == known.ref
    assert second.calls.get().params["customer"] == known.ref


def test_a_guest_is_none(guest: Visitor):
    guest.buy("monthly")
    hear(guest.sandbox)

    assert Order.objects.get().payment_state == Order.PaymentState.PAID
    assert not GatewayCustomer.objects.exists()


def test_who_was_deleted_there_is_a_new_customer(anna: Visitor):
    buys(anna, "monthly")
    GatewayCustomer.objects.update(ref="cus_gone")

    buys(anna, "annual")

    assert GatewayCustomer.objects.get().ref not in {"", "cus_gone"}
    assert Order.objects.filter(payment_state="paid").count() == 2


def test_the_form_on_our_page_knows_its_customer_too(anna: Visitor):
    buys(anna, "monthly")
    PaymentMethod.objects.filter(code="stripe").update(embedded=True)

    anna.order("annual")

    known = GatewayCustomer.objects.get().ref
    assert Payment.objects.latest("created").calls.get().params["customer"] == known
