"""Buying through PayPal, as paypalrestsdk and the buyer see it."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import paypalrestsdk
import pytest
from paypalrestsdk.exceptions import (
    ResourceInvalid,
    ResourceNotFound,
    UnauthorizedAccess,
)

from tests.sandbox_process import SandboxProcess

CREDENTIALS = {
    "client_id": "sandbox-client-id",
    "client_secret": "sandbox-client-secret",
}
WHOLE = {"Prefer": "return=representation"}


def order_request(
    value: str = "49.00", currency: str = "EUR", intent: str = "CAPTURE", **unit: Any
) -> dict[str, Any]:
    urls = {
        "return_url": "http://127.0.0.1:8000/back?o=7",
        "cancel_url": "http://127.0.0.1:8000/cart",
    }
    amount = {"currency_code": currency, "value": value}
    return {
        "intent": intent,
        "purchase_units": [{"custom_id": "order-7", "amount": amount, **unit}],
        "payment_source": {
            "paypal": {"experience_context": {**urls, "locale": "fr-FR"}}
        },
    }


def api_of(sandbox: SandboxProcess, **credentials: str) -> paypalrestsdk.Api:
    return paypalrestsdk.Api(
        mode="sandbox", endpoint=sandbox.url, **{**CREDENTIALS, **credentials}
    )


@pytest.fixture
def paypal(sandbox: SandboxProcess) -> paypalrestsdk.Api:
    return api_of(sandbox)


def create(
    paypal: paypalrestsdk.Api, key: str = "create-1", **changes: Any
) -> dict[str, Any]:
    return paypal.post(
        "/v2/checkout/orders",
        order_request(**changes),
        {"PayPal-Request-Id": key, **WHOLE},
    )


def capture(
    paypal: paypalrestsdk.Api, order: dict[str, Any], key: str = "capture-1"
) -> dict[str, Any]:
    url = f"/v2/checkout/orders/{order['id']}/capture"
    return paypal.post(url, {}, {"PayPal-Request-Id": key, **WHOLE})


def first_capture(order: dict[str, Any]) -> dict[str, Any]:
    return order["purchase_units"][0]["payments"]["captures"][0]


def issue_of(refusal: pytest.ExceptionInfo[ResourceInvalid]) -> str:
    return json.loads(refusal.value.content)["details"][0]["issue"]


def test_a_new_order_sends_the_buyer_to_the_page_that_approves_it(paypal, sandbox):
    order = create(paypal)

    links = {link["rel"]: link["href"] for link in order["links"]}
    assert order["status"] == "PAYER_ACTION_REQUIRED"
    assert links["payer-action"] == f"{sandbox.url}/checkoutnow?token={order['id']}"


def test_without_prefer_the_answer_is_minimal(paypal):
    order = paypal.post(
        "/v2/checkout/orders", order_request(), {"PayPal-Request-Id": "k"}
    )

    assert order.keys() == {"id", "status", "payment_source", "links"}


def test_an_approved_order_is_captured_once_and_announced(paypal, sandbox):
    order = create(paypal)

    returning = parse_qs(urlsplit(sandbox.approve(order["id"])["url"]).query)
    captured = capture(paypal, order)
    with pytest.raises(ResourceInvalid) as again:
        capture(paypal, order, key="capture-2")

    assert returning["token"] == [order["id"]]
    assert returning["o"] == ["7"]
    assert captured["status"] == "COMPLETED"
    assert captured["payer"]["payer_id"] == returning["PayerID"][0]
    assert first_capture(captured)["custom_id"] == "order-7"
    assert issue_of(again) == "ORDER_ALREADY_CAPTURED"
    assert [delivery["type"] for delivery in sandbox.deliveries()] == [
        "CHECKOUT.ORDER.APPROVED",
        "PAYMENT.CAPTURE.COMPLETED",
    ]


def test_nothing_is_captured_before_the_buyer_approves(paypal):
    with pytest.raises(ResourceInvalid) as refusal:
        capture(paypal, create(paypal))

    assert issue_of(refusal) == "ORDER_NOT_APPROVED"


def test_a_declined_instrument_leads_back_to_the_buyer(paypal, sandbox):
    order = create(paypal)
    sandbox.approve(order["id"], "declines")

    with pytest.raises(ResourceInvalid) as refusal:
        capture(paypal, order)
    sandbox.approve(order["id"], "pays")
    captured = capture(paypal, order)

    body = json.loads(refusal.value.content)
    assert issue_of(refusal) == "INSTRUMENT_DECLINED"
    assert body["links"][0]["href"].endswith(f"/checkoutnow?token={order['id']}")
    assert captured["status"] == "COMPLETED"


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("completed", "COMPLETED"), ("denied", "DECLINED"), ("declined", "DECLINED")],
)
def test_an_e_check_is_pending_until_it_is_settled(paypal, sandbox, outcome, status):
    order = create(paypal)
    sandbox.approve(order["id"], "pending")

    pending = first_capture(capture(paypal, order))
    sandbox.settle(pending["id"], outcome)

    assert (pending["status"], pending["status_details"]["reason"]) == (
        "PENDING",
        "ECHECK",
    )
    assert paypal.get(f"/v2/payments/captures/{pending['id']}")["status"] == status
    assert sandbox.deliveries()[-1]["type"] == f"PAYMENT.CAPTURE.{outcome.upper()}"


def test_a_capture_is_refunded_in_parts_and_no_further(paypal, sandbox):
    order = create(paypal)
    sandbox.approve(order["id"])
    taken = first_capture(capture(paypal, order))
    url = f"/v2/payments/captures/{taken['id']}/refund"
    part = {"amount": {"currency_code": "EUR", "value": "9.00"}}

    first = paypal.post(url, part, {"PayPal-Request-Id": "refund-1", **WHOLE})
    with pytest.raises(ResourceInvalid) as excessive:
        paypal.post(url, {"amount": {"currency_code": "EUR", "value": "40.01"}})
    rest = paypal.post(url, {}, {"PayPal-Request-Id": "refund-2", **WHOLE})

    assert (first["amount"]["value"], rest["amount"]["value"]) == ("9.00", "40.00")
    assert rest["seller_payable_breakdown"]["total_refunded_amount"]["value"] == "49.00"
    assert issue_of(excessive) == "REFUND_AMOUNT_EXCEEDED"
    assert paypal.get(f"/v2/payments/captures/{taken['id']}")["status"] == "REFUNDED"
    assert paypal.get(f"/v2/payments/refunds/{first['id']}")["status"] == "COMPLETED"
    whole = paypal.get(f"/v2/checkout/orders/{order['id']}")
    assert len(whole["purchase_units"][0]["payments"]["refunds"]) == 2


def test_an_approval_is_reversed_before_the_capture(paypal, sandbox):
    order = create(paypal)
    sandbox.approve(order["id"])

    sandbox.announce(order["id"], "CHECKOUT.PAYMENT-APPROVAL.REVERSED")

    with pytest.raises(ResourceInvalid) as refusal:
        capture(paypal, order)
    assert issue_of(refusal) == "ORDER_NOT_APPROVED"
    assert paypal.get(f"/v2/checkout/orders/{order['id']}")["status"] == "VOIDED"
    told = sandbox.deliveries()[-1]
    assert told["type"] == "CHECKOUT.PAYMENT-APPROVAL.REVERSED"
    resource = json.loads(base64.b64decode(told["body"]))["resource"]
    assert (resource["order_id"], "id" in resource) == (order["id"], False)


def test_the_same_request_id_gives_the_same_order(paypal, sandbox):
    first, second, other = (
        create(paypal),
        create(paypal),
        create(paypal, key="create-2"),
    )

    assert first["id"] == second["id"] != other["id"]
    statuses = [call["status"] for call in sandbox.calls("orders.create")]
    assert statuses == [201, 200, 201]


def test_an_order_key_is_forgotten_after_six_hours(paypal, sandbox):
    first = create(paypal)

    sandbox.advance_clock(6 * 3600 + 1)

    assert create(paypal)["id"] != first["id"]


@pytest.mark.parametrize(
    ("changes", "issue"),
    [
        ({"value": "49.50", "currency": "JPY"}, "DECIMALS_NOT_SUPPORTED"),
        ({"value": "49.505"}, "DECIMAL_PRECISION"),
        ({"value": "0.00"}, "CANNOT_BE_ZERO_OR_NEGATIVE"),
        ({"currency": "XAF"}, "INVALID_CURRENCY_CODE"),
    ],
)
def test_amounts_paypal_cannot_take_are_refused(paypal, changes, issue):
    with pytest.raises(ResourceInvalid) as refusal:
        create(paypal, **changes)

    assert issue_of(refusal) == issue


def test_an_order_that_is_not_there_is_a_404(paypal):
    with pytest.raises(ResourceNotFound):
        paypal.get("/v2/checkout/orders/NOSUCHORDER")


def test_wrong_credentials_get_no_token(sandbox):
    with pytest.raises(UnauthorizedAccess):
        api_of(sandbox, client_secret="wrong").get("/v2/checkout/orders/X")


def verification_of(
    delivery: dict[str, Any], event: str, webhook_id: str = "SANDBOXWEBHOOKID"
) -> str:
    headers = delivery["headers"]
    fields = {
        "auth_algo": headers["PAYPAL-AUTH-ALGO"],
        "cert_url": headers["PAYPAL-CERT-URL"],
        "transmission_id": headers["PAYPAL-TRANSMISSION-ID"],
        "transmission_sig": headers["PAYPAL-TRANSMISSION-SIG"],
        "transmission_time": headers["PAYPAL-TRANSMISSION-TIME"],
        "webhook_id": webhook_id,
    }
    return f'{json.dumps(fields)[:-1]}, "webhook_event": {event}}}'


def verified(paypal: paypalrestsdk.Api, body: str) -> str:
    token = paypal.get_access_token()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    url = f"{paypal.endpoint}/v1/notifications/verify-webhook-signature"
    return paypal.http_call(url, "POST", data=body.encode(), headers=headers)[
        "verification_status"
    ]


def test_only_the_delivered_bytes_are_verified(paypal, sandbox):
    order = create(paypal)
    sandbox.approve(order["id"])
    (delivery,) = sandbox.deliveries()
    raw = base64.b64decode(delivery["body"]).decode()

    assert verified(paypal, verification_of(delivery, raw)) == "SUCCESS"
    assert (
        verified(paypal, verification_of(delivery, json.dumps(json.loads(raw))))
        == "FAILURE"
    )
    assert (
        verified(paypal, verification_of(delivery, raw.replace("49.00", "1.00")))
        == "FAILURE"
    )
    assert (
        verified(paypal, verification_of(delivery, raw, webhook_id="OTHER"))
        == "FAILURE"
    )


def test_a_badly_signed_delivery_fails_verification(paypal, sandbox):
    sandbox.faults(kind="bad_signature", provider="paypal")
    sandbox.approve(create(paypal)["id"])
    (delivery,) = sandbox.deliveries()
    raw = base64.b64decode(delivery["body"]).decode()

    assert verified(paypal, verification_of(delivery, raw)) == "FAILURE"


def test_events_are_listed_for_reconciliation(paypal, sandbox):
    order = create(paypal)
    sandbox.approve(order["id"])
    capture(paypal, order)

    listed = paypal.get(
        "/v1/notifications/webhooks-events?event_type=PAYMENT.CAPTURE.COMPLETED"
    )

    assert [event["event_type"] for event in listed["events"]] == [
        "PAYMENT.CAPTURE.COMPLETED"
    ]
    again = paypal.get(f"/v1/notifications/webhooks-events/{listed['events'][0]['id']}")
    assert again == listed["events"][0]
