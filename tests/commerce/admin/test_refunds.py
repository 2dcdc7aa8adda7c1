"""Giving money back in the CMS: the form, what it says before anything happens, and what it refuses."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from commerce.domain import settlement, work
from commerce.gateways.contract import GatewayRejected
from commerce.gateways.stripe import StripeGateway
from commerce.models import (
    Effect,
    Entitlement,
    Order,
    OrderLine,
    Payment,
    Refund,
    RefundLine,
)
from commerce.viewsets.refunding import RefundView, refund_buttons
from tests.commerce.shop import Visitor

from .conftest import is_refused
from .test_facts import order_of, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def bought(anna: Visitor) -> Payment:
    """Anna paid for a month at Stripe, and the shop knows."""
    payment = anna.buy().payments.get()
    settlement.ask_for_look(payment)
    work.drain()
    payment.refresh_from_db()
    assert payment.captured == 4900
    return payment


def with_goods(shop, sam: Client) -> Payment:
    """A transfer of €49 that arrived, for €40 of access and a book."""
    order = order_of(shop)
    [access] = order.lines.all()
    OrderLine.objects.filter(pk=access.pk).update(unit_amount=4000, amount=4000)
    book = OrderLine.objects.get(pk=access.pk)
    book.pk, book.title = None, "Book"
    book.unit_amount = book.amount = 900
    book.product = shop.prices["course"].product
    type(book.product).objects.filter(pk=book.product_id).update(kind="goods")
    book.save()
    record(sam, order.payments.get())
    return order.payments.get()


def form_of(client: Client, payment: Payment, query: str = "") -> dict[str, str]:
    """As the browser would send it without typing."""
    address = reverse("payments:refund", args=[payment.pk]) + query
    form = client.get(address).context["form"]
    return {field.name: str(field.value() or "") for field in form}


def give_back(client: Client, payment: Payment, **typed: str):
    """Reads the form, types, sends it and confirms what it said."""
    sent = form_of(client, payment) | {"reason": "Asked for it"} | typed
    address = reverse("payments:refund", args=[payment.pk])
    asked = client.post(address, sent)
    assert not Refund.objects.filter(form_id=sent["form_id"]).exists()
    return asked, client.post(address, sent | {"confirmed": "1"}, follow=True)


def line_of(payment: Payment, title: str = "Everything") -> str:
    return f"line_{payment.order.lines.get(title=title).pk}"


# -- one line, at a provider


def test_it_is_said_before_and_after(fiona, anna):
    payment = bought(anna)

    asked, done = give_back(fiona, payment)

    for text in (
        "€49 goes back to anna@example.com",
        "Access closes at once for anna@example.com",
        "within 5 to 10 working days",
        "fee for the payment may not come back",
        "Give €49 back",
    ):
        assert text in asked.text
    assert f"€49 of order {payment.order.number} went back." in done.text
    assert payment.refunds.get().status == Refund.Status.SUCCEEDED
    assert payment.refunds.get().author == fiona.user
    assert not Entitlement.objects.filter(order=payment.order).exists()


def test_a_part_leaves_access_open(fiona, anna):
    payment = bought(anna)
    [line] = payment.order.lines.all()

    asked, _done = give_back(fiona, payment, **{f"line_{line.pk}": "10"})

    order = Order.objects.get(pk=payment.order_id)
    assert "Access stays open" in asked.text
    assert order.payment_state == Order.PaymentState.PARTIALLY_REFUNDED
    assert Entitlement.objects.filter(order=order).exists()
    assert form_of(fiona, payment)[f"line_{line.pk}"] == "39.00"


def test_typing_again_leads_back_to_the_form(fiona, anna):
    payment = bought(anna)
    sent = form_of(fiona, payment) | {"reason": "A mistake"}

    again = fiona.post(
        reverse("payments:refund", args=[payment.pk]), sent | {"change": "1"}
    )

    assert "A mistake" in again.text
    assert "See what happens" in again.text
    assert not payment.refunds.exists()


def test_without_an_answer_staff_are_told_not_to_refund_twice(fiona, anna):
    payment = bought(anna)
    anna.sandbox.faults(kind="api_error", provider="stripe", status=500, times=9)

    _asked, done = give_back(fiona, payment)

    assert "do not refund it twice" in done.text
    assert payment.refunds.get().status == Refund.Status.REQUESTED
    assert (
        "Nothing of this payment is left"
        in fiona.get(reverse("payments:refund", args=[payment.pk])).text
    )


def test_a_refusal_opens_access_again(fiona, anna, monkeypatch):
    payment = bought(anna)

    def refuse(*_):
        raise GatewayRejected("charge_too_old")

    monkeypatch.setattr(StripeGateway, "refund", refuse)
    _asked, done = give_back(fiona, payment)

    assert "The provider refused" in done.text
    assert payment.refunds.get().status == Refund.Status.FAILED
    assert Entitlement.objects.filter(order=payment.order).exists()


def test_what_a_bank_began_to_decide_about_is_not_asked_for(fiona, anna):
    payment = bought(anna)
    anna.sandbox.dispute(payment.ref)  # nobody told us yet

    _asked, done = give_back(fiona, payment)

    assert "less is left" in done.text
    assert payment.refunds.get().status == Refund.Status.FAILED
    assert payment.disputes.exists()
    assert not Entitlement.objects.filter(order=payment.order).exists()


def test_sent_twice_it_goes_back_once(fiona, anna):
    payment = bought(anna)
    [line] = payment.order.lines.all()
    sent = form_of(fiona, payment) | {"reason": "x", "confirmed": "1"}
    sent[f"line_{line.pk}"] = "10"
    address = reverse("payments:refund", args=[payment.pk])

    fiona.post(address, sent)
    again = fiona.post(address, sent)

    assert "sent before" in again.text
    assert payment.refunds.get().amount == 1000


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("50", "More than is left"),
        ("0", "Type how much"),
        ("", "Type how much"),
        ("-1", "Type an amount"),
        ("much", "Type an amount"),
    ],
)
def test_a_direct_post_of_a_wrong_amount_is_refused(fiona, anna, typed, why):
    payment = bought(anna)
    sent = form_of(fiona, payment) | {"reason": "x", "confirmed": "1"}
    sent[line_of(payment, payment.order.lines.get().title)] = typed

    answer = fiona.post(reverse("payments:refund", args=[payment.pk]), sent)

    assert why in answer.text
    assert not payment.refunds.exists()


# -- several lines, and money that staff send


def test_each_line_says_what_becomes_of_it(olive, sam, shop):
    payment = with_goods(shop, sam)
    book, access = line_of(payment, "Book"), line_of(payment)

    form = form_of(olive, payment)
    only = form_of(olive, payment, f"?line={book.removeprefix('line_')}")
    endless = "9" * 5000
    odd = form_of(olive, payment, f"?line={endless}&request={endless}")
    assert odd[access] == form[access]
    asked, done = give_back(olive, payment, **{access: "", "reference": "BANK-OUT-1"})

    assert (form[access], form[book]) == ("40.00", "9.00")
    assert (only[access], only[book]) == ("", "9.00")
    assert "€9 of €9 goes back." in asked.text
    assert "Goods are not touched" in asked.text
    assert "Access stays open" in asked.text
    assert "You send it yourself" in asked.text
    assert "went back" in done.text
    assert RefundLine.objects.get().line.title == "Book"
    assert Entitlement.objects.filter(order=payment.order).count() == 1


def test_one_reference_is_one_refund(olive, sam, shop):
    payment = with_goods(shop, sam)
    book, access = line_of(payment, "Book"), line_of(payment)

    give_back(olive, payment, **{access: "", "reference": "BANK-OUT-1"})
    _asked, again = give_back(
        olive, payment, **{access: "1", "reference": "BANK-OUT-1"}
    )
    missing, _ = give_back(olive, payment, **{access: "1", book: "", "reference": ""})

    assert "reference belongs to another" in again.text
    assert "This field is required" in missing.text
    assert payment.refunds.count() == 1


def test_an_order_leads_there_too(olive, sam, fiona, shop):
    payment = with_goods(shop, sam)
    link = reverse("payments:refund", args=[payment.pk])
    sheets = [
        reverse("orders:inspect", args=[payment.order_id]),
        reverse("payments:inspect", args=[payment.pk]),
        reverse("payments:index"),
    ]

    for client, shown in ((olive, True), (fiona, True), (sam, False)):
        assert [link in client.get(sheet).text for sheet in sheets] == [shown] * 3


def test_money_beyond_the_order_touches_no_line(olive, sam, shop):
    payment = with_goods(shop, sam)
    other = Payment.objects.get(pk=payment.pk)
    other.pk, other.ref, other.status = None, "second", Payment.Status.SUCCEEDED
    other.save()
    other = Payment.objects.get(ref="second")

    asked, _done = give_back(olive, other, reference="BANK-OUT-2")

    assert "€49 goes back" in asked.text
    assert "Access stays open" in asked.text
    assert not RefundLine.objects.exists()
    assert Entitlement.objects.filter(order=payment.order).count() == 1


# -- made at the provider


def test_staff_say_what_a_refund_at_the_provider_was_for(fiona, anna):
    payment = bought(anna)
    anna.sandbox.refund(payment.ref, 1000)
    settlement.ask_for_look(payment)
    work.drain()
    refund = payment.refunds.get()
    sheet = fiona.get(reverse("refunds:inspect", args=[refund.pk]))
    address = reverse("refunds:split", args=[refund.pk])
    form = fiona.get(address).context["form"]
    sent = {field.name: str(field.value() or "") for field in form}

    less = {name: "1" if name.startswith("line_") else text for name, text in sent.items()}  # fmt: skip
    assert "have to add up to €10" in fiona.post(address, less).text
    asked = fiona.post(address, sent)
    before = refund.lines.count()
    fiona.post(address, sent | {"confirmed": "1"})
    late = fiona.post(address, sent | {"confirmed": "1"})

    assert address in sheet.text
    assert "What this changes" in asked.text
    assert before == 0
    assert refund.lines.get().amount == 1000
    assert "nothing to say here any more" in late.text
    assert address not in fiona.get(sheet.request["PATH_INFO"]).text


# -- who may


@pytest.mark.parametrize("name", ["edith", "sam"])
def test_others_give_nothing_back(name, request, anna):
    client = request.getfixturevalue(name)
    payment = bought(anna)
    address = reverse("payments:refund", args=[payment.pk])
    sent = {line_of(payment, payment.order.lines.get().title): "1"}
    sent |= {"reason": "x", "confirmed": "1", "form_id": "1"}

    assert is_refused(client.get(address))
    assert is_refused(client.post(address, sent))
    assert not Refund.objects.exists()


def test_without_its_guard_support_would_give_back(sam, anna, monkeypatch):
    payment = bought(anna)
    monkeypatch.setattr(RefundView, "permission_required", None)

    give_back(sam, payment)

    assert payment.refunds.exists()


def test_the_log_says_who_and_why(fiona, anna):
    payment = bought(anna)

    give_back(fiona, payment)
    log = fiona.get(reverse("changes")).text

    assert re.search(r"Refund of €49 for order .* Reason: Asked for it", log)
    assert Effect.objects.get(kind="refund").state == Effect.State.DONE
    assert refund_buttons([payment], fiona.user)
