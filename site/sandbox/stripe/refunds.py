"""Refunds: never more than was captured and has not gone back already."""

from typing import Any

from sandbox.api import Call
from sandbox.state import Document, Store
from sandbox.stripe import objects
from sandbox.stripe.errors import StripeError, missing
from sandbox.stripe.events import announce, within
from sandbox.stripe.expand import expand
from sandbox.stripe.paging import page


def create(call: Call) -> Document:
    """POST /v1/refunds: part of a charge, or all that is left of it."""
    store, given = call.sandbox.store, call.parameters
    charge = _charge(store, given)
    amount = _amount(charge, given.get("amount"))
    refund = objects.refund(charge, amount, given, call.sandbox.clock.now())
    before = {field: charge[field] for field in ("amount_refunded", "refunded")}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    store.put("refund", refund["id"], refund)
    store.put("charge", charge["id"], charge)
    _list_with(store, charge, refund)
    announce(call.sandbox, "refund.created", refund, call=call)
    announce(call.sandbox, "charge.refunded", charge, call=call, previous=before)
    # Stripe learns the bank's reference a little later and says so.
    previous = {"destination_details": {"card": {"reference_status": "pending"}}}
    announce(call.sandbox, "refund.updated", refund, previous=previous)
    return expand(store, refund, given.get("expand", []))


def list_refunds(call: Call) -> Document:
    """GET /v1/refunds"""
    filters = call.parameters
    exact = {
        field: filters[field]
        for field in ("charge", "payment_intent")
        if field in filters
    }
    chosen = [
        refund
        for refund in reversed(call.sandbox.store.all("refund"))
        if all(refund[field] == value for field, value in exact.items())
        and within(refund["created"], filters.get("created"))
    ]
    listed = page(chosen, filters, "/v1/refunds")
    return expand(call.sandbox.store, listed, filters.get("expand", []))


def _charge(store: Store, given: dict[str, Any]) -> Document:
    identifier = given.get("charge")
    if "payment_intent" in given:
        intent = store.get("payment_intent", given["payment_intent"])
        if intent is None:
            raise missing("payment_intent", given["payment_intent"])
        identifier = intent["latest_charge"]
    charge = store.get("charge", identifier) if identifier else None
    if charge is None or not charge["paid"]:
        message = "This PaymentIntent does not have a successful charge to refund."
        raise (
            StripeError(message)
            if "payment_intent" in given
            else missing("charge", identifier or "")
        )
    return charge


def _amount(charge: Document, asked: int | None) -> int:
    left = charge["amount_captured"] - charge["amount_refunded"]
    if left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise StripeError(message, code="charge_already_refunded")
    if asked is not None and asked > left:
        message = f"Refund amount ({asked}) is greater than unrefunded amount on charge ({left})"
        raise StripeError(message, param="amount")
    if asked is not None and asked < 1:
        message = "Invalid positive integer"
        raise StripeError(message, code="parameter_invalid_integer", param="amount")
    return left if asked is None else asked


def _list_with(store: Store, charge: Document, refund: Document) -> None:
    known = store.get("refunds", charge["id"]) or {"data": []}
    url = f"/v1/charges/{charge['id']}/refunds"
    listed = {
        "object": "list",
        "data": [refund, *known["data"]],
        "has_more": False,
        "url": url,
    }
    store.put("refunds", charge["id"], listed)
