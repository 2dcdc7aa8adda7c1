"""Customer sessions: what the payment element may do with the cards of one customer."""

from typing import Any

from sandbox.api import Call
from sandbox.context import Sandbox
from sandbox.ids import stripe_id
from sandbox.state import Document
from sandbox.stripe import customers
from sandbox.stripe.errors import StripeError

LIFE = 30 * 60
SHUT: Document = {"enabled": False}
FEATURES: Document = {
    "payment_method_allow_redisplay_filters": ["always"],
    "payment_method_redisplay": "disabled",
    "payment_method_redisplay_limit": 3,
    "payment_method_remove": "disabled",
    "payment_method_save": "disabled",
    "payment_method_save_usage": None,
}


def create(call: Call) -> Document:
    """POST /v1/customer_sessions: for the payment element alone."""
    given, now = call.parameters, call.sandbox.clock.now()
    customer = customers.find(call.sandbox.store, given["customer"], "customer")
    made = {
        "object": "customer_session",
        "client_secret": stripe_id("cuss_secret", 50),
        "components": _components(given["components"]),
        "created": now,
        "customer": customer["id"],
        "customer_account": None,
        "expires_at": now + LIFE,
        "livemode": False,
    }
    call.sandbox.store.put("customer_session", made["client_secret"], made)
    return made


def saves_as(sandbox: Sandbox, secret: str, intent: Document) -> str | None:
    """What a card is kept for if the buyer asks; None where this secret does not let them."""
    found = sandbox.store.get("customer_session", secret)
    if not found or found["customer"] != intent["customer"]:
        return None
    features = found["components"]["payment_element"]["features"]
    if sandbox.clock.now() > found["expires_at"] or not features:
        return None
    if features["payment_method_save"] != "enabled":
        return None
    return features["payment_method_save_usage"]


def _components(given: dict[str, Any]) -> Document:
    asked = given.get("payment_element", SHUT)
    features = {**FEATURES, **asked.get("features", {})}
    saves = features["payment_method_save"] == "enabled"
    if saves != bool(features["payment_method_save_usage"]):
        message = "payment_method_save_usage belongs to payment_method_save."
        raise StripeError(message, param="components[payment_element][features]")
    shut = ("active_entitlements", "buy_button", "customer_portal", "pricing_table")
    sheets = ("customer_sheet", "mobile_payment_element")
    return {
        **dict.fromkeys(shut, SHUT),
        **{name: {"enabled": False, "features": None} for name in sheets},
        "payment_element": {
            "enabled": asked["enabled"],
            "features": features if asked["enabled"] else None,
        },
    }
