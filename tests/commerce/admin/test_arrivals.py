"""A day's bank statement, recorded in one go: read once more line by line, and nothing lost where a row is refused."""

import pytest
from django.test import Client
from django.urls import reverse

from commerce.models import Order, Payment, ProviderCall
from commerce.viewsets.arrivals import ArrivalsView
from tests.commerce.shop import Shop

from .conftest import is_refused
from .test_facts import order_of

pytestmark = pytest.mark.django_db
PAGE = reverse("payments:arrivals")
PEOPLE = ("anna", "bruno", "chloe")


@pytest.fixture
def payments(shop: Shop) -> list[Payment]:
    """Three transfers are awaited, the oldest first."""
    orders = [order_of(shop, f"{name}@example.com") for name in PEOPLE]
    return [order.payments.get() for order in orders]


def filled(client: Client, *references: str, **more: str) -> dict:
    """The form as it is shown, the first rows ticked, each with its reference."""
    rows = client.get(PAGE).context["rows"]
    form = {"row": [str(row.thing.pk) for row in rows], **more}
    form["chosen"] = form["row"][: len(references)]
    for row in rows:
        shown = {row.form[it].html_name: row.form[it].value() for it in row.form.fields}
        form |= {name: value or "" for name, value in shown.items()}
    for key, reference in zip(form["chosen"], references, strict=True):
        form[f"{key}-reference"] = reference
    return form


def paid() -> list[bool]:
    orders = Order.objects.order_by("created")
    return [each.payment_state == Order.PaymentState.PAID for each in orders]


def test_payments_lead_to_it_and_each_awaited_one_has_a_row(sam, payments):
    page = sam.get(PAGE)

    assert PAGE in sam.get(reverse("payments:index")).text
    assert [row.thing for row in page.context["rows"]] == payments
    assert [row.form["amount"].value() for row in page.context["rows"]] == [49, 49, 49]


def test_somebody_is_found(sam, payments):
    [row] = sam.get(PAGE, {"q": "bruno"}).context["rows"]

    assert row.thing == payments[1]


def test_what_will_happen_is_read_line_by_line_before_it_does(sam, payments):
    form = filled(sam, "SEPA 1", "SEPA 2")

    read = sam.post(PAGE, form)
    assert read.text.count("It is paid, its access opens, and the receipt goes out.") == 2  # fmt: skip
    assert "anna@example.com: €49 of" in read.text
    assert paid() == [False] * 3

    done = sam.post(PAGE, form | {"confirmed": "yes"}, follow=True)
    assert paid() == [True, True, False]
    assert f"{payments[0].order}: €49 recorded." in done.text


def test_what_was_mistyped_is_said_before_anything_happens(sam, payments):
    form = filled(sam, "SEPA 1", "")
    form[f"{payments[0].pk}-amount"] = "48"

    page = sam.post(PAGE, form | {"confirmed": "yes"})

    assert "This is not the outstanding amount" in page.text
    assert "required" in page.text
    assert "SEPA 1" in page.text
    assert paid() == [False] * 3


def test_one_that_is_refused_stays_and_the_others_are_recorded(sam, payments):
    form = filled(sam, "SEPA 1", "SEPA 1", "SEPA 3")

    page = sam.post(PAGE, form | {"confirmed": "yes"})

    assert paid() == [True, False, True]
    [left] = page.context["rows"]
    assert left.thing == payments[1]
    assert "this reference belongs to another payment" in left.refusal
    assert f"{payments[2].order}: €49 recorded." in page.text

    again = filled(sam, "SEPA 2", confirmed="yes")
    sam.post(PAGE, again)
    assert paid() == [True] * 3


def test_the_same_form_twice_is_recorded_once(sam, payments):
    form = filled(sam, "SEPA 1", confirmed="yes")
    sam.post(PAGE, form)
    sam.post(PAGE, form)

    assert ProviderCall.objects.filter(operation="record").count() == 1
    assert Payment.objects.get(pk=payments[0].pk).captured == 4900


def test_an_editor_and_a_stranger_record_nothing(sam, edith, payments):
    form = filled(sam, "SEPA 1", confirmed="yes")

    for client in (edith, Client()):
        for answer in (client.get(PAGE), client.post(PAGE, form)):
            assert is_refused(answer) or "/account/" in answer["Location"]
    assert paid() == [False] * 3


def test_control_without_its_guard_an_editor_records(sam, edith, payments, monkeypatch):
    form = filled(sam, "SEPA 1", confirmed="yes")
    monkeypatch.setattr(ArrivalsView, "permission_required", None)

    edith.post(PAGE, form)

    assert paid() == [True, False, False]
