"""Refunds: never more than was captured and has not gone back already."""

from typing import Any

from sandbox import agenda
from sandbox.api import Call
from sandbox.context import Sandbox
from sandbox.state import Document, Store
from sandbox.stripe import balance, cards, objects
from sandbox.stripe.errors import StripeError, missing
from sandbox.stripe.events import announce
from sandbox.stripe.expand import expand

OUTCOMES = ("succeeded", "failed", "canceled")
# How a refund begins, and what becomes of it three days later if nobody settles it.
BEGINNINGS = {
    "succeeds": ("succeeded", None),
    "pending": ("pending", "succeeded"),
    "fails": ("succeeded", "failed"),
}
SETTLES_AFTER = 3 * agenda.DAY


def create(call: Call) -> Document:
    """POST /v1/refunds: part of a charge, or all that is left of it."""
    store, given = call.sandbox.store, call.parameters
    charge = _charge(store, given)
    made = make(call.sandbox, charge, given, call=call)
    return expand(store, made, given.get("expand", []))


def make(
    sandbox: Sandbox,
    charge: Document,
    given: dict[str, Any],
    *,
    begins: str | None = None,
    call: Call | None = None,
) -> Document:
    """Gives back part of a charge; without a call it is done in Stripe's dashboard."""
    _refuse_disputed(sandbox.store, charge)
    amount = _amount(charge, given.get("amount"))
    status, later = BEGINNINGS[begins or _beginning(sandbox, charge)]
    refund = objects.refund(charge, amount, given, sandbox.clock.now())
    if status == "pending":
        refund |= objects.pending_refund(refund)
    refund["balance_transaction"] = balance.record(sandbox, "refund", -amount, refund)[
        "id"
    ]
    before = {field: charge[field] for field in ("amount_refunded", "refunded")}
    _count(sandbox.store, charge, amount)
    sandbox.store.put("refund", refund["id"], refund)
    announce(sandbox, "refund.created", refund, call=call)
    announce(sandbox, "charge.refunded", charge, call=call, previous=before)
    if status == "succeeded":
        # Stripe learns the bank's reference a little later and says so.
        previous = {"destination_details": {"card": {"reference_status": "pending"}}}
        announce(sandbox, "refund.updated", refund, previous=previous)
    if later:
        agenda.plan(sandbox, "refund", refund["id"], later, after=SETTLES_AFTER)
    return refund


def settle(sandbox: Sandbox, identifier: str, outcome: str) -> Document:
    """A pending refund ends, or a successful one fails after all; any other stays what it is."""
    with sandbox.store.transaction():
        refund = sandbox.store.get("refund", identifier)
        if refund is None:
            raise missing("refund", identifier)
        agenda.call_off(sandbox, "refund", identifier)
        may_end = {"pending": OUTCOMES, "succeeded": ("failed",)}
        if outcome not in may_end.get(refund["status"], ()):
            return refund
        before = {"status": refund["status"]}
        refund |= {"status": outcome, "pending_reason": None}
        if outcome == "succeeded":
            refund["destination_details"] = objects.destination(refund)
        else:
            refund |= _undo(sandbox, refund)
        sandbox.store.put("refund", identifier, refund)
        announce(sandbox, "refund.updated", refund, previous=before)
        if outcome == "failed":
            announce(sandbox, "refund.failed", refund)
        announce(sandbox, "charge.refund.updated", refund, previous=before)
        return refund


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


def _refuse_disputed(store: Store, charge: Document) -> None:
    disputes = store.matching("dispute", charge=charge["id"])
    if not all(dispute["is_charge_refundable"] for dispute in disputes):
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise StripeError(message, code="charge_disputed")


def _beginning(sandbox: Sandbox, charge: Document) -> str:
    setting = sandbox.store.get("setting", "refunds")
    if setting:
        return setting["begin"]
    card = charge["payment_method_details"].get("card") or {}
    return cards.refunds_to(card.get("last4"))


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


def _undo(sandbox: Sandbox, refund: Document) -> Document:
    charge = sandbox.store.get("charge", refund["charge"]) or {}
    _count(sandbox.store, charge, -refund["amount"])
    back = balance.record(sandbox, "refund_failure", refund["amount"], refund)
    undone = {"failure_balance_transaction": back["id"]}
    if refund["status"] == "failed":
        undone["failure_reason"] = "expired_or_canceled_card"
    return undone


def _count(store: Store, charge: Document, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    store.put("charge", charge["id"], charge)
