"""What Stripe's sessions, refunds and disputes mean here. Types: SDK 16.1 (API 2026-10-28.endive)."""

from dataclasses import replace
from datetime import UTC, datetime

import stripe

from .contract import (
    DisputeSnapshot,
    DisputeStatus,
    PaymentSnapshot,
    RefundSnapshot,
    RefundStatus,
    Status,
)

INTENTS = {
    "requires_payment_method": Status.OPEN,
    "requires_confirmation": Status.OPEN,
    "requires_action": Status.OPEN,
    "processing": Status.PROCESSING,
    "succeeded": Status.SUCCEEDED,
    "canceled": Status.CANCELED,
}
REFUNDS = {
    "pending": RefundStatus.PENDING,
    "requires_action": RefundStatus.PENDING,
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.CANCELED,
}
DISPUTES = {
    "warning_needs_response": DisputeStatus.INQUIRY,
    "warning_under_review": DisputeStatus.INQUIRY,
    "warning_closed": DisputeStatus.PREVENTED,
    "prevented": DisputeStatus.PREVENTED,
    "needs_response": DisputeStatus.NEEDS_RESPONSE,
    "under_review": DisputeStatus.UNDER_REVIEW,
    "appeal_needs_response": DisputeStatus.APPEAL,
    "appeal_under_review": DisputeStatus.APPEAL,
    "won": DisputeStatus.WON,
    "lost": DisputeStatus.LOST,
}


def refund_seen(refund: stripe.Refund) -> RefundSnapshot:
    metadata = refund.metadata
    return RefundSnapshot(
        ref=refund.id,
        amount=refund.amount,
        currency=refund.currency.upper(),
        status=REFUNDS.get(refund.status or "", RefundStatus.PENDING),
        ours=metadata["refund"] if metadata and "refund" in metadata else "",
        failure_code=getattr(refund, "failure_reason", None) or "",
    )


def dispute_seen(dispute: stripe.Dispute) -> DisputeSnapshot:
    due = dispute.evidence_details.due_by
    return DisputeSnapshot(
        ref=dispute.id,
        amount=dispute.amount,
        currency=dispute.currency.upper(),
        status=DISPUTES.get(dispute.status, DisputeStatus.UNKNOWN),
        reason=dispute.reason,
        due_by=datetime.fromtimestamp(due, UTC) if due else None,
    )


def snapshot(session: stripe.checkout.Session) -> PaymentSnapshot:
    intent = session.payment_intent
    money = intent_seen(intent) if intent else PaymentSnapshot(Status.OPEN)
    return replace(
        money,
        status=_status(session),
        currency=session.currency.upper(),
        refs=refs_of(session),
        customer=_id_of(session.customer),
    )


def intent_seen(intent: stripe.PaymentIntent) -> PaymentSnapshot:
    """One that a bank declined stays open: its buyer may try again."""
    charge = intent.latest_charge
    card = getattr(getattr(charge, "payment_method_details", None), "card", None)
    error = intent.last_payment_error
    return PaymentSnapshot(
        status=INTENTS.get(intent.status, Status.UNKNOWN),
        captured=intent.amount_received,
        currency=intent.currency.upper(),
        refs=refs_of_intent(intent),
        failure_code=(
            getattr(error, "decline_code", None) or getattr(error, "code", None) or ""
        ),
        details={"brand": card.brand, "last4": card.last4} if card else {},
        customer=_id_of(intent.customer),
    )


def _status(session: stripe.checkout.Session) -> Status:
    match (session.status, session.payment_status):
        case ("complete", "paid"):
            return Status.SUCCEEDED
        case ("complete", "unpaid"):  # a delayed method, such as SEPA
            failed = session.payment_intent.status in {
                "requires_payment_method",
                "canceled",
            }
            return Status.FAILED if failed else Status.PROCESSING
        case ("expired", _):
            return Status.CANCELED
        case ("open", _):
            return Status.OPEN
    return Status.UNKNOWN


def _id_of(thing: object) -> str:
    """Of what is named by its id, or shown whole."""
    return thing if isinstance(thing, str) else getattr(thing, "id", "")


def refs_of(session: stripe.checkout.Session) -> tuple[str, ...]:
    intent = session.payment_intent
    if not intent:
        return (session.id,)
    if isinstance(intent, str):
        return (session.id, intent)
    return (session.id, *refs_of_intent(intent))


def refs_of_intent(intent: stripe.PaymentIntent) -> tuple[str, ...]:
    charge = intent.latest_charge
    charge_id = charge if isinstance(charge, str) else getattr(charge, "id", None)
    return tuple(ref for ref in (intent.id, charge_id) if ref)
