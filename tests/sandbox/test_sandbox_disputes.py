"""Disputes: opened by a bank, won, lost, and turned round again."""

from urllib.parse import quote

import pytest
import stripe

from tests.sandbox.test_sandbox_checkout import event_types, open_session
from tests.sandbox.test_sandbox_paypal import api_of, capture, create, first_capture


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


def about_disputes(sandbox):
    return [
        kind.removeprefix("charge.dispute.")
        for kind in event_types(sandbox)
        if "dispute" in kind.lower()
    ]


def test_a_dispute_takes_the_money_and_marks_the_charge(shop, sandbox, paid):
    opened = sandbox.dispute(paid, amount=1900)

    (dispute,) = shop.v1.disputes.list({"payment_intent": paid}).data
    assert dispute.id == opened["id"]
    assert (dispute.status, dispute.amount) == ("needs_response", 1900)
    assert [moved.amount for moved in dispute.balance_transactions] == [-1900]
    assert dispute.evidence_details.due_by > dispute.created
    assert shop.v1.charges.retrieve(dispute.charge).disputed
    assert about_disputes(sandbox) == ["created", "funds_withdrawn"]


def test_a_disputed_charge_cannot_be_refunded_until_it_is_won(shop, sandbox, paid):
    opened = sandbox.dispute(paid)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.v1.refunds.create({"payment_intent": paid})

    sandbox.move_dispute(opened["id"], "won")

    assert refusal.value.code == "charge_disputed"
    assert shop.v1.refunds.create({"payment_intent": paid}).status == "succeeded"


@pytest.mark.parametrize(
    ("way", "told"),
    [
        (["under_review", "lost"], ["updated", "closed"]),
        (["won"], ["closed", "funds_reinstated"]),
        (["prevented"], ["closed", "funds_reinstated"]),
        (
            ["lost", "appeal", "won"],
            ["closed", "updated", "closed", "funds_reinstated"],
        ),
        (
            ["won", "lost"],
            ["closed", "funds_reinstated", "closed", "funds_withdrawn"],
        ),
    ],
)
def test_a_dispute_goes_its_way(shop, sandbox, paid, way, told):
    opened = sandbox.dispute(paid)

    for status in way:
        sandbox.move_dispute(opened["id"], status)

    dispute = shop.v1.disputes.retrieve(opened["id"])
    moved = sum(moved.amount for moved in dispute.balance_transactions)
    assert moved == (-4900 if way[-1] == "lost" else 0)
    assert about_disputes(sandbox) == ["created", "funds_withdrawn", *told]


def test_an_inquiry_takes_no_money_unless_it_becomes_a_dispute(shop, sandbox, paid):
    opened = sandbox.dispute(paid, "inquiry")
    shop.v1.refunds.create({"payment_intent": paid, "amount": 100})

    sandbox.move_dispute(opened["id"], "needs_response")

    assert opened["status"] == "warning_needs_response"
    assert opened["payment_method_details"]["card"]["case_type"] == "inquiry"
    assert about_disputes(sandbox) == ["created", "updated", "funds_withdrawn"]


@pytest.mark.parametrize(
    ("card", "told"),
    [
        (
            "4000000000000259",
            ["charge.dispute.created", "charge.dispute.funds_withdrawn"],
        ),
        ("4000000000001976", ["charge.dispute.created"]),
        ("4000000000005423", ["radar.early_fraud_warning.created"]),
    ],
)
def test_a_test_card_brings_a_dispute_or_a_warning(shop, sandbox, card, told):
    sandbox.pay(open_session(shop).id, card)

    assert event_types(sandbox)[-len(told) :] == told


def test_an_early_fraud_warning_names_the_payment(shop, sandbox, paid):
    given = sandbox.warn_of_fraud(paid)

    (listed,) = shop.v1.radar.early_fraud_warnings.list({"payment_intent": paid}).data
    assert (listed.id, listed.actionable) == (given["id"], True)


def test_paypal_tells_of_a_dispute_by_the_capture(paypal, sandbox, taken):
    opened = sandbox.dispute(taken["id"], amount=1900)

    url = f"/v1/customer/disputes?disputed_transaction_id={taken['id']}"
    (listed,) = paypal.get(url)["items"]
    read = paypal.get(f"/v1/customer/disputes/{opened['dispute_id']}")
    assert (listed["dispute_id"], listed["dispute_state"]) == (
        opened["dispute_id"],
        "REQUIRED_ACTION",
    )
    assert read["dispute_amount"] == {"currency_code": "EUR", "value": "19.00"}
    assert read["disputed_transactions"][0]["custom"] == "order-7"
    assert event_types(sandbox)[-1] == "CUSTOMER.DISPUTE.CREATED"


@pytest.mark.parametrize(
    ("way", "outcome", "told"),
    [
        (["under_review"], None, ["UPDATED"]),
        (["won"], "RESOLVED_SELLER_FAVOUR", ["RESOLVED"]),
        (["lost"], "RESOLVED_BUYER_FAVOUR", ["RESOLVED"]),
        (["canceled"], "CANCELED_BY_BUYER", ["RESOLVED"]),
        (
            ["lost", "appeal", "won"],
            "RESOLVED_SELLER_FAVOUR",
            ["RESOLVED", "UPDATED", "RESOLVED"],
        ),
    ],
)
def test_paypals_dispute_goes_its_way(paypal, sandbox, taken, *, way, outcome, told):
    opened = sandbox.dispute(taken["id"], "inquiry")

    for status in way:
        sandbox.move_dispute(opened["dispute_id"], status)

    read = paypal.get(f"/v1/customer/disputes/{opened['dispute_id']}")
    assert read.get("dispute_outcome", {}).get("outcome_code") == outcome
    assert about_disputes(sandbox) == [
        f"CUSTOMER.DISPUTE.{kind}" for kind in ["CREATED", *told]
    ]


def test_paypals_disputes_are_listed_a_page_at_a_time(paypal, sandbox, taken):
    opened = [sandbox.dispute(taken["id"])["dispute_id"] for _ in range(3)]

    first = paypal.get("/v1/customer/disputes?page_size=2")
    onward = next(link["href"] for link in first["links"] if link["rel"] == "next")
    rest = paypal.get(onward.removeprefix(sandbox.url))

    listed = [item["dispute_id"] for item in first["items"] + rest["items"]]
    assert sorted(listed) == sorted(opened)
    assert {link["rel"] for link in rest["links"]} == {"first"}


def test_paypals_disputes_are_listed_by_when_they_changed(paypal, sandbox, taken):
    opened = sandbox.dispute(taken["id"])
    before = quote(opened["update_time"])
    sandbox.advance_clock(3600)
    sandbox.move_dispute(opened["dispute_id"], "under_review")
    url = "/v1/customer/disputes?update_time"

    since = paypal.get(f"{url}_after={before}")["items"]
    until = paypal.get(f"{url}_before={before}")["items"]

    assert [item["status"] for item in since] == ["UNDER_REVIEW"]
    assert until == []


def test_nobody_disputes_what_was_never_paid(shop, sandbox):
    session = open_session(shop)

    with pytest.raises(OSError, match="404"):
        sandbox.dispute(session.id)
