"""The comparison in the CMS: differences and what to do about each, events once more, and who paid and cannot open."""

import csv
import io
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from commerce.domain import alarms, inbox, reconcile, work
from commerce.models import (
    Drift,
    Effect,
    Entitlement,
    Order,
    Payment,
    ReconcileRun,
    WebhookEvent,
)
from tests.commerce.proofs.events import event, send
from tests.commerce.shop import deliver
from tests.commerce.test_reconcile import by_paypal, forget, run, state
from tests.queries import cost

from .conftest import is_refused

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
State = WebhookEvent.State


@pytest.fixture
def orphan(anna, sandbox):
    """Money at Stripe of an order that a restored backup does not know."""
    forget(anna.buy())
    run()
    return Drift.objects.get()


def actions() -> list[str]:
    entries = ModelLogEntry.objects.filter(action__startswith="commerce.")
    return list(entries.values_list("action", flat=True))


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


def test_an_export_holds_no_formula(sam, orphan):
    Drift.objects.update(reference="=1+1")
    exported = sam.get(reverse("reconcile:index"), {"export": "csv"})
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


# -- events


def test_an_event_of_nobody_is_given_up_after_three_days_and_replayed(sam, anna):
    send(event(ref="cs_later"))
    WebhookEvent.objects.update(received=timezone.now() - timedelta(hours=71))
    inbox.due_events()
    assert WebhookEvent.objects.get().state == State.WAITING
    past = timezone.now() - timedelta(hours=73)
    WebhookEvent.objects.update(received=past, due=past)
    inbox.due_events()
    assert WebhookEvent.objects.get().state == State.DEAD
    assert Effect.objects.get(kind="alarm").payload["trouble"] == "orphan"

    anna.order("monthly")
    payment = Payment.objects.get()
    WebhookEvent.objects.update(refs=[payment.ref])
    found = WebhookEvent.objects.get()
    sam.post(reverse("events:replay", args=[found.pk]))
    work.drain()

    assert payment.events.get().state == State.DONE
    assert "commerce.replay" in actions()


def test_all_that_the_list_shows_are_replayed(sam, anna, sandbox):
    order = anna.buy()
    deliver(sandbox)
    WebhookEvent.objects.update(state=State.DEAD)
    kept = WebhookEvent.objects.create(gateway="paypal", event_id="e", type="x", state=State.DEAD, refs=["y"])  # fmt: skip
    address = f"{reverse('events:replay_all')}?gateway=stripe&state=dead"
    assert "events." in sam.get(address).text
    sam.post(address)
    work.drain()

    assert state(order) == Order.PaymentState.PAID
    kept.refresh_from_db()
    assert kept.state == State.DEAD


def test_one_id_with_two_meanings_is_reviewed_and_not_applied(shop):
    first = event(ref="cs_1")
    send(first)
    assert send({**first, "pending_webhooks": 2}) == 200
    assert WebhookEvent.objects.get().state == State.WAITING

    assert send({**first, "data": {"object": {"id": "cs_2"}}}) == 200
    row = WebhookEvent.objects.get()
    assert (row.state, row.refs) == (State.REVIEW, ["cs_1"])
    assert Effect.objects.get(kind="alarm").payload["trouble"] == "words"


def test_control_without_the_comparison_the_other_meaning_is_not_noticed(
    shop, monkeypatch
):
    monkeypatch.setattr(inbox, "_compare", lambda _event: None)
    first = event(ref="cs_1")
    send(first)
    send({**first, "data": {"object": {"id": "cs_2"}}})

    assert WebhookEvent.objects.get().state == State.WAITING


def test_an_event_of_another_shop_is_ignored_and_one_of_another_mode_alarms(shop):
    send(event(data={"object": {"id": "cs_1", "metadata": {"app": "another"}}}))
    assert WebhookEvent.objects.get().state == State.IGNORED
    assert not Effect.objects.exists()

    send(event(livemode=True))
    assert Effect.objects.get(kind="alarm").payload["trouble"] == "mode"


# -- alarms


def test_support_is_told_once_a_day(shop, sandbox, settings):
    long_ago = timezone.now() - timedelta(hours=2)
    ReconcileRun.objects.create(gateway="stripe", asked=long_ago)
    Drift.objects.create(
        gateway="stripe", kind="orphan", about="payment", ref="x", currency="EUR"
    )
    Drift.objects.update(found=long_ago)
    alarms.watch()
    alarms.watch()
    Effect.objects.exclude(kind="alarm").delete()
    work.due_effects()

    assert [each.to for each in mail.outbox] == [[settings.SUPPORT_EMAIL]] * 2
    assert {effect.payload["trouble"] for effect in Effect.objects.all()} == {
        "silent",
        "drift",
    }


def test_a_gateway_that_was_read_is_not_silent(shop, sandbox):
    ReconcileRun.objects.create(
        gateway="stripe", asked=timezone.now() - timedelta(hours=2)
    )
    assert alarms.silent() == ["stripe"]
    reconcile.run_waiting()
    assert alarms.silent() == []


def test_the_first_screen_counts_what_waits(sam, orphan):
    WebhookEvent.objects.create(gateway="stripe", event_id="e", type="x", state=State.DEAD)  # fmt: skip

    home = sam.get(reverse("wagtailadmin_home")).text
    assert "1 difference with a provider’s books" in home
    assert "1 event is about no order here" in home


# -- paid but locked


def test_paid_and_never_derived(sam, anna):
    order = anna.buy()
    run()
    Entitlement.objects.all().delete()

    page = sam.get(reverse("locked")).text
    assert "Its access was never written" in page
    sam.post(reverse("locked_rebuild", args=[order.pk]))

    assert Entitlement.objects.count() == 1
    assert "Whoever paid can open what they bought." in sam.get(reverse("locked")).text


def test_a_product_that_opens_nothing(olive, anna):
    order = anna.buy()
    run()
    order.lines.get().product.grants.all().delete()

    page = olive.get(reverse("locked")).text
    assert "The product opens no page" in page
    assert "Open the product" in page


def test_a_guest_who_never_claimed_gets_the_link_again(sam, guest):
    order = guest.buy()
    run()
    Order.objects.update(paid_at=timezone.now() - timedelta(hours=2))
    Effect.objects.all().delete()

    assert "not claimed" in sam.get(reverse("locked")).text
    sam.post(reverse("locked_link", args=[order.pk]))

    assert Effect.objects.get().kind == "sign_in_link"
    assert "commerce.send_link" in actions()


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
