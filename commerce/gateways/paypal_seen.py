"""What PayPal's orders, captures, refunds and disputes mean here. Shapes: its OpenAPI; outcomes: its Disputes v1 reference."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from commerce.money import CURRENCIES, Money

from .contract import (
    REVERSAL,
    DisputeSnapshot,
    DisputeStatus,
    PaymentSnapshot,
    RefundSnapshot,
    RefundStatus,
    Status,
)

REFUNDS = {
    "PENDING": RefundStatus.PENDING,
    "COMPLETED": RefundStatus.SUCCEEDED,
    "FAILED": RefundStatus.FAILED,
    "CANCELLED": RefundStatus.CANCELED,
}
ON_THEIR_WAY = {RefundStatus.PENDING, RefundStatus.SUCCEEDED}
CAPTURE_STATUS = {
    "COMPLETED": Status.SUCCEEDED,
    "PARTIALLY_REFUNDED": Status.SUCCEEDED,
    "REFUNDED": Status.SUCCEEDED,
    "PENDING": Status.PROCESSING,  # an e-check, or a review at PayPal
    "DECLINED": Status.FAILED,
    "FAILED": Status.FAILED,
}
ORDER_STATUS = {
    "CREATED": Status.OPEN,
    "SAVED": Status.OPEN,
    "PAYER_ACTION_REQUIRED": Status.OPEN,
    "APPROVED": Status.APPROVED,
    "VOIDED": Status.CANCELED,
}
INQUIRY, APPEALS = "INQUIRY", {"PRE_ARBITRATION", "ARBITRATION"}
DISPUTES = {
    "WAITING_FOR_SELLER_RESPONSE": DisputeStatus.NEEDS_RESPONSE,
    "WAITING_FOR_BUYER_RESPONSE": DisputeStatus.UNDER_REVIEW,
    "UNDER_REVIEW": DisputeStatus.UNDER_REVIEW,
    "OPEN": DisputeStatus.UNDER_REVIEW,
}
OUTCOMES = {
    "RESOLVED_BUYER_FAVOUR": DisputeStatus.LOST,
    "ACCEPTED": DisputeStatus.LOST,
    "RESOLVED_SELLER_FAVOUR": DisputeStatus.WON,
    "RESOLVED_WITH_PAYOUT": DisputeStatus.WON,  # PayPal pays, we keep the money
    "CANCELED_BY_BUYER": DisputeStatus.WON,
    "DENIED": DisputeStatus.WON,
}


def snapshot(
    order: dict[str, Any],
    disputes: Iterable[dict[str, Any]] = (),
    reversals: Iterable[dict[str, Any]] = (),
) -> PaymentSnapshot:
    """An order tells neither of disputes nor of reversals."""
    unit = order["purchase_units"][0]
    captures = _captures(order)
    taken = taken_in(order)
    currency = unit["amount"]["currency_code"]
    return PaymentSnapshot(
        status=_status(order, captures),
        amount=from_wire(unit["amount"]),
        captured=sum(from_wire(capture["amount"]) for capture in taken),
        currency=taken[0]["amount"]["currency_code"] if taken else currency,
        refs=(order["id"], *(capture["id"] for capture in captures)),
        failure_code=_failure(captures),
        refunds=tuple(_refunds(unit, taken, map(reversal_seen, reversals))),
        disputes=tuple(map(dispute_seen, disputes)),
    )


def taken_in(order: dict[str, Any]) -> list[dict[str, Any]]:
    """The captures that brought money."""
    return [capture for capture in _captures(order) if _is_taken(capture)]


def _captures(order: dict[str, Any]) -> list[dict[str, Any]]:
    return order["purchase_units"][0].get("payments", {}).get("captures", [])


def refund_seen(refund: dict[str, Any]) -> RefundSnapshot:
    return RefundSnapshot(
        ref=refund["id"],
        amount=from_wire(refund["amount"]),
        currency=refund["amount"]["currency_code"],
        status=REFUNDS.get(refund["status"], RefundStatus.PENDING),
        ours=refund.get("custom_id", ""),
        failure_code=refund.get("status_details", {}).get("reason", ""),
    )


def reversal_seen(refund: dict[str, Any]) -> RefundSnapshot:
    """The same of what PayPal took back by itself; nothing of it was asked for by us."""
    seen = refund_seen(refund)
    return replace(seen, ref=f"{REVERSAL}{seen.ref}", ours="")


def is_taken_back(capture: dict[str, Any]) -> bool:
    return capture["status"] in {"REFUNDED", "PARTIALLY_REFUNDED"}


def _refunds(
    unit: dict[str, Any],
    taken: list[dict[str, Any]],
    reversals: Iterable[RefundSnapshot],
) -> Iterator[RefundSnapshot]:
    """With what is gone of a capture and nobody told of: its id stands for that of the reversal."""
    listed = unit.get("payments", {}).get("refunds", [])
    made = [*map(refund_seen, listed), *reversals]
    yield from made
    gone = [capture for capture in taken if capture["status"] == "REFUNDED"]
    for capture in gone:
        back = sum(each.amount for each in made if each.status in ON_THEIR_WAY)
        rest = from_wire(capture["amount"]) - back
        if rest > 0:
            currency = capture["amount"]["currency_code"]
            yield RefundSnapshot(
                f"{REVERSAL}{capture['id']}", rest, currency, RefundStatus.SUCCEEDED
            )


def dispute_seen(dispute: dict[str, Any]) -> DisputeSnapshot:
    """Of one that was lost, what the buyer got."""
    outcome = dispute.get("dispute_outcome", {})
    amount = outcome.get("amount_refunded") or dispute["dispute_amount"]
    due = dispute.get("seller_response_due_date")
    return DisputeSnapshot(
        ref=dispute["dispute_id"],
        amount=from_wire(amount),
        currency=amount["currency_code"],
        status=_dispute_status(dispute, outcome.get("outcome_code", "")),
        reason=dispute.get("reason", "").lower(),
        due_by=datetime.fromisoformat(due) if due else None,
    )


def _dispute_status(dispute: dict[str, Any], outcome: str) -> DisputeStatus:
    stage = dispute.get("dispute_life_cycle_stage")
    if dispute["status"] == "RESOLVED":
        return OUTCOMES.get(outcome, DisputeStatus.UNKNOWN)
    if stage == INQUIRY:
        return DisputeStatus.INQUIRY
    if stage in APPEALS:
        return DisputeStatus.APPEAL
    return DISPUTES.get(dispute["status"], DisputeStatus.UNKNOWN)


def _status(order: dict[str, Any], captures: list[dict[str, Any]]) -> Status:
    if not captures:
        return ORDER_STATUS.get(order["status"], Status.UNKNOWN)
    return CAPTURE_STATUS.get(captures[-1]["status"], Status.UNKNOWN)


def _is_taken(capture: dict[str, Any]) -> bool:
    return CAPTURE_STATUS.get(capture["status"]) == Status.SUCCEEDED


def _failure(captures: list[dict[str, Any]]) -> str:
    details = captures[-1].get("status_details", {}) if captures else {}
    return details.get("reason", "")


def to_wire(money: Money) -> str:
    return f"{money.decimal:.{CURRENCIES[money.currency].exponent}f}"


def from_wire(amount: dict[str, str]) -> int:
    """In a currency that we do not sell in, as if it had cents: enough to be seen and reviewed."""
    currency = amount["currency_code"]
    if currency in CURRENCIES:
        return Money.parse(amount["value"], currency).amount
    return int(Decimal(amount["value"]).scaleb(2))
