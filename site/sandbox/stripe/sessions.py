"""Checkout sessions: made and read through the API, closed by payment, request or time."""

from typing import Any

from sandbox.api import Call
from sandbox.context import Sandbox
from sandbox.ids import stripe_id
from sandbox.state import Document, Store
from sandbox.stripe import customers, objects
from sandbox.stripe.errors import StripeError, missing
from sandbox.stripe.events import announce
from sandbox.stripe.expand import expand
from sandbox.stripe.kinds import payment_method_types
from sandbox.stripe.lines import line_items
from sandbox.stripe.paging import page

SHORTEST_LIFE = 30 * 60
LONGEST_LIFE = 24 * 3600
GIVEN_AS_THEY_ARE = (
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "customer",
    "customer_email",
    "locale",
    "submit_type",
    "success_url",
)


def create(call: Call) -> Document:
    """POST /v1/checkout/sessions: an open session with an address to send the buyer to."""
    given, now = call.parameters, call.sandbox.clock.now()
    _refuse_what_the_sandbox_lacks(given)
    _refuse_strangers(call.sandbox.store, given)
    identifier = stripe_id("cs_test", 58)
    lines = line_items(given.get("line_items", []), now)
    total = sum(line["amount_total"] for line in lines)
    session = objects.sample(
        "checkout.session",
        **objects.QUIET_SESSION,
        **{field: given.get(field) for field in GIVEN_AS_THEY_ARE},
        id=identifier,
        created=now,
        expires_at=_expiry(given.get("expires_at"), now),
        amount_subtotal=total,
        amount_total=total,
        currency=lines[0]["currency"],
        metadata=given.get("metadata") or {},
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        payment_method_types=payment_method_types(lines[0]["currency"]),
        customer_creation=_customer_creation(given),
        saved_payment_method_options=given.get("saved_payment_method_options"),
        payment_status="unpaid" if total else "no_payment_required",
        adaptive_pricing=given.get("adaptive_pricing") or {"enabled": False},
        url=f"{call.sandbox.config.base_url}/c/pay/{identifier}",
    )
    _keep(call.sandbox.store, session, lines, given)
    return expand(call.sandbox.store, session, given.get("expand", []))


def list_line_items(call: Call) -> Document:
    """GET /v1/checkout/sessions/{id}/line_items"""
    identifier = find(call.sandbox.store, call.path["identifier"])["id"]
    lines = call.sandbox.store.get("line_items", identifier) or {}
    return page(lines["data"], call.parameters, lines["url"])


def expire(call: Call) -> Document:
    """POST /v1/checkout/sessions/{id}/expire: nobody can pay it any more."""
    session = find(call.sandbox.store, call.path["identifier"])
    if session["status"] != "open":
        message = (
            f"Only Checkout Sessions with a status in ['open'] can be expired. "
            f"This Checkout Session has a status of {session['status']}."
        )
        raise StripeError(message)
    expired = close(call.sandbox, session, status="expired", call=call)
    return expand(call.sandbox.store, expired, call.parameters.get("expand", []))


def find(store: Store, identifier: str) -> Document:
    """The session, or Stripe's 404."""
    session = store.get("checkout.session", identifier)
    if session is None:
        raise missing("checkout.session", identifier)
    return session


def close(
    sandbox: Sandbox, session: Document, *, call: Call | None = None, **changes: Any
) -> Document:
    """Ends a session with these changes, as complete or expired, and announces it."""
    session = {**session, **changes, "url": None}
    sandbox.store.put("checkout.session", session["id"], session)
    sandbox.store.delete("open session", session["id"])
    if session["status"] == "expired" and session["payment_intent"]:
        _cancel_intent(sandbox, session["payment_intent"], call)
    kind = "completed" if session["status"] == "complete" else "expired"
    announce(sandbox, f"checkout.session.{kind}", session, call=call)
    return session


def expire_due(sandbox: Sandbox) -> None:
    """Expires every open session whose time is up."""
    now = sandbox.clock.now()
    with sandbox.store.transaction():
        for identifier, session in sandbox.store.items("open session"):
            if session["expires_at"] <= now:
                close(sandbox, find(sandbox.store, identifier), status="expired")


def _keep(
    store: Store, session: Document, lines: list[Document], given: Document
) -> None:
    identifier = session["id"]
    url = f"/v1/checkout/sessions/{identifier}/line_items"
    listed = {"object": "list", "data": lines, "has_more": False, "url": url}
    store.put("line_items", identifier, listed)
    for wish in ("payment_intent_data", "customer_update"):
        store.put(wish, identifier, given.get(wish, {}))
    store.put("checkout.session", identifier, session)
    store.put("open session", identifier, {"expires_at": session["expires_at"]})


def _cancel_intent(sandbox: Sandbox, identifier: str, call: Call | None) -> None:
    intent = sandbox.store.get("payment_intent", identifier) or {}
    intent |= {
        "status": "canceled",
        "canceled_at": sandbox.clock.now(),
        "cancellation_reason": "expired",
        "next_action": None,
    }
    sandbox.store.put("payment_intent", identifier, intent)
    announce(sandbox, "payment_intent.canceled", intent, call=call)


def _expiry(given: int | None, now: int) -> int:
    if given is None:
        return now + LONGEST_LIFE
    if not now + SHORTEST_LIFE <= given <= now + LONGEST_LIFE:
        message = (
            "The `expires_at` timestamp must be at least 30 minutes "
            "and less than 24 hours from Checkout Session creation."
        )
        raise StripeError(message, param="expires_at")
    return given


def _customer_creation(given: Document) -> str | None:
    if given.get("customer"):
        return None
    return given.get("customer_creation") or "if_required"


def _refuse_strangers(store: Store, given: Document) -> None:
    if given.get("customer"):
        customers.find(store, given["customer"], "customer")
        for other in ("customer_email", "customer_creation"):
            if given.get(other):
                message = (
                    f"You may only specify one of these parameters: customer, {other}."
                )
                raise StripeError(message, param=other)
    elif given.get("customer_update"):
        message = "`customer_update` can only be used with `customer`."
        raise StripeError(message, param="customer_update")


def _refuse_what_the_sandbox_lacks(given: Document) -> None:
    if given.get("mode", "payment") != "payment":
        message = "The sandbox sells single payments only: mode must be payment."
        raise StripeError(message, param="mode")
    if given.get("ui_mode", "hosted_page") != "hosted_page":
        message = "The sandbox has hosted pages only: ui_mode must be hosted_page."
        raise StripeError(message, param="ui_mode")
    if not given.get("success_url"):
        message = "You must provide `success_url` when `ui_mode` is `hosted_page`."
        raise StripeError(message, code="parameter_missing", param="success_url")
    email = given.get("customer_email")
    if email is not None and "@" not in email.strip("@ "):
        message = f"Invalid email address: {email}"
        raise StripeError(message, code="email_invalid", param="customer_email")
