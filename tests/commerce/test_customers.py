"""Whom a provider knows again: people with an account, never guests."""

import pytest
import requests

from accounts.models import User
from commerce.domain import settlement, work
from commerce.gateways import gateway
from commerce.models import GatewayCustomer, Order, Payment, PaymentMethod, WebhookEvent
from tests.commerce.paying import hear
from tests.commerce.shop import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(params=[False, True], ids=["Stripe's page", "our page"])
def page(shop, request: pytest.FixtureRequest) -> None:
    """Where the card is typed."""
    PaymentMethod.objects.filter(code="stripe").update(embedded=request.param)


def buys(buyer: Visitor, plan: str) -> Payment:
    buyer.order(plan)
    payment = Payment.objects.latest("created")
    embedded = payment.ref.startswith("pi_")
    pay = buyer.sandbox.pay_intent if embedded else buyer.sandbox.pay
    pay(payment.ref)
    hear(buyer.sandbox)
    return payment


def deleted(ref: str) -> None:
    """In Stripe's dashboard."""
    gateway("stripe").ask(lambda client: client.v1.customers.delete(ref))


def test_who_comes_back_is_the_same_customer(anna: Visitor, page: None):
    buys(anna, "monthly")
    known = GatewayCustomer.objects.get()
    assert known.ref.startswith("cus_")

    second = buys(anna, "annual")

    assert GatewayCustomer.objects.get().ref == known.ref
    assert second.calls.get().params["customer"] == known.ref
    assert Order.objects.filter(payment_state="paid").count() == 2


def test_a_form_sent_again_makes_no_second_customer(anna: Visitor, page: None):
    anna.sandbox.faults(kind="api_error", operation="payment_intents.create", times=2)
    anna.order("monthly")
    work.drain()
    buys(anna, "monthly")

    found = gateway("stripe").ask(lambda client: client.v1.customers.list())
    assert [each.id for each in found.data] == [GatewayCustomer.objects.get().ref]


def test_a_guest_is_none(guest: Visitor, page: None):
    buys(guest, "monthly")

    assert Order.objects.get().payment_state == Order.PaymentState.PAID
    assert not GatewayCustomer.objects.exists()
    assert guest.sandbox.calls("customers.create") == []


def test_who_was_deleted_there_is_a_new_customer(anna: Visitor, page: None):
    buys(anna, "monthly")
    GatewayCustomer.objects.update(ref="cus_gone")

    buys(anna, "annual")

    assert GatewayCustomer.objects.get().ref not in {"", "cus_gone"}
    assert Order.objects.filter(payment_state="paid").count() == 2


def test_who_was_deleted_there_is_forgotten_here(anna: Visitor, page: None):
    payment = buys(anna, "monthly")
    deleted(GatewayCustomer.objects.get().ref)

    hear(anna.sandbox)

    told = WebhookEvent.objects.get(type="customer.deleted")
    assert told.state == WebhookEvent.State.DONE
    assert not GatewayCustomer.objects.exists()
    settlement.ask_for_look(payment)  # where the old id still stands
    work.drain()
    assert not GatewayCustomer.objects.exists()
    assert User.objects.filter(email=anna.email).exists()


def test_somebody_elses_customer_who_is_deleted_is_no_matter(anna: Visitor):
    buys(anna, "monthly")
    made = gateway("stripe").ask(lambda client: client.v1.customers.create({}))
    deleted(made.id)

    hear(anna.sandbox)

    assert GatewayCustomer.objects.count() == 1


@pytest.fixture
def here(shop) -> None:
    PaymentMethod.objects.filter(code="stripe").update(embedded=True)


def test_our_form_may_keep_the_card_of_who_has_an_account(anna: Visitor, here: None):
    form = anna.client.get(anna.order("monthly"))

    secret = form.context["secrets"].customer
    assert f'data-customer="{secret}"' in form.text
    element = f"{anna.sandbox.url}/elements/{Payment.objects.get().ref}"
    opened = requests.get(
        element,
        {
            "client_secret": form.context["secrets"].payment,
            "customer_session": secret,
        },
        timeout=10,
    )
    assert 'name="save"' in opened.text


def test_of_a_guest_no_card_is_kept(guest: Visitor, here: None):
    form = guest.client.get(guest.order("monthly"))

    assert form.context["secrets"].customer == ""
    assert guest.sandbox.calls("customer_sessions.create") == []


def test_where_no_card_can_be_kept_one_can_be_typed(anna: Visitor, here: None):
    address = anna.order("monthly")
    anna.sandbox.faults(
        kind="api_error", operation="customer_sessions.create", status=403
    )

    secrets = anna.client.get(address).context["secrets"]
    assert secrets.payment
    assert secrets.customer == ""
