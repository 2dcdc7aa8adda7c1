"""PayPal's disputes: an inquiry or a chargeback about a capture, and who won it."""

from decimal import Decimal

from sandbox import agenda
from sandbox.api import Call
from sandbox.context import Sandbox
from sandbox.ids import dispute_id
from sandbox.paypal.errors import PayPalError, missing
from sandbox.paypal.events import announce
from sandbox.paypal.money import amount, money
from sandbox.paypal.orders import MERCHANT
from sandbox.paypal.times import between, timestamp
from sandbox.state import Document

ANSWER_WITHIN = 10 * agenda.DAY
MOST = 50
# What becomes of a dispute, in one word: status, stage, state and outcome.
FATES = {
    "inquiry": ("WAITING_FOR_SELLER_RESPONSE", "INQUIRY", "REQUIRED_ACTION", None),
    "needs_response": (
        "WAITING_FOR_SELLER_RESPONSE",
        "CHARGEBACK",
        "REQUIRED_ACTION",
        None,
    ),
    "waiting_for_buyer": (
        "WAITING_FOR_BUYER_RESPONSE",
        "INQUIRY",
        "REQUIRED_OTHER_PARTY_ACTION",
        None,
    ),
    "under_review": ("UNDER_REVIEW", "CHARGEBACK", "UNDER_PAYPAL_REVIEW", None),
    "appeal": ("UNDER_REVIEW", "PRE_ARBITRATION", "UNDER_PAYPAL_REVIEW", None),
    "won": ("RESOLVED", "CHARGEBACK", "RESOLVED", "RESOLVED_SELLER_FAVOUR"),
    "lost": ("RESOLVED", "CHARGEBACK", "RESOLVED", "RESOLVED_BUYER_FAVOUR"),
    "payout": ("RESOLVED", "CHARGEBACK", "RESOLVED", "RESOLVED_WITH_PAYOUT"),
    "canceled": ("RESOLVED", "INQUIRY", "RESOLVED", "CANCELED_BY_BUYER"),
    "accepted": ("RESOLVED", "CHARGEBACK", "RESOLVED", "ACCEPTED"),
    "denied": ("RESOLVED", "CHARGEBACK", "RESOLVED", "DENIED"),
}
LISTED = (
    "dispute_id",
    "create_time",
    "update_time",
    "reason",
    "status",
    "dispute_amount",
    "dispute_life_cycle_stage",
    "dispute_channel",
    "seller_response_due_date",
    "links",
)


def open_dispute(
    sandbox: Sandbox,
    capture: Document,
    fate: str = "needs_response",
    asked: Document | None = None,
    reason: str = "UNAUTHORISED",
) -> Document:
    """The buyer, or their bank, disputes a capture or part of it."""
    identifier, now = dispute_id(), sandbox.clock.now()
    url = f"{sandbox.config.base_url}/v1/customer/disputes/{identifier}"
    dispute = {
        "dispute_id": identifier,
        "create_time": timestamp(now),
        "disputed_transactions": [_transaction(sandbox, capture)],
        "reason": reason,
        "dispute_amount": _disputed(capture, asked),
        "dispute_channel": "INTERNAL",
        "seller_response_due_date": timestamp(now + ANSWER_WITHIN),
        "links": [{"href": url, "rel": "self", "method": "GET"}],
    }
    return _become(sandbox, dispute, fate, "CREATED", capture["id"])


def move(sandbox: Sandbox, identifier: str, fate: str) -> Document:
    """The dispute goes on or is resolved; a resolved one may be taken up again."""
    kept = sandbox.store.get("paypal dispute", identifier)
    if kept is None:
        raise missing()
    resolved = FATES[fate][0] == "RESOLVED"
    kind = "RESOLVED" if resolved else "UPDATED"
    return _become(sandbox, kept["dispute"], fate, kind, kept["capture"])


def retrieve(call: Call) -> Document:
    """GET /v1/customer/disputes/{id}"""
    kept = call.sandbox.store.get("paypal dispute", call.path["dispute_id"])
    if kept is None:
        raise missing()
    return kept["dispute"]


def list_disputes(call: Call) -> Document:
    """GET /v1/customer/disputes, the last updated first"""
    filters, store = call.parameters, call.sandbox.store
    exact = {}
    if "disputed_transaction_id" in filters:
        if "start_time" in filters:
            raise PayPalError(400, "INVALID_REQUEST", "INVALID_REQUEST_PARAMETER")
        exact["capture"] = filters["disputed_transaction_id"]
    chosen = [
        kept
        for kept in store.matching("paypal dispute", **exact)
        if _wanted(kept, filters)
    ]
    chosen.sort(key=lambda kept: kept["dispute"]["update_time"], reverse=True)
    return _page(call, chosen)


def _become(
    sandbox: Sandbox, dispute: Document, fate: str, kind: str, capture_id: str
) -> Document:
    status, stage, state, outcome = FATES[fate]
    dispute |= {
        "status": status,
        "dispute_life_cycle_stage": stage,
        "update_time": timestamp(sandbox.clock.now()),
    }
    dispute.pop("dispute_outcome", None)
    if outcome:
        dispute["dispute_outcome"] = {"outcome_code": outcome}
        if fate in ("lost", "payout", "accepted"):
            dispute["dispute_outcome"]["amount_refunded"] = dispute["dispute_amount"]
    kept = {"dispute": dispute, "capture": capture_id, "state": state}
    sandbox.store.put("paypal dispute", dispute["dispute_id"], kept)
    announce(sandbox, f"CUSTOMER.DISPUTE.{kind}", "dispute", dispute)
    return dispute


def _disputed(capture: Document, asked: Document | None) -> Document:
    whole = capture["amount"]
    if asked is None:
        return whole
    value = amount(asked)
    if value > Decimal(whole["value"]):
        raise PayPalError(400, "INVALID_REQUEST", "INVALID_PARAMETER_VALUE")
    return money(value, whole["currency_code"])


def _transaction(sandbox: Sandbox, capture: Document) -> Document:
    order_id = capture["supplementary_data"]["related_ids"]["order_id"]
    order = sandbox.store.get("order", order_id) or {}
    name = order["payer"]["name"]
    disputed = {
        "seller_transaction_id": capture["id"],
        "create_time": capture["create_time"],
        "transaction_status": capture["status"],
        "gross_amount": capture["amount"],
        "buyer": {"name": f"{name['given_name']} {name['surname']}"},
        "seller": {
            "email": MERCHANT["email_address"],
            "merchant_id": MERCHANT["merchant_id"],
        },
    }
    names = {"custom_id": "custom", "invoice_id": "invoice_number"}
    return disputed | {
        there: capture[here] for here, there in names.items() if here in capture
    }


def _wanted(kept: Document, filters: Document) -> bool:
    dispute, states = kept["dispute"], filters.get("dispute_state")
    return (
        (states is None or kept["state"] in states.split(","))
        and between(dispute["create_time"], filters.get("start_time"), None)
        and between(
            dispute["update_time"],
            filters.get("update_time_after"),
            filters.get("update_time_before"),
        )
    )


def _page(call: Call, chosen: list[Document]) -> Document:
    filters = call.parameters
    size, token = filters.get("page_size", "10"), filters.get("next_page_token", "0")
    if not (size.isdigit() and 1 <= int(size) <= MOST and token.isdigit()):
        raise PayPalError(400, "INVALID_REQUEST", "INVALID_REQUEST_PARAMETER")
    first, last = int(token), int(token) + int(size)
    items = [_info(kept) for kept in chosen[first:last]]
    base = f"{call.sandbox.config.base_url}/v1/customer/disputes?page_size={size}"
    links = [{"href": base, "rel": "first", "method": "GET"}]
    if last < len(chosen):
        following = f"{base}&next_page_token={last}"
        links.append({"href": following, "rel": "next", "method": "GET"})
    return {"items": items, "links": links}


def _info(kept: Document) -> Document:
    told = {field: kept["dispute"][field] for field in LISTED}
    return told | {"dispute_state": kept["state"]}
