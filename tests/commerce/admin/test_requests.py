"""A buyer asks for the money: who may, how often, and what staff make of it."""

import html
import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from commerce.domain import requests, settlement, work
from commerce.models import Entitlement, MoneyBackRequest, Order, Refund
from tests.commerce.shop import Visitor
from tests.commerce.test_pages import attempt, paid_order

from .conftest import is_refused

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def paid(anna: Visitor) -> Order:
    order = anna.buy()
    settlement.ask_for_look(order.payments.get())
    work.drain()
    mail.outbox.clear()
    order.refresh_from_db()
    assert order.payment_state == Order.PaymentState.PAID
    return order


def page_of(client: Client, order: Order) -> str:
    return client.get(reverse("order", args=[order.pk])).text


def ask(client: Client, order: Order, reason: str = "It is too hard for me"):
    address = reverse("ask_for_refund", args=[order.pk])
    return client.post(address, {"reason": reason}, follow=True)


def told() -> list[str]:
    work.drain()
    return [f"{each.to[0]}: {each.subject}" for each in mail.outbox]


def test_it_is_asked_read_and_granted(anna, paid, fiona):
    before = page_of(anna.client, paid)
    asked = ask(anna.client, paid)
    home = fiona.get("/cms/").text
    wanted = paid.money_back_requests.get()
    sheet = fiona.get(reverse("requests:inspect", args=[wanted.pk]))
    link = html.unescape(
        re.search(r'href="([^"]*refund/\?request=\d+)"', sheet.text)[1]
    )
    form = fiona.get(link).context["form"]
    sent = {field.name: str(field.value() or "") for field in form}
    sent["request"] = str(wanted.pk)
    asks = fiona.post(link, sent)
    done = fiona.post(link, sent | {"confirmed": "1"}, follow=True)

    refund = Refund.objects.get()
    wanted.refresh_from_db()
    assert "Ask for a refund" in before
    assert "You asked for a refund on" in asked.text
    assert "Ask for a refund" not in asked.text
    assert "Refund requests to answer: 1" in home
    assert sent["reason"] == "It is too hard for me"
    assert "approves the customer’s request" in asks.text
    assert "went back" in done.text
    assert (wanted.state, wanted.decided_by) == ("approved", fiona.user)
    assert (refund.source, refund.status) == ("customer", "succeeded")
    assert not Entitlement.objects.filter(order=paid).exists()
    assert told() == [
        "anna@example.com: We have your request for a refund",
        "anna@example.com: Your refund is on its way",
    ]
    assert "€49" in mail.outbox[1].body


def test_who_paid_twice_is_approved_by_payment_in_each_language(shop, fiona):
    order = paid_order(shop)
    attempt(shop, order, "succeeded", captured=order.total, gateway="paypal")
    wanted = requests.ask(order.pk, "Twice.")
    sheet = reverse("requests:inspect", args=[wanted.pk])

    assert "Approve: PayPal" in fiona.get(sheet).text
    User.objects.filter(pk=fiona.user.pk).update(language="fr")
    fiona.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    french = fiona.get(sheet).text
    assert "Accepter\N{NO-BREAK SPACE}: PayPal" in french
    assert "Rembourser\N{NO-BREAK SPACE}:" not in french


def test_it_is_asked_and_not_granted(anna, paid, fiona):
    ask(anna.client, paid)
    wanted = paid.money_back_requests.get()
    address = reverse("requests:reject", args=[wanted.pk])

    fiona.post(address, {"answer": "You have watched it all."})
    again = fiona.post(address, {"answer": "No!"})

    wanted.refresh_from_db()
    assert (wanted.state, wanted.answer) == ("rejected", "You have watched it all.")
    assert "decided on this request already" in again.text
    assert "You have watched it all." in page_of(anna.client, paid)
    assert told()[1] == "anna@example.com: About your request for a refund"
    assert "You have watched it all." in mail.outbox[1].body
    assert not Refund.objects.exists()
    assert Entitlement.objects.filter(order=paid).exists()


def test_one_is_open_at_a_time_and_three_are_enough(anna, paid, fiona):
    for _number in range(requests.MOST):
        ask(anna.client, paid)
        refused = ask(anna.client, paid)
        assert "cannot be asked for here" in refused.text
        requests.reject(paid.money_back_requests.get(state="open").pk, "No", by=fiona.user)  # fmt: skip

    assert "cannot be asked for here" in ask(anna.client, paid).text
    assert MoneyBackRequest.objects.count() == requests.MOST


def test_a_reason_is_needed(anna, paid):
    assert "This field is required" in ask(anna.client, paid, " ").text
    assert not MoneyBackRequest.objects.exists()


@pytest.mark.parametrize("state", ["pending", "refunded", "expired", "canceled"])
def test_what_is_not_paid_is_not_asked_back(anna, paid, state):
    Order.objects.filter(pk=paid.pk).update(payment_state=state)

    ask(anna.client, paid)

    assert not MoneyBackRequest.objects.exists()
    assert "Ask for a refund" not in page_of(anna.client, paid)


def test_nobody_asks_for_another_s_order(paid):
    for client in (Client(), other := Client()):
        if client is other:
            Visitor(None, None, client, "eve@example.com").signed_in()
        assert client.get(reverse("ask_for_refund", args=[paid.pk])).status_code == 405
        assert ask(client, paid).status_code == 404
    assert not MoneyBackRequest.objects.exists()


def test_a_guest_s_browser_asks(guest):
    order = guest.buy()
    settlement.ask_for_look(order.payments.get())
    work.drain()

    ask(guest.client, order)

    assert order.money_back_requests.get().state == "open"


@pytest.mark.parametrize("name", ["edith", "sam"])
def test_others_decide_nothing(name, request, anna, paid):
    client = request.getfixturevalue(name)
    ask(anna.client, paid)
    address = reverse("requests:reject", args=[paid.money_back_requests.get().pk])

    assert is_refused(client.get(address))
    assert is_refused(client.post(address, {"answer": "No"}))
    assert paid.money_back_requests.get().state == "open"
    assert "Refund requests to answer" not in client.get("/cms/").text
