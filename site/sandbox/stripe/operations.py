"""The part of Stripe's API the sandbox speaks."""

from sandbox.api import Operation
from sandbox.stripe import events, reading, refunds, sessions
from sandbox.stripe.wire import StripeWire

WIRE = StripeWire()
SESSIONS = "/v1/checkout/sessions"
SESSION = f"{SESSIONS}/<session_id>"

OPERATIONS = (
    Operation(WIRE, "checkout.sessions.create", "POST", SESSIONS, sessions.create),
    Operation(WIRE, "checkout.sessions.list", "GET", SESSIONS, sessions.list_sessions),
    Operation(WIRE, "checkout.sessions.retrieve", "GET", SESSION, sessions.retrieve),
    Operation(
        WIRE, "checkout.sessions.expire", "POST", f"{SESSION}/expire", sessions.expire
    ),
    Operation(
        WIRE,
        "checkout.sessions.list_line_items",
        "GET",
        f"{SESSION}/line_items",
        sessions.list_line_items,
    ),
    Operation(
        WIRE,
        "payment_intents.retrieve",
        "GET",
        "/v1/payment_intents/<identifier>",
        reading.payment_intent,
    ),
    Operation(
        WIRE, "charges.retrieve", "GET", "/v1/charges/<identifier>", reading.charge
    ),
    Operation(WIRE, "refunds.create", "POST", "/v1/refunds", refunds.create),
    Operation(WIRE, "refunds.list", "GET", "/v1/refunds", refunds.list_refunds),
    Operation(
        WIRE, "refunds.retrieve", "GET", "/v1/refunds/<identifier>", reading.refund
    ),
    Operation(WIRE, "events.list", "GET", "/v1/events", events.list_events),
    Operation(WIRE, "events.retrieve", "GET", "/v1/events/<event_id>", events.retrieve),
)
