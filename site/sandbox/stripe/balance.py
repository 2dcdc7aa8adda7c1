"""The account's balance: one transaction for whatever moves money."""

from sandbox.context import Sandbox
from sandbox.ids import stripe_id
from sandbox.state import Document
from sandbox.stripe import objects

CATEGORIES = {
    "adjustment": "dispute",
    "charge": "charge",
    "refund": "refund",
    "refund_failure": "refund_failure",
}


def record(
    sandbox: Sandbox, kind: str, amount: int, source: Document, *, fee: int = 0
) -> Document:
    """Adds the amount, negative when money leaves, for a charge, refund or dispute."""
    now = sandbox.clock.now()
    made = objects.sample(
        "balance_transaction",
        id=stripe_id("txn"),
        created=now,
        available_on=now,
        amount=amount,
        currency=source["currency"],
        description=None,
        fee=fee,
        net=amount - fee,
        reporting_category=CATEGORIES[kind],
        source=source["id"],
        type=kind,
    )
    if fee:
        made["fee_details"] = [_fee(fee, source["currency"])]
    sandbox.store.put("balance_transaction", made["id"], made)
    return made


def take_in(sandbox: Sandbox, charge: Document) -> None:
    """A charge has brought its money, less what Stripe keeps of it."""
    amount = charge["amount_captured"]
    record(sandbox, "charge", amount, charge, fee=amount * 15 // 1000 + 25)


def _fee(amount: int, currency: str) -> Document:
    return {
        "amount": amount,
        "application": None,
        "currency": currency,
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }
