"""Each page of an order leads on: to paying, to starting again, to what was bought; no button there that can only fail."""

import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client

from commerce import emails
from commerce.domain.claims import MOST_CORRECTIONS
from commerce.domain.orders import Stage
from commerce.domain.proofs import MOST as MOST_PROOFS
from commerce.models import (
    MoneyBackRequest,
    Order,
    Payment,
    PaymentMethod,
    TransferProof,
)
from commerce.views import orders as views
from tests.commerce.shop import Shop
from tests.commerce.test_pages import SECRET, attempt, order_of, page_of, paid_order

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def claim_of(order: Order) -> str:
    return f"/en/checkout/claim/{order.new_claim_token('a mail')}/"


# -- the link in a mail


def test_the_link_of_an_unpaid_order_leads_back_to_it_and_not_to_a_course_to_buy(shop):
    order = order_of(shop)
    attempt(shop, order, Payment.Status.PENDING, gateway="transfer")
    link, mailbox = claim_of(order), Client()

    asked = mailbox.get(link).text
    came = mailbox.post(link, follow=True)

    assert "Open your order" in asked
    assert "Open your course" not in asked
    assert came.redirect_chain == [(f"/en/checkout/orders/{order.pk}/", 302)]
    assert f"/en/checkout/orders/{order.pk}/proof/" in came.text


def test_the_link_of_a_paid_order_opens_what_was_bought(shop):
    link, mailbox = claim_of(paid_order(shop)), Client()

    assert "Open your course" in mailbox.get(link).text
    assert mailbox.post(link)["Location"] == shop.course.get_parent().get_url()


def test_whoever_signs_in_comes_back_to_the_order(shop):
    order = order_of(shop)

    assert f"?next=/en/checkout/orders/{order.pk}/" in page_of(order, known=False)


# -- starting again


@pytest.mark.parametrize("state", ["canceled", "expired"])
def test_a_closed_order_of_a_basket_leads_back_to_the_basket(shop, state):
    order = order_of(shop, payment_state=state)
    Order.objects.update(checkout_key=None)

    assert 'href="/en/basket/"' in way_on(page_of(order))


@pytest.mark.parametrize("state", ["pending", "canceled", "expired"])
def test_where_its_checkout_was_taken_down_an_order_leads_to_what_is_sold(shop, state):
    order = order_of(shop, payment_state=state)
    shop.checkout.unpublish()
    text = page_of(order)

    assert "Start again" not in text
    assert 'href="/en/all-courses/"' in way_on(text)


def way_on(page: str) -> str:
    """What stands between the heading and the order's sum."""
    return re.search(r"<h1>.*?<aside", page, re.DOTALL)[0]


# -- paying again


@pytest.fixture
def sent_unpaid(shop: Shop) -> Order:
    """On its way to the door, where it is paid."""
    order = order_of(shop, fulfilment=Order.Fulfilment.SHIPPED)
    shop.methods["cod"] = PaymentMethod.objects.create(code="cod", gateway="cod")
    attempt(shop, order, Payment.Status.PENDING, gateway="cod")
    return order


def pays_again(order: Order, method: str) -> str:
    browser = Client()
    browser.cookies[settings.ORDER_COOKIE] = SECRET
    sent = browser.post(f"/en/checkout/orders/{order.pk}/pay/", {"method": method})
    return sent["Location"]


def test_what_is_paid_at_the_door_takes_no_other_way_by_a_forged_form(sent_unpaid):
    told = pays_again(sent_unpaid, "transfer")

    assert told == f"/en/checkout/orders/{sent_unpaid.pk}/"
    assert [each.gateway for each in sent_unpaid.payments.all()] == ["cod"]
    assert Payment.objects.get().status == Payment.Status.PENDING


def test_control_without_asking_for_the_stage_it_would(sent_unpaid, monkeypatch):
    monkeypatch.setattr(views, "PAYABLE", set(Stage))

    pays_again(sent_unpaid, "transfer")

    assert Payment.objects.filter(gateway="transfer").exists()


# -- forms that can work


def test_the_address_is_asked_for_while_it_can_be_corrected(shop):
    order = paid_order(shop)
    assert "Not your address?" in page_of(order)

    Order.objects.update(corrections=MOST_CORRECTIONS)
    assert "Not your address?" not in page_of(order)

    Order.objects.update(corrections=0, payment_state="partially_refunded")
    assert "Not your address?" not in page_of(order)


def test_a_proof_is_asked_for_while_one_is_taken(shop):
    order = order_of(shop)
    payment = attempt(shop, order, Payment.Status.PENDING, gateway="transfer")
    assert "Send the proof" in page_of(order)

    for number in range(MOST_PROOFS):
        TransferProof.objects.create(payment=payment, file=f"{number}.pdf", size=1)
    text = page_of(order)
    assert "Send the proof" not in text
    assert "We have your proof" in text


# -- goods are no access


def test_who_asks_money_back_for_goods_reads_nothing_of_access(shop):
    order = paid_order(shop, fulfilment=Order.Fulfilment.DELIVERED)
    assert "access" not in way_on(page_of(order))

    MoneyBackRequest.objects.create(order=order, reason="Broken.")
    assert "access" not in way_on(page_of(order))


def test_who_asks_money_back_for_a_course_reads_what_becomes_of_it(shop):
    order = paid_order(shop)
    assert "the access it paid for closes" in page_of(order)

    MoneyBackRequest.objects.create(order=order, reason="Too long.")
    assert "Your access stays open meanwhile." in page_of(order)


def test_a_used_link_names_no_course(client, db):
    text = client.get("/en/checkout/claim/used/").text

    assert "Your order is not lost" in text


NOT_OF_ORDERS = {"welcome", "ending", "ended", "review", "alarm"}


@pytest.mark.parametrize("kind", sorted(set(emails.LETTERS) - NOT_OF_ORDERS))
def test_who_ordered_goods_is_written_nothing_of_access_or_a_course(shop, kind):
    order = order_of(shop, fulfilment=Order.Fulfilment.PROCESSING)
    payment = attempt(shop, order, Payment.Status.PENDING, gateway="transfer")
    about = emails.about_order(order, payment=payment, claim_url="https://a.test/")
    about = replace(about, opened=(), amount=order.money)

    mail = emails.compose(emails.LETTERS[kind](about))
    both = f"{mail.subject} {mail.body} {mail.alternatives[0][0]}".lower()

    assert not re.findall(r"\baccess\b|\bcourses?\b", both)
