"""The part of PayPal's API the sandbox speaks."""

from functools import partial

from sandbox.api import Operation
from sandbox.paypal import (
    captures,
    disputes,
    events,
    orders,
    refunds,
    reporting,
    tokens,
    verification,
)
from sandbox.paypal.wire import PayPalWire

ORDERS = "/v2/checkout/orders"
ORDER = f"{ORDERS}/<order_id>"
CAPTURE = "/v2/payments/captures/<capture_id>"
DISPUTES = "/v1/customer/disputes"
NOTIFICATIONS = "/v1/notifications"

operation = partial(Operation, PayPalWire())

OPERATIONS = (
    operation("oauth2.token", "POST", tokens.PATH, tokens.issue),
    operation(
        "orders.create",
        "POST",
        ORDERS,
        orders.create,
        status=201,
        request_schema="order_request",
        answer_schema="order",
    ),
    operation("orders.retrieve", "GET", ORDER, orders.retrieve, answer_schema="order"),
    operation(
        "orders.capture",
        "POST",
        f"{ORDER}/capture",
        orders.capture,
        status=201,
        request_schema="order_capture_request",
        answer_schema="order",
    ),
    operation(
        "captures.retrieve",
        "GET",
        CAPTURE,
        captures.retrieve,
        answer_schema="capture-2",
    ),
    operation(
        "captures.refund",
        "POST",
        f"{CAPTURE}/refund",
        refunds.refund,
        status=201,
        request_schema="refund_request",
        answer_schema="refund",
    ),
    operation(
        "refunds.retrieve",
        "GET",
        "/v2/payments/refunds/<refund_id>",
        refunds.retrieve,
        answer_schema="refund",
    ),
    operation(
        "disputes.list",
        "GET",
        DISPUTES,
        disputes.list_disputes,
        answer_schema="dispute_search",
    ),
    operation(
        "disputes.retrieve",
        "GET",
        f"{DISPUTES}/<dispute_id>",
        disputes.retrieve,
        answer_schema="dispute",
    ),
    operation(
        "reporting.transactions",
        "GET",
        "/v1/reporting/transactions",
        reporting.search,
        answer_schema="search_response",
    ),
    operation(
        "webhooks.verify",
        "POST",
        f"{NOTIFICATIONS}/verify-webhook-signature",
        verification.verify,
        request_schema="verify_webhook_signature",
        answer_schema="verify_webhook_signature_response",
    ),
    operation(
        "webhooks.list_events",
        "GET",
        f"{NOTIFICATIONS}/webhooks-events",
        events.list_events,
        answer_schema="EventList",
    ),
    operation(
        "webhooks.retrieve_event",
        "GET",
        f"{NOTIFICATIONS}/webhooks-events/<event_id>",
        events.retrieve,
        answer_schema="event",
    ),
)
