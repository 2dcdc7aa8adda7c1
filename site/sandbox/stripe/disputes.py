"""Disputes: a buyer's bank takes a payment back, and may give it again."""

from sandbox import agenda
from sandbox.context import Sandbox
from sandbox.ids import stripe_id
from sandbox.state import Document
from sandbox.stripe import balance, objects
from sandbox.stripe.errors import StripeError, missing
from sandbox.stripe.events import announce

FEE = 2000
ANSWER_WITHIN = 7 * agenda.DAY
INQUIRIES = ("warning_needs_response", "warning_under_review", "warning_closed")
OPEN = (
    "needs_response",
    "under_review",
    "appeal_needs_response",
    "appeal_under_review",
)
CLOSED = ("warning_closed", "won", "lost", "prevented")
STATUSES = frozenset((*INQUIRIES, *OPEN, *CLOSED))
# While a dispute is in one of these, the money is with the bank.
TAKEN = frozenset((*OPEN, "lost"))


def open_dispute(
    sandbox: Sandbox,
    charge: Document,
    status: str = "needs_response",
    amount: int | None = None,
    reason: str = "fraudulent",
) -> Document:
    """The bank opens a dispute on a charge, or only inquires."""
    now = sandbox.clock.now()
    dispute = objects.sample(
        "dispute",
        id=stripe_id("du"),
        amount=charge["amount"] if amount is None else amount,
        charge=charge["id"],
        created=now,
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        intended_submission_method=None,
        is_charge_refundable=status in INQUIRIES,
        network_reason_code="10.4",
        payment_intent=charge["payment_intent"],
        payment_method_details=_method(charge, status),
        reason=reason,
        status=status,
    )
    dispute["evidence_details"] |= {
        "due_by": now + ANSWER_WITHIN,
        "submission_method": "not_submitted",
    }
    sandbox.store.put("charge", charge["id"], charge | {"disputed": True})
    _move_money(sandbox, dispute, "charge.dispute.created", None)
    return dispute


def move(sandbox: Sandbox, identifier: str, status: str) -> Document:
    """The dispute goes on, is closed, or is taken up again and ends the other way."""
    dispute = sandbox.store.get("dispute", identifier)
    if dispute is None:
        raise missing("dispute", identifier)
    if dispute["status"] == status:
        return dispute
    before = {"status": dispute["status"]}
    dispute |= {
        "status": status,
        "is_charge_refundable": status in INQUIRIES or status == "won",
    }
    if status not in INQUIRIES and dispute["payment_method_details"]:
        dispute["payment_method_details"]["card"]["case_type"] = "chargeback"
    if status not in OPEN and status not in INQUIRIES:
        dispute["evidence_details"]["due_by"] = None
    kind = "closed" if status in CLOSED else "updated"
    _move_money(sandbox, dispute, f"charge.dispute.{kind}", before)
    return dispute


def fitting(charge: Document, amount: int | None) -> int | None:
    """The disputed amount; raises StripeError when it is more than was charged."""
    if amount is not None and not 1 <= amount <= charge["amount"]:
        message = f"A dispute is about 1 to {charge['amount']}."
        raise StripeError(message, param="amount")
    return amount


def _move_money(
    sandbox: Sandbox, dispute: Document, kind: str, before: Document | None
) -> None:
    moves = dispute["balance_transactions"]
    is_taken = sum(moved["amount"] for moved in moves) < 0
    takes = dispute["status"] in TAKEN
    if takes != is_taken:
        amount, fee = dispute["amount"], FEE
        signed, fee = (-amount, fee) if takes else (amount, -fee)
        moved = balance.record(sandbox, "adjustment", signed, dispute, fee=fee)
        dispute["balance_transactions"] = [*moves, moved]
    sandbox.store.put("dispute", dispute["id"], dispute)
    announce(sandbox, kind, dispute, previous=before)
    if takes != is_taken:
        way = "withdrawn" if takes else "reinstated"
        announce(sandbox, f"charge.dispute.funds_{way}", dispute)


def _method(charge: Document, status: str) -> Document | None:
    card = charge["payment_method_details"].get("card")
    if card is None:
        return None
    case = "inquiry" if status in INQUIRIES else "chargeback"
    details = {
        "brand": card["brand"],
        "case_type": case,
        "network": card["brand"],
        "network_reason_code": "10.4",
    }
    return {"card": details, "type": "card"}
