"""PayPal's announcements: made, judged, kept and queued for delivery."""

import json
from typing import Any

from sandbox.api import Call
from sandbox.context import Sandbox
from sandbox.ids import paypal_event_id
from sandbox.paypal.errors import missing
from sandbox.paypal.times import between, timestamp
from sandbox.state import Document

SCHEMAS = {
    "checkout-order": "order",
    "capture": "capture-2",
    "dispute": "dispute",
    "refund": "refund",
}
SPELT = {"order_id": "id"}  # in the event of a reversed approval
SUMMARIES = {
    "CHECKOUT.ORDER.APPROVED": "An order has been approved by buyer",
    "CHECKOUT.ORDER.COMPLETED": "Checkout Order Completed",
    "CHECKOUT.ORDER.DECLINED": "An order has been declined",
    "CHECKOUT.PAYMENT-APPROVAL.REVERSED": "Order has been reversed after it was approved",
    "CUSTOMER.DISPUTE.CREATED": "A new dispute opened with Case # {id}",
    "CUSTOMER.DISPUTE.RESOLVED": "A dispute was resolved with case # {id}",
    "CUSTOMER.DISPUTE.UPDATED": "A dispute was updated with case # {id}",
    "PAYMENT.CAPTURE.COMPLETED": "Payment completed for {amount}",
    "PAYMENT.CAPTURE.DECLINED": "A payment capture is declined for {amount}",
    "PAYMENT.CAPTURE.DENIED": "A {amount} capture payment was denied",
    "PAYMENT.CAPTURE.PENDING": "Payment pending for {amount}",
    "PAYMENT.CAPTURE.REFUNDED": "A {amount} capture payment was refunded",
    "PAYMENT.CAPTURE.REVERSED": "A {amount} capture payment was reversed",
    "PAYMENT.REFUND.FAILED": "A {amount} refund failed",
    "PAYMENT.REFUND.PENDING": "A {amount} refund is pending",
}


def announce(
    sandbox: Sandbox, kind: str, resource_type: str, resource: Document
) -> None:
    """Emits an event about an order, a capture, a refund or a dispute."""
    identifier = paypal_event_id()
    money = resource.get("amount") or {"value": "", "currency_code": ""}
    amount = f"$ {money['value']} {money['currency_code']}"
    url = f"{sandbox.config.base_url}/v1/notifications/webhooks-events/{identifier}"
    event = {
        "id": identifier,
        "event_version": "1.0",
        "create_time": timestamp(sandbox.clock.now()),
        "resource_type": resource_type,
        "resource_version": "2.0",
        "event_type": kind,
        "summary": SUMMARIES[kind].format(amount=amount, id=subject_id(resource)),
        "resource": resource,
        "links": [
            {"href": url, "rel": "self", "method": "GET"},
            {"href": f"{url}/resend", "rel": "resend", "method": "POST"},
        ],
    }
    sandbox.judge.paypal("event", event, f"event {kind}")
    judged = {SPELT.get(name, name): value for name, value in resource.items()}
    sandbox.judge.paypal(SCHEMAS[resource_type], judged, f"event {kind}")
    sandbox.store.put("paypal event", identifier, event)
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    sandbox.deliveries.queue("paypal", identifier, kind, body)


def subject_id(resource: Document) -> str:
    """The id of what an event is about."""
    names = ("id", "dispute_id", "order_id")
    return next(resource[name] for name in names if name in resource)


def retrieve(call: Call) -> Document:
    """GET /v1/notifications/webhooks-events/{id}"""
    event = call.sandbox.store.get("paypal event", call.path["event_id"])
    if event is None:
        raise missing()
    return event


def list_events(call: Call) -> Document:
    """GET /v1/notifications/webhooks-events, newest first"""
    events = [
        event
        for event in reversed(call.sandbox.store.all("paypal event"))
        if _wanted(event, call.parameters)
    ]
    shown = events[: int(call.parameters.get("page_size", 10))]
    return {"events": shown, "count": len(shown), "links": []}


def _wanted(event: Document, filters: dict[str, Any]) -> bool:
    return (
        filters.get("event_type") in (None, event["event_type"])
        and filters.get("transaction_id") in (None, subject_id(event["resource"]))
        and between(
            event["create_time"], filters.get("start_time"), filters.get("end_time")
        )
    )
