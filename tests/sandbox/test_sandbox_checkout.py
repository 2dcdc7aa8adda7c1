"""Buying through Stripe Checkout, as the SDK and the buyer see it."""

from typing import Any

import pytest
import stripe

from tests.sandbox_process import SandboxProcess

COURSE = {
    "mode": "payment",
    "ui_mode": "hosted_page",
    "line_items": [
        {
            "quantity": 2,
            "price_data": {
                "currency": "eur",
                "unit_amount": 2450,
                "product_data": {"name": "Ear training"},
            },
        }
    ],
    "customer_email": "anna@example.com",
    "client_reference_id": "order-7",
    "metadata": {"payment": "p1"},
    "payment_intent_data": {"metadata": {"payment": "p1"}, "description": "Order 7"},
    "locale": "fr",
    "adaptive_pricing": {"enabled": False},
    "success_url": "http://127.0.0.1:8000/thanks?session={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://127.0.0.1:8000/cart",
}


def open_session(shop: stripe.StripeClient, **changes: Any) -> Any:
    return shop.v1.checkout.sessions.create({**COURSE, **changes})


def event_types(sandbox: SandboxProcess) -> list[str]:
    return [delivery["type"] for delivery in sandbox.deliveries()]


def test_a_new_session_is_open_unpaid_and_has_no_payment_intent_yet(shop, sandbox):
    session = open_session(shop, expand=["line_items"])

    assert (session.status, session.payment_status, session.amount_total) == (
        "open",
        "unpaid",
        4900,
    )
    assert session.payment_intent is None
    assert session.url == f"{sandbox.url}/c/pay/{session.id}"
    assert session.line_items.data[0].description == "Ear training"
    assert (
        shop.v1.checkout.sessions.retrieve(session.id).client_reference_id == "order-7"
    )


def test_a_good_card_pays_and_tells_the_shop_by_four_events(shop, sandbox):
    session = open_session(shop)

    outcome = sandbox.pay(session.id, "4242424242424242")

    assert outcome["state"] == "paid"
    assert outcome["url"] == f"http://127.0.0.1:8000/thanks?session={session.id}"
    paid = shop.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge"]}
    )
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.payment_intent.metadata["payment"] == "p1"
    assert paid.payment_intent.latest_charge.amount_captured == 4900
    assert event_types(sandbox) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_a_declined_buyer_may_pay_on_the_same_session(shop, sandbox):
    session = open_session(shop)

    declined = sandbox.pay(session.id, "4000000000009995")
    failed = shop.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent"]}
    )
    paid = sandbox.pay(session.id, "4242424242424242")

    assert (declined["state"], declined["decline_code"]) == (
        "declined",
        "insufficient_funds",
    )
    assert failed.status == "open"
    assert failed.payment_intent.status == "requires_payment_method"
    assert failed.payment_intent.last_payment_error.decline_code == "insufficient_funds"
    assert paid["state"] == "paid"
    assert paid["payment_intent"] == declined["payment_intent"]


def test_three_d_secure_can_be_failed_and_then_passed(shop, sandbox):
    session = open_session(shop)

    failed = sandbox.pay(session.id, "4000000000003220", challenge="fail")
    asked = sandbox.pay(session.id, "4000000000003220")
    waiting = shop.v1.payment_intents.retrieve(asked["payment_intent"])
    passed = sandbox.pay(session.id, "4000000000003220", challenge="complete")

    assert failed["code"] == "payment_intent_authentication_failure"
    assert asked["state"] == "challenge"
    assert waiting.status == "requires_action"
    assert asked["url"] == waiting.next_action.redirect_to_url.url
    assert passed["state"] == "paid"


def test_the_card_that_is_declined_after_three_d_secure_is_declined(shop, sandbox):
    session = open_session(shop)

    outcome = sandbox.pay(session.id, "4000008400001629", challenge="complete")

    assert (outcome["state"], outcome["code"]) == ("declined", "card_declined")


def test_a_paid_session_cannot_be_paid_again_or_expired(shop, sandbox):
    session = open_session(shop)
    sandbox.pay(session.id)

    assert sandbox.pay(session.id)["state"] == "closed"
    with pytest.raises(stripe.InvalidRequestError, match="status of complete"):
        shop.v1.checkout.sessions.expire(session.id)
    assert len(sandbox.deliveries()) == 4


def test_an_expired_session_cancels_the_attempt_made_on_it(shop, sandbox):
    session = open_session(shop)
    attempt = sandbox.pay(session.id, "4000000000000002")

    expired = shop.v1.checkout.sessions.expire(session.id)

    assert expired.status == "expired"
    intent = shop.v1.payment_intents.retrieve(attempt["payment_intent"])
    assert (intent.status, intent.cancellation_reason) == ("canceled", "expired")
    assert event_types(sandbox)[-2:] == [
        "payment_intent.canceled",
        "checkout.session.expired",
    ]


def test_time_expires_a_session(shop, sandbox):
    session = open_session(shop)

    sandbox.advance_clock(24 * 3600)

    assert shop.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert event_types(sandbox) == ["checkout.session.expired"]


def test_an_order_of_nothing_is_completed_without_a_payment(shop, sandbox):
    free = {**COURSE["line_items"][0]["price_data"], "unit_amount": 0}
    session = open_session(shop, line_items=[{"quantity": 1, "price_data": free}])

    sandbox.pay(session.id)

    complete = shop.v1.checkout.sessions.retrieve(session.id)
    assert (complete.payment_status, complete.payment_intent) == (
        "no_payment_required",
        None,
    )


def test_a_session_is_found_by_its_payment_intent(shop, sandbox):
    open_session(shop)
    session = open_session(shop)
    intent = sandbox.pay(session.id)["payment_intent"]

    found = shop.v1.checkout.sessions.list({"payment_intent": intent})

    assert [each.id for each in found.data] == [session.id]
    lines = shop.v1.checkout.sessions.line_items.list(session.id)
    assert [line.quantity for line in lines.data] == [2]


@pytest.mark.parametrize(
    ("outcome", "status"), [("succeeded", "paid"), ("failed", "unpaid")]
)
def test_a_bank_debit_completes_the_session_before_the_money_is_there(
    shop, sandbox, outcome, status
):
    session = open_session(shop)

    signed = sandbox.pay(session.id, method="sepa_debit")
    waiting = shop.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent"]}
    )
    sandbox.settle(session.id, outcome)

    assert signed["state"] == "processing"
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    assert waiting.payment_intent.status == "processing"
    assert shop.v1.checkout.sessions.retrieve(session.id).payment_status == status
    failing = {"succeeded": "succeeded", "failed": "payment_failed"}[outcome]
    assert event_types(sandbox) == [
        "payment_intent.created",
        "charge.pending",
        "payment_intent.processing",
        "checkout.session.completed",
        f"charge.{outcome}",
        f"payment_intent.{failing}",
        f"checkout.session.async_payment_{outcome}",
    ]
