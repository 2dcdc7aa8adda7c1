"""Idempotency keys and refunds of Stripe."""

import pytest
import stripe

from tests.sandbox.test_sandbox_checkout import COURSE, open_session


def test_the_same_key_gives_the_same_session_and_says_so(shop, sandbox):
    first = shop.v1.checkout.sessions.create(COURSE, {"idempotency_key": "k1"})
    second = shop.v1.checkout.sessions.create(COURSE, {"idempotency_key": "k1"})

    assert first.id == second.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert [call["replayed"] for call in sandbox.calls("checkout.sessions.create")] == [
        False,
        True,
    ]


def test_a_key_with_other_values_is_refused(shop):
    shop.v1.checkout.sessions.create(COURSE, {"idempotency_key": "k1"})

    with pytest.raises(stripe.IdempotencyError) as refusal:
        shop.v1.checkout.sessions.create(
            {**COURSE, "locale": "en"}, {"idempotency_key": "k1"}
        )

    assert refusal.value.http_status == 400


def test_a_key_is_forgotten_after_a_day(shop, sandbox):
    first = shop.v1.checkout.sessions.create(COURSE, {"idempotency_key": "k1"})

    sandbox.advance_clock(24 * 3600 + 1)

    assert (
        shop.v1.checkout.sessions.create(COURSE, {"idempotency_key": "k1"}).id
        != first.id
    )


def test_a_payment_is_refunded_in_parts_and_no_further(shop, sandbox):
    intent = sandbox.pay(open_session(shop).id)["payment_intent"]

    part = shop.v1.refunds.create(
        {"payment_intent": intent, "amount": 900, "metadata": {"r": "1"}}
    )
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        shop.v1.refunds.create({"payment_intent": intent, "amount": 4001})
    shop.v1.refunds.create({"payment_intent": intent})
    with pytest.raises(stripe.InvalidRequestError) as late:
        shop.v1.refunds.create({"payment_intent": intent})

    assert part.status == "succeeded"
    assert late.value.code == "charge_already_refunded"
    refunds = shop.v1.refunds.list({"payment_intent": intent})
    assert [refund.amount for refund in refunds.data] == [4000, 900]
    charge = shop.v1.charges.retrieve(part.charge, {"expand": ["refunds"]})
    assert (charge.amount_refunded, charge.refunded) == (4900, True)
    assert len(charge.refunds.data) == 2
    types = [delivery["type"] for delivery in sandbox.deliveries()]
    assert types[4:7] == ["refund.created", "charge.refunded", "refund.updated"]


def test_a_wrong_key_is_no_entry(sandbox):
    stranger = stripe.StripeClient(
        "sk_test_stranger", base_addresses={"api": sandbox.url}
    )

    with pytest.raises(stripe.AuthenticationError):
        stranger.v1.checkout.sessions.list()


def test_events_are_filtered_as_the_reconcile_needs(shop, sandbox):
    sandbox.pay(open_session(shop).id)

    paid = shop.v1.events.list(
        {"types": ["checkout.session.completed", "charge.succeeded"]}
    )
    pages = shop.v1.events.list({"limit": 2})
    next_page = shop.v1.events.list({"limit": 2, "starting_after": pages.data[-1].id})

    assert [event.type for event in paid.data] == [
        "checkout.session.completed",
        "charge.succeeded",
    ]
    assert pages.has_more
    assert [event.type for event in next_page.data] == [
        "charge.succeeded",
        "payment_intent.created",
    ]
    assert len(shop.v1.events.list({"type": "payment_intent.*"}).data) == 2
    assert len(shop.v1.events.list({"delivery_success": False}).data) == 4
    assert shop.v1.events.list({"delivery_success": True}).data == []
    assert shop.v1.events.list({"created": {"lt": 10}}).data == []
    assert shop.v1.events.retrieve(paid.data[0].id).api_version == stripe.api_version
