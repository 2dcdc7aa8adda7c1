"""Events that no order answers to, alarms, and who paid and cannot open what was bought."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

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
from tests.commerce.test_reconcile import run, state

from .conftest import actions

pytestmark = pytest.mark.django_db
State = WebhookEvent.State


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
