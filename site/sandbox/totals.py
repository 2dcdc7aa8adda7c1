"""What the providers hold that all their payments came to: an oracle for the shop's own books."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from sandbox.context import Sandbox
from sandbox.paypal import refunds as paypal_refunds
from sandbox.paypal.disputes import FATES
from sandbox.paypal.money import unit
from sandbox.state import Document
from sandbox.stripe import disputes

Entry = tuple[str, str, int]  # currency, what happened, amount in its smallest unit
NAMES = ("captured", "refunded", "refunding", "disputed")
WITH_THE_BUYER = frozenset(
    outcome
    for fate, (_status, _stage, _state, outcome) in FATES.items()
    if fate in ("lost", "payout", "accepted")
)


def totals(sandbox: Sandbox) -> Document:
    """By provider and currency: captured, refunded, refunding (pending) and disputed.

    Disputed is what the buyer's bank holds: disputes that are open or lost, not inquiries.
    """
    entries = {"stripe": _stripe(sandbox), "paypal": _paypal(sandbox)}
    return {provider: _added(found) for provider, found in entries.items()}


def _added(entries: Iterator[Entry]) -> Document:
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for currency, name, amount in entries:
        sums[currency.upper()][name] += amount
    return {
        currency: {name: found[name] for name in NAMES}
        for currency, found in sums.items()
    }


def _stripe(sandbox: Sandbox) -> Iterator[Entry]:
    for charge in sandbox.store.all("charge"):
        if charge["paid"]:
            yield charge["currency"], "captured", charge["amount_captured"]
    names = {"succeeded": "refunded", "pending": "refunding"}
    for refund in sandbox.store.all("refund"):
        if refund["status"] in names:
            yield refund["currency"], names[refund["status"]], refund["amount"]
    for dispute in sandbox.store.all("dispute"):
        if dispute["status"] in disputes.TAKEN:
            yield dispute["currency"], "disputed", dispute["amount"]


def _paypal(sandbox: Sandbox) -> Iterator[Entry]:
    for capture in sandbox.store.all("capture"):
        if capture["status"] in ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"):
            yield _entry("captured", capture["amount"])
    names = {"COMPLETED": "refunded", "PENDING": "refunding"}
    for refund in sandbox.store.all(paypal_refunds.KIND):
        if refund["status"] in names:
            yield _entry(names[refund["status"]], refund["amount"])
    for kept in sandbox.store.all("paypal dispute"):
        dispute = kept["dispute"]
        outcome = dispute.get("dispute_outcome", {}).get("outcome_code")
        is_open = dispute["status"] != "RESOLVED"
        chargeback = dispute["dispute_life_cycle_stage"] != "INQUIRY"
        if outcome in WITH_THE_BUYER or (is_open and chargeback):
            yield _entry("disputed", dispute["dispute_amount"])


def _entry(name: str, money: Document) -> Entry:
    currency = money["currency_code"]
    return currency, name, int(Decimal(money["value"]) / unit(currency))
