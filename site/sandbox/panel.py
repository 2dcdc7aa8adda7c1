"""The control panel: what happened lately, and buttons for what a provider may do about it."""

from typing import Any

from werkzeug.wrappers import Request, Response

from sandbox import inbox, money, web
from sandbox.context import Sandbox
from sandbox.state import Document
from sandbox.stripe import disputes

RECENT = 30
PAYMENTS = 8
ANSWERS = {
    "needs_response": ("under_review", "won", "lost"),
    "under_review": ("won", "lost"),
    "lost": ("appeal", "won"),
    "won": ("lost",),
    "inquiry": ("needs_response", "won"),
}


def show(sandbox: Sandbox, _request: Request) -> Response:
    """GET /_sandbox/"""
    store = sandbox.store
    return web.page(
        "overview.html",
        "en",
        config=sandbox.config,
        offset=sandbox.clock.offset,
        calls=list(reversed(store.all("call")))[:RECENT],
        violations=store.all("violation"),
        pending=_pending(sandbox),
        payments=_newest(_stripe_payments(sandbox) + _paypal_payments(sandbox)),
        refunds=_newest(_stripe_refunds(sandbox) + _paypal_refunds(sandbox)),
        disputes=_newest(_stripe_disputes(sandbox) + _paypal_disputes(sandbox)),
        faults=sandbox.faults.waiting(),
        deliveries=list(reversed(sandbox.deliveries.all()))[:RECENT],
        mails=len(inbox.newest_first(store)),
    )


def _pending(sandbox: Sandbox) -> list[Document]:
    captures = [
        {"name": "PayPal capture", "field": "capture", "id": capture["id"]}
        for capture in sandbox.store.matching("capture", status="PENDING")
    ]
    return captures + [
        {"name": "Stripe bank debit", "field": "payment_intent", "id": intent_id}
        for intent_id, _debit in sandbox.store.items("debit")
    ]


def _newest(rows: list[Document]) -> list[Document]:
    return rows[: -PAYMENTS - 1 : -1]


def _stripe_payments(sandbox: Sandbox) -> list[Document]:
    return [
        {
            "name": f"Stripe · {_minor(charge)}",
            "id": charge["payment_intent"],
            "refundable": not charge["refunded"],
            "reversible": False,
        }
        for charge in sandbox.store.all("charge")
        if charge["paid"]
    ]


def _paypal_payments(sandbox: Sandbox) -> list[Document]:
    return [
        {
            "name": f"PayPal · {_decimal(capture['amount'])}",
            "id": capture["id"],
            "refundable": capture["status"] != "REFUNDED",
            "reversible": capture["status"] != "REFUNDED",
        }
        for capture in sandbox.store.all("capture")
        if capture["status"] in ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED")
    ]


def _stripe_refunds(sandbox: Sandbox) -> list[Document]:
    ends = {"pending": ("succeeded", "failed", "canceled"), "succeeded": ("failed",)}
    return [
        _row("Stripe", _minor(refund), refund["id"], refund["status"], ends)
        for refund in sandbox.store.all("refund")
    ]


def _paypal_refunds(sandbox: Sandbox) -> list[Document]:
    ends = {"PENDING": ("completed", "failed", "canceled")}
    return [
        _row("PayPal", _decimal(refund["amount"]), refund["id"], refund["status"], ends)
        for refund in sandbox.store.all("paypal refund")
    ]


def _stripe_disputes(sandbox: Sandbox) -> list[Document]:
    rows = []
    for dispute in sandbox.store.all("dispute"):
        status = dispute["status"]
        inquiry = status in disputes.INQUIRIES
        answers = {status: ANSWERS["inquiry" if inquiry else "needs_response"]}
        known = answers if inquiry or status not in ANSWERS else ANSWERS
        rows.append(_row("Stripe", _minor(dispute), dispute["id"], status, known))
    return rows


def _paypal_disputes(sandbox: Sandbox) -> list[Document]:
    rows = []
    for kept in sandbox.store.all("paypal dispute"):
        dispute = kept["dispute"]
        outcome = dispute.get("dispute_outcome", {}).get("outcome_code")
        status = outcome or dispute["status"]
        answers = {
            status: ("won", "lost", "appeal") if outcome else ANSWERS["needs_response"]
        }
        amount = _decimal(dispute["dispute_amount"])
        rows.append(_row("PayPal", amount, dispute["dispute_id"], status, answers))
    return rows


def _row(
    provider: str, amount: str, identifier: str, status: str, ends: dict[str, Any]
) -> Document:
    name = f"{provider} · {amount} · {status}"
    return {"name": name, "id": identifier, "ends": ends.get(status, ())}


def _minor(document: Document) -> str:
    return money.minor(document["amount"], document["currency"], "en")


def _decimal(amount: Document) -> str:
    return f"{amount['value']} {amount['currency_code']}"
