"""Refunds that are made in the dashboard, wait, fail or are called off."""

import pytest
import stripe
from paypalrestsdk.exceptions import ResourceInvalid

from tests.sandbox.test_sandbox_checkout import event_types, open_session
from tests.sandbox.test_sandbox_paypal import (
    WHOLE,
    api_of,
    capture,
    create,
    first_capture,
    issue_of,
)

THREE_DAYS = 3 * 24 * 3600


@pytest.fixture
def paid(shop, sandbox):
    return sandbox.pay(open_session(shop).id)["payment_intent"]


@pytest.fixture
def paypal(sandbox):
    return api_of(sandbox)


@pytest.fixture
def taken(paypal, sandbox):
    order = create(paypal)
    sandbox.approve(order["id"])
    return first_capture(capture(paypal, order))


def charge_of(shop: stripe.StripeClient, intent: str) -> stripe.Charge:
    expand = {"expand": ["latest_charge.refunds"]}
    return shop.v1.payment_intents.retrieve(intent, expand).latest_charge


def new_events(sandbox, after):
    return event_types(sandbox)[after:]


def test_a_refund_in_the_dashboard_is_told_without_a_request(shop, sandbox, paid):
    seen = len(event_types(sandbox))

    made = sandbox.refund(paid, 900)

    charge = charge_of(shop, paid)
    assert (charge.amount_refunded, charge.refunds.data[0].id) == (900, made["id"])
    assert sorted(new_events(sandbox, seen)) == [
        "charge.refunded",
        "refund.created",
        "refund.updated",
    ]
    (event,) = shop.v1.events.list({"type": "charge.refunded"}).data
    assert event.request.id is None


def test_a_pending_refund_succeeds_when_the_clock_gets_there(shop, sandbox, paid):
    sandbox.refunds_begin("pending")
    made = shop.v1.refunds.create({"payment_intent": paid})

    sandbox.advance_clock(THREE_DAYS - 60)
    waiting = shop.v1.refunds.retrieve(made.id).status
    sandbox.advance_clock(120)

    assert (made.status, made.pending_reason, waiting) == (
        "pending",
        "processing",
        "pending",
    )
    assert shop.v1.refunds.retrieve(made.id).status == "succeeded"
    assert charge_of(shop, paid).refunded


@pytest.mark.parametrize(
    ("begins", "outcome", "told"),
    [
        ("succeeds", "failed", True),
        ("pending", "failed", True),
        ("pending", "canceled", False),
    ],
)
def test_a_refund_that_does_not_arrive_gives_the_charge_its_money_back(
    shop, sandbox, paid, *, begins, outcome, told
):
    kept = sandbox.refund(paid, 100)
    made = sandbox.refund(paid, 4800, begins=begins)
    seen = len(event_types(sandbox))

    sandbox.settle_refund(made["id"], outcome)
    sandbox.settle_refund(made["id"], "succeeded")

    charge = charge_of(shop, paid)
    assert (charge.amount_refunded, charge.refunded) == (100, False)
    assert {refund.id: refund.status for refund in charge.refunds.data} == {
        made["id"]: outcome,
        kept["id"]: "succeeded",
    }
    assert new_events(sandbox, seen) == [
        "refund.updated",
        *(["refund.failed"] if told else []),
        "charge.refund.updated",
    ]


@pytest.mark.parametrize(
    ("card", "at_first", "at_last"),
    [
        ("4000000000007726", "pending", "succeeded"),
        ("4000000000005126", "succeeded", "failed"),
    ],
)
def test_a_test_card_decides_what_becomes_of_its_refunds(
    shop, sandbox, card, at_first, at_last
):
    intent = sandbox.pay(open_session(shop).id, card)["payment_intent"]

    made = shop.v1.refunds.create({"payment_intent": intent})
    sandbox.advance_clock(THREE_DAYS)

    assert made.status == at_first
    assert shop.v1.refunds.retrieve(made.id).status == at_last


def test_refunds_of_an_intent_are_listed_a_page_at_a_time(shop, sandbox, paid):
    other = sandbox.pay(open_session(shop).id)["payment_intent"]
    sandbox.refund(other)
    made = [sandbox.refund(paid, 10)["id"] for _ in range(3)]

    first = shop.v1.refunds.list({"payment_intent": paid, "limit": 2})
    everything = [refund.id for refund in first.auto_paging_iter()]

    assert (len(first.data), first.has_more) == (2, True)
    assert everything == made[::-1]


def test_paypals_dashboard_refunds_a_part(paypal, sandbox, taken):
    made = sandbox.refund(taken["id"], 900)

    assert made["amount"] == {"currency_code": "EUR", "value": "9.00"}
    read = paypal.get(f"/v2/payments/captures/{taken['id']}")
    assert read["status"] == "PARTIALLY_REFUNDED"
    assert event_types(sandbox)[-1] == "PAYMENT.CAPTURE.REFUNDED"


@pytest.mark.parametrize(
    ("outcome", "status", "capture_status", "event"),
    [
        ("completed", "COMPLETED", "REFUNDED", "PAYMENT.CAPTURE.REFUNDED"),
        ("failed", "FAILED", "COMPLETED", "PAYMENT.REFUND.FAILED"),
        ("canceled", "CANCELLED", "COMPLETED", "PAYMENT.REFUND.PENDING"),
    ],
)
def test_a_pending_refund_of_paypal_ends(
    paypal, sandbox, taken, *, outcome, status, capture_status, event
):
    sandbox.refunds_begin("pending")
    url = f"/v2/payments/captures/{taken['id']}"
    made = paypal.post(f"{url}/refund", {}, {"PayPal-Request-Id": "r1", **WHOLE})
    with pytest.raises(ResourceInvalid) as again:
        paypal.post(f"{url}/refund", {}, {"PayPal-Request-Id": "r2", **WHOLE})

    sandbox.settle_refund(made["id"], outcome)

    assert (made["status"], made["status_details"]) == ("PENDING", {"reason": "ECHECK"})
    assert issue_of(again) == "CAPTURE_FULLY_REFUNDED"
    assert paypal.get(f"/v2/payments/refunds/{made['id']}")["status"] == status
    assert paypal.get(url)["status"] == capture_status
    assert event_types(sandbox)[-1] == event


def test_a_refund_of_paypal_fails_when_the_clock_gets_there(paypal, sandbox, taken):
    sandbox.refund(taken["id"], begins="fails")

    sandbox.advance_clock(THREE_DAYS)

    read = paypal.get(f"/v2/payments/captures/{taken['id']}")
    assert read["status"] == "COMPLETED"
    assert event_types(sandbox)[-1] == "PAYMENT.REFUND.FAILED"


def test_paypal_takes_the_money_back_by_itself_and_gives_it_back(
    paypal, sandbox, taken
):
    reversal = sandbox.reverse(taken["id"])

    url = f"/v2/payments/captures/{taken['id']}"
    order_id = taken["links"][-1]["href"].rpartition("/")[2]
    order = paypal.get(f"/v2/checkout/orders/{order_id}")
    assert paypal.get(url)["status"] == "REFUNDED"
    assert "refunds" not in order["purchase_units"][0]["payments"]
    assert paypal.get(f"/v2/payments/refunds/{reversal['id']}")["status"] == "COMPLETED"
    assert event_types(sandbox)[-1] == "PAYMENT.CAPTURE.REVERSED"

    sandbox.settle_refund(reversal["id"], "canceled")

    assert paypal.get(url)["status"] == "COMPLETED"
    assert event_types(sandbox)[-1] == "PAYMENT.CAPTURE.REVERSED"


def test_a_declined_capture_leaves_no_trace_in_its_order(paypal, sandbox):
    order = create(paypal)
    sandbox.approve(order["id"], "vanishes")

    first = capture(paypal, order)
    again = capture(paypal, order, key="capture-2")
    sandbox.approve(order["id"], "pays")
    paid = capture(paypal, order, key="capture-3")

    assert (first["status"], again["status"]) == ("APPROVED", "APPROVED")
    assert "payments" not in first["purchase_units"][0]
    assert event_types(sandbox).count("PAYMENT.CAPTURE.DECLINED") == 2
    assert len(paid["purchase_units"][0]["payments"]["captures"]) == 1
