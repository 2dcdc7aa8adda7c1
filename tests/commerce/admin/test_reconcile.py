"""The comparison in the CMS: differences, what to do about each, and the readings that found them."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from commerce.domain import drifts, facts, work
from commerce.models import (
    Drift,
    Order,
    Payment,
    ReconcileRun,
    Refund,
    WebhookEvent,
)
from tests.commerce.test_reconcile import by_paypal, forget, run, state
from tests.queries import cost

from .conftest import actions, is_refused

pytestmark = pytest.mark.django_db
State = WebhookEvent.State


# -- the list


def test_the_list_says_what_differs_and_what_to_do(sam, orphan):
    page = sam.get(reverse("reconcile:index")).text

    assert "Money of no order here" in page
    assert "€49" in page
    assert "give it back at the provider" in page
    assert "Differs" in page


def test_where_all_agrees_it_says_since_when(sam, sandbox, shop):
    assert "Not read yet" in sam.get(reverse("reconcile:index")).text
    run()

    page = sam.get(reverse("reconcile:index")).text
    assert "All agrees" in page
    assert "last read to the end on" in page
    assert "Read to the end" in sam.get(reverse("runs:index")).text


def test_a_run_shows_its_figures(sam, anna):
    anna.buy()
    run()

    page = sam.get(reverse("runs:index")).text
    assert "1 payment," in page
    assert f"{timezone.now():%Y-%m-%d}: €49" in page


def test_compare_now(sam, sandbox, shop):
    answer = sam.post(reverse("reconcile:now"))

    assert answer["Location"] == reverse("reconcile:index")
    asked = ReconcileRun.objects.filter(gateway="stripe").get()
    assert (asked.by, asked.finished) == (sam.user, None)


def test_it_is_not_an_editors_to_see(edith, orphan):
    for name in ("reconcile:index", "runs:index", "locked"):
        assert is_refused(edith.get(reverse(name)))
    edith.post(reverse("reconcile:now"))
    assert not ReconcileRun.objects.filter(finished=None).exists()


def test_an_export_holds_no_formula(olive, orphan):
    Drift.objects.update(reference="=1+1")
    exported = olive.get(reverse("reconcile:index"), {"export": "csv"})
    rows = list(csv.reader(io.StringIO(exported.getvalue().decode("utf-8-sig"))))

    assert "'=1+1" in rows[1]


@pytest.mark.parametrize("name", ["reconcile:index", "runs:index", "locked"])
def test_a_list_costs_as_much_for_many(sam, shop, name):
    address = reverse(name)
    counts = set()
    for number in range(3):
        many(shop, number)
        counts.add(cost(sam, address))
    assert len(counts) == 1


def many(shop, number: int) -> None:
    order = Order.objects.create(
        email=f"b{number}@example.com",
        language="en",
        currency="EUR",
        total=4900,
        payment_state="paid",
        paid_at=timezone.now(),
        open_key=str(number),
        expires_at=timezone.now(),
    )
    price = shop.prices["monthly"]
    order.lines.create(
        product=price.product,
        price=price,
        price_version=price.current_version,
        title="Everything",
        unit_amount=4900,
        amount=4900,
        holds=True,
    )
    Drift.objects.create(
        gateway="stripe", kind="orphan", about="payment", ref=number, currency="EUR"
    )
    done = timezone.now()
    ReconcileRun.objects.create(gateway="stripe", finished=done, totals={"2026-11-21 EUR": {"ours": 1, "theirs": 2}})  # fmt: skip


# -- one difference


def test_adopting_pays_the_order_through_the_one_door(olive, orphan, anna):
    anna.order("monthly")
    order = Order.objects.get()

    sheet = olive.get(reverse("reconcile:inspect", args=[orphan.pk])).text
    assert reverse("reconcile:adopt", args=[orphan.pk]) in sheet
    olive.post(
        reverse("reconcile:adopt", args=[orphan.pk]), {"order": order.number.lower()}
    )
    assert state(order) == Order.PaymentState.PENDING  # nothing applied yet
    work.drain()
    run()

    assert state(order) == Order.PaymentState.PAID
    assert Drift.objects.get().state == Drift.State.FIXED
    assert "commerce.adopt_drift" in actions()


def test_a_double_click_adopts_once_and_into_one_order(olive, orphan, anna):
    anna.order("monthly")
    first = Order.objects.get()
    anna.order("annual")
    other = Order.objects.exclude(pk=first.pk).get()
    address = reverse("reconcile:adopt", args=[orphan.pk])

    olive.post(address, {"order": first.number})
    again = olive.post(address, {"order": first.number})
    elsewhere = olive.post(address, {"order": other.number})
    work.drain()

    assert "settled meanwhile" in again.text
    assert "settled meanwhile" in elsewhere.text
    assert first.payments.filter(ref=orphan.refs[0]).count() == 1
    assert not other.payments.filter(ref=orphan.refs[0]).exists()
    assert (state(first), state(other)) == ("paid", "pending")
    assert not Refund.objects.exists()


def test_what_another_payment_has_is_not_adopted(olive, orphan, anna):
    order = anna.buy()
    owned = order.payments.get()
    facts.adopt(owned, tuple(orphan.refs[-1:]))

    page = olive.post(
        reverse("reconcile:adopt", args=[orphan.pk]), {"order": order.number}
    )

    assert "settled meanwhile" in page.text
    assert order.payments.get() == owned


def test_control_without_owning_the_ids_one_charge_would_have_two_payments(
    olive, orphan, anna, monkeypatch
):
    monkeypatch.setattr(drifts, "_own", lambda *_: None)
    order = anna.buy()
    facts.adopt(order.payments.get(), tuple(orphan.refs))

    address = reverse("reconcile:adopt", args=[orphan.pk])
    olive.post(address, {"order": order.number})

    assert order.payments.count() == 2


def test_adopting_into_an_order_that_nobody_has(olive, orphan):
    address = reverse("reconcile:adopt", args=[orphan.pk])
    page = olive.post(address, {"order": "A-NONE"}).text

    assert "No order has this number." in page
    assert not Payment.objects.exists()


def test_dismissing_wants_a_reason_and_is_logged(olive, orphan):
    address = reverse("reconcile:dismiss", args=[orphan.pk])
    olive.post(address, {"reason": ""})
    assert Drift.objects.get().state == Drift.State.OPEN

    olive.post(address, {"reason": "Given back on Monday"})
    run()
    drift = Drift.objects.get()
    assert (drift.state, drift.reason) == (
        Drift.State.DISMISSED,
        "Given back on Monday",
    )
    assert "commerce.dismiss_drift" in actions()


def test_looking_again_asks_for_a_look_and_a_comparison(olive, orphan, anna):
    anna.order("monthly")
    payment = Payment.objects.get()
    Drift.objects.update(payment=payment)
    olive.post(reverse("reconcile:look", args=[orphan.pk]))

    payment.refresh_from_db()
    assert payment.looks_wanted > payment.looks_done
    assert ReconcileRun.objects.filter(finished=None).exists()


def test_support_reads_but_does_not_settle(sam, orphan):
    assert sam.get(reverse("reconcile:inspect", args=[orphan.pk])).status_code == 200
    for name in ("look", "adopt", "dismiss"):
        address = reverse(f"reconcile:{name}", args=[orphan.pk])
        assert is_refused(sam.get(address))
        assert is_refused(sam.post(address, {"reason": "x", "order": "A"}))
    assert Drift.objects.get().state == Drift.State.OPEN


def test_a_paypal_payment_is_adopted_by_its_order_there(olive, anna, sandbox):
    lost = by_paypal(anna, sandbox)
    ref = lost.payments.get().ref
    forget(lost)
    run("paypal")
    anna.order("monthly")
    order = Order.objects.get()

    address = reverse("reconcile:adopt", args=[Drift.objects.get().pk])
    olive.post(address, {"order": order.number})
    work.drain()
    run("paypal")

    assert order.payments.filter(ref=ref, status="succeeded").exists()
    assert state(order) == Order.PaymentState.PAID
    assert Drift.objects.get().state == Drift.State.FIXED
