"""Lists taken along: with the filters of the list, by whoever may, in as many queries for many as for few."""

import csv
import io
import re

import pytest
from django.http import FileResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from commerce.domain import requests
from commerce.models import Dispute, Order, Payment, Refund
from commerce.viewsets.exports import ExportMixin
from tests.queries import cost

from .conftest import is_refused
from .test_facts import order_of

LISTS = ["orders", "payments", "refunds", "disputes", "requests", "events"]
pytestmark = pytest.mark.django_db


def with_all(shop, email: str = "anna@example.com") -> Order:
    """An order with a row in each list."""
    order = order_of(shop, email)
    order.billing = {"name": "=1+1"}
    order.payment_state = "paid"
    order.save()
    payment = order.payments.get()
    made = {"payment": payment, "amount": 1250, "currency": "EUR"}
    Refund.objects.create(**made, source="provider", ref=f"re_{email}")
    Dispute.objects.create(**made, ref=f"du_{email}", status="won")
    requests.ask(order.pk, "@me, please")
    return order


def rows(client: Client, listing: str, **query: str) -> list[dict[str, str]]:
    query["export"] = "csv"
    return rows_of(client.get(reverse(f"{listing}:index"), query))


def rows_of(answer: FileResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode(), newline="")))


@pytest.mark.parametrize("listing", LISTS)
def test_finance_takes_a_list_along(fiona, shop, listing):
    order = with_all(shop)
    with_all(shop, "bruno@example.com")

    everybody, found = rows(fiona, listing), rows(fiona, listing, q=order.number)

    assert len(everybody) == 2
    assert len(found) == 1
    assert order.number in found[0].values()
    assert not [cell for cell in found[0].values() if re.match("[=+@-]", cell)]


def test_amounts_are_numbers_and_names_are_text(fiona, shop):
    with_all(shop)
    answer = fiona.get(reverse("orders:index"), {"export": "xlsx"})
    [sheet] = load_workbook(io.BytesIO(answer.getvalue())).worksheets
    head, first = ([cell.value for cell in row] for row in sheet.iter_rows())
    order = dict(zip(head, first, strict=True))

    assert (order["Amount"], order["Currency"]) == (49, "EUR")
    assert order["Name"] == "'=1+1"


def test_filters_stay_in_force(fiona, shop):
    with_all(shop)
    order_of(shop, "bruno@example.com")

    assert len(rows(fiona, "orders")) == 2
    assert len(rows(fiona, "orders", payment_state="paid")) == 1


@pytest.mark.parametrize("listing", LISTS)
def test_many_rows_ask_no_more_than_one(fiona, shop, listing):
    address = reverse(f"{listing}:index") + "?export=csv"
    with_all(shop)
    fiona.get(address)
    few = cost(fiona, address)
    for name in ("bruno", "chloe", "david"):
        with_all(shop, f"{name}@example.com")

    assert cost(fiona, address) == few


@pytest.mark.parametrize("listing", LISTS)
def test_support_reads_but_takes_nothing_along(sam, fiona, shop, listing):
    with_all(shop)
    address = reverse(f"{listing}:index")

    assert "export=csv" in fiona.get(address).text
    assert "export=csv" not in sam.get(address).text
    for kind in ("csv", "xlsx"):
        assert is_refused(sam.get(address, {"export": kind}))


def test_without_its_guard_support_would(sam, shop, monkeypatch):
    with_all(shop)
    monkeypatch.setattr(ExportMixin, "show_export_buttons", True)

    assert len(rows(sam, "orders")) == 1


# -- the timeline on the order's page


def test_an_order_tells_what_happened_to_it(fiona, shop):
    order = with_all(shop)
    page = fiona.get(reverse("orders:inspect", args=[order.pk])).text
    timeline = page[page.index("What happened") :]

    for text in (
        "Order placed: €49",
        "Payment begun: Bank transfer",
        "The provider told us: paid",
        "Refund asked for: €12.50",
        "Dispute opened: €12.50",
        "The buyer asked for the money",
        "@me, please",
        "E-mail: Refund asked for",
    ):
        assert text in timeline
    moments = re.findall(r'<time datetime="([^"]+)"', timeline)
    assert moments == sorted(moments)


def test_a_long_story_asks_no_more_than_a_short_one(fiona, shop):
    order = with_all(shop)
    address = reverse("orders:inspect", args=[order.pk])
    Refund.objects.update(author=fiona.user)
    few = cost(fiona, address)
    payment = order.payments.get()
    for number in range(3):
        again = Payment.objects.get(pk=payment.pk)
        again.pk, again.ref, again.status = None, f"again-{number}", "failed"
        again.save()
        made = {"payment": again, "amount": 1, "currency": "EUR"}
        Refund.objects.create(**made, source="staff", author=fiona.user)
        Dispute.objects.create(**made, ref=f"du_{number}", status="lost")

    assert cost(fiona, address) == few
