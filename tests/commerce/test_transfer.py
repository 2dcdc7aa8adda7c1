"""A bank transfer: the buyer is told where to send it, staff say that it came."""

import re
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from commerce.domain.settlement import ask_for_look
from commerce.domain.staff import (
    AlreadyRecorded,
    OutstandingChanged,
    Received,
    record_payment,
)
from commerce.domain.work import drain
from commerce.models import Payment, PaymentMethod, Product
from commerce.money import Money
from tests.commerce.shop import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def awaited(anna: Visitor) -> Payment:
    anna.order("monthly", method="transfer")
    return Payment.objects.get()


def arrives(amount: int = 4900, reference: str = "SEPA 1") -> Received:
    return Received(Money(amount, "EUR"), reference, date(2026, 11, 20))


def test_a_recorded_transfer_opens_the_lesson(
    anna: Visitor, awaited: Payment, susan: User
):
    assert anna.reads(anna.shop.lesson) == 403

    record_payment(awaited.pk, arrives(), form_id="1", by=susan)

    assert anna.reads(anna.shop.lesson) == 200


def test_what_staff_recorded_is_not_doubted_later(
    anna: Visitor, awaited: Payment, susan: User
):
    record_payment(awaited.pk, arrives(), form_id="1", by=susan)

    ask_for_look(awaited)
    drain()

    assert Payment.objects.get().doubted_since is None


def test_what_staff_recorded_is_looked_at_no_more(awaited: Payment, susan: User):
    record_payment(awaited.pk, arrives(), form_id="1", by=susan)
    assert Payment.objects.get().check_due is None

    ask_for_look(awaited)
    drain()

    after = Payment.objects.get()
    assert (after.looks_done, after.look_until) == (after.looks_wanted, None)


def test_a_transfer_is_no_test(awaited: Payment):
    assert awaited.livemode


def test_the_same_form_or_bank_reference_counts_once(
    anna: Visitor, awaited: Payment, susan: User
):
    record_payment(awaited.pk, arrives(), form_id="1", by=susan)
    anna.order("annual", method="transfer")
    other = Payment.objects.exclude(pk=awaited.pk).get()

    with pytest.raises(AlreadyRecorded):
        record_payment(other.pk, arrives(49900), form_id="2", by=susan)


def test_another_amount_than_what_is_due_is_refused(awaited: Payment, susan: User):
    with pytest.raises(OutstandingChanged):
        record_payment(awaited.pk, arrives(4800), form_id="1", by=susan)


def test_instructions_go_out_by_mail_once(
    anna: Visitor, awaited: Payment, mailoutbox: list
):
    drain()
    anna.order("monthly", method="transfer")
    drain()

    assert [mail.to for mail in mailoutbox] == [["anna@example.com"]]


def test_cash_on_delivery_is_offered_only_where_something_is_delivered(anna: Visitor):
    PaymentMethod.objects.create(
        code="cod", gateway="cod", needs_shipping=True, active=True
    )
    address = f"/en/checkout/{anna.shop.checkout.translation_key}/"
    assert "cod" not in anna.client.get(address).context["form"].methods

    Product.objects.filter(code="python").update(kind=Product.Kind.GOODS)
    assert "cod" in anna.client.get(address).context["form"].methods

    form = {
        "plan": "monthly",
        "method": "cod",
        "terms": "on",
        "waiver": "on",
        "token": "t",
    }
    assert anna.client.post(address, form).status_code == 422


def test_each_missing_line_of_an_address_is_called_by_its_name(anna: Visitor):
    Product.objects.filter(code="python").update(kind=Product.Kind.GOODS)
    address = f"/en/checkout/{anna.shop.checkout.translation_key}/"

    page = anna.client.post(address, {"plan": "course", "terms": "on", "token": "t"})

    asked = ["name", "street", "postcode", "city", "country"]
    errors = page.context["form"].errors
    said = [errors[f"ship_{part}"][0] for part in asked]
    assert said[0] == "Fill in “Recipient”."
    assert len(set(said)) == len(asked)
    assert b"Your access opens when" in page.content  # the other plans open pages


def test_goods_paid_on_delivery_name_where_to_and_open_no_course(
    guest: Visitor, susan: User, mailoutbox: list
):
    PaymentMethod.objects.create(
        code="cod", gateway="cod", needs_shipping=True, active=True
    )
    Product.objects.filter(code="python").update(kind=Product.Kind.GOODS)
    where = {
        "ship_name": "Anna",
        "ship_street": "Rue 1",
        "ship_postcode": "75001",
        "ship_city": "Paris",
        "ship_country": "FR",
    }

    page = guest.client.get(guest.order("course", method="cod", **where))

    assert page.templates[0].name == "commerce/orders/on_delivery.html"
    record_payment(Payment.objects.get().pk, arrives(4999, ""), form_id="1", by=susan)
    assert Payment.objects.get().status == Payment.Status.SUCCEEDED

    drain()
    receipt = mailoutbox[-1]
    assert "Open your order" in receipt.body
    assert "Open your course" not in receipt.body
    link = re.search(r"http://testserver(/\S+/claim/\S+)", receipt.body)[1]
    assert Client().post(link).headers["Location"] == "/en/account/orders/"
