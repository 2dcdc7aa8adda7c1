"""Refunds and reversals: what was given back of a capture, or taken back by PayPal."""

from decimal import Decimal

from sandbox import agenda
from sandbox.api import Call
from sandbox.context import Sandbox
from sandbox.ids import paypal_id
from sandbox.paypal.errors import missing, unprocessable
from sandbox.paypal.events import announce
from sandbox.paypal.money import amount, money
from sandbox.paypal.times import timestamp
from sandbox.state import Document

KIND = "paypal refund"
# How a refund begins, and what becomes of it three days later if nobody settles it.
BEGINNINGS = {
    "succeeds": ("COMPLETED", None),
    "pending": ("PENDING", "completed"),
    "fails": ("PENDING", "failed"),
}
PASSED_ON = ("custom_id", "invoice_id")
OUTCOMES = {"completed": "COMPLETED", "failed": "FAILED", "canceled": "CANCELLED"}
ENDED = ("FAILED", "CANCELLED")
SETTLES_AFTER = 3 * agenda.DAY


def refund(call: Call) -> Document:
    """POST /v2/payments/captures/{id}/refund: part of a capture, or all that is left of it."""
    capture = call.sandbox.store.get("capture", call.path["capture_id"])
    if capture is None:
        raise missing()
    setting = call.sandbox.store.get("setting", "refunds")
    begins = setting["begin"] if setting else "succeeds"
    made = make(call.sandbox, capture, call.parameters, begins=begins)
    if "return=representation" in call.request.headers.get("Prefer", ""):
        return made
    return {field: made[field] for field in ("id", "status", "links")}


def make(
    sandbox: Sandbox, capture: Document, given: Document, *, begins: str
) -> Document:
    """Gives back part of a capture."""
    status, later = BEGINNINGS[begins]
    made = _give_back(sandbox, capture, given, status)
    if status == "PENDING":
        announce(sandbox, "PAYMENT.REFUND.PENDING", "refund", made)
    else:
        announce(sandbox, "PAYMENT.CAPTURE.REFUNDED", "refund", made)
    if later:
        agenda.plan(sandbox, KIND, made["id"], later, after=SETTLES_AFTER)
    return made


def reverse(sandbox: Sandbox, capture: Document, given: Document) -> Document:
    """PayPal takes part of a capture back by itself, as after a chargeback."""
    made = _give_back(sandbox, capture, given, "COMPLETED", reversal=True)
    announce(sandbox, "PAYMENT.CAPTURE.REVERSED", "refund", made)
    return made


def settle(sandbox: Sandbox, identifier: str, outcome: str) -> Document:
    """A pending refund ends; any other stays what it is. A reversal may be canceled: the money is back."""
    with sandbox.store.transaction():
        made = sandbox.store.get(KIND, identifier)
        if made is None:
            raise missing()
        agenda.call_off(sandbox, KIND, identifier)
        place = sandbox.store.get("refund place", identifier) or {}
        undone = place["reversal"] and outcome == "canceled"
        if made["status"] != "PENDING" and not undone:
            return made
        made.pop("status_details", None)
        made |= {
            "status": OUTCOMES[outcome],
            "update_time": timestamp(sandbox.clock.now()),
        }
        sandbox.store.put(KIND, identifier, made)
        _mark(sandbox, sandbox.store.get("capture", place["capture"]) or {})
        if outcome == "completed":
            announce(sandbox, "PAYMENT.CAPTURE.REFUNDED", "refund", made)
        if outcome == "failed":
            announce(sandbox, "PAYMENT.REFUND.FAILED", "refund", made)
        return made


def retrieve(call: Call) -> Document:
    """GET /v2/payments/refunds/{id}"""
    made = call.sandbox.store.get(KIND, call.path["refund_id"])
    if made is None:
        raise missing()
    return made


def of_capture(sandbox: Sandbox, capture_id: str) -> list[Document]:
    """What was given back of a capture, oldest first."""
    places = sandbox.store.matching("refund place", capture=capture_id)
    return [sandbox.store.get(KIND, place["refund"]) or {} for place in places]


def listed(sandbox: Sandbox, capture_id: str) -> list[Document]:
    """Those that an order tells of: not what PayPal took back by itself."""
    places = sandbox.store.matching("refund place", capture=capture_id, reversal=False)
    return [sandbox.store.get(KIND, place["refund"]) or {} for place in places]


def total(sandbox: Sandbox, capture_id: str) -> Decimal:
    """What is back of a capture or on its way back."""
    return sum(
        (
            Decimal(made["amount"]["value"])
            for made in of_capture(sandbox, capture_id)
            if made["status"] not in ENDED
        ),
        Decimal(0),
    )


def _give_back(
    sandbox: Sandbox,
    capture: Document,
    given: Document,
    status: str,
    *,
    reversal: bool = False,
) -> Document:
    left = _refundable(sandbox, capture)
    currency = capture["amount"]["currency_code"]
    asked = given.get("amount") or money(left, currency)
    value = amount(asked)
    if asked["currency_code"] != currency:
        raise unprocessable("REFUND_CAPTURE_CURRENCY_MISMATCH")
    if value > left:
        raise unprocessable("REFUND_AMOUNT_EXCEEDED")
    made = _refund(sandbox, capture, money(value, currency), given)
    made["status"] = status
    if status == "PENDING":
        made["status_details"] = {"reason": "ECHECK"}
    place = {"capture": capture["id"], "refund": made["id"], "reversal": reversal}
    sandbox.store.put(KIND, made["id"], made)
    sandbox.store.put("refund place", made["id"], place)
    _mark(sandbox, capture)
    return made


def _refundable(sandbox: Sandbox, capture: Document) -> Decimal:
    if capture["status"] == "PENDING":
        raise unprocessable("PENDING_CAPTURE")
    if capture["status"] == "REFUNDED":
        raise unprocessable("CAPTURE_FULLY_REFUNDED")
    if capture["status"] not in ("COMPLETED", "PARTIALLY_REFUNDED"):
        raise unprocessable("REFUND_NOT_ALLOWED")
    return Decimal(capture["amount"]["value"]) - total(sandbox, capture["id"])


def _mark(sandbox: Sandbox, capture: Document) -> None:
    back = total(sandbox, capture["id"])
    whole = back == Decimal(capture["amount"]["value"])
    part = "PARTIALLY_REFUNDED" if back else "COMPLETED"
    capture |= {
        "status": "REFUNDED" if whole else part,
        "update_time": timestamp(sandbox.clock.now()),
    }
    sandbox.store.put("capture", capture["id"], capture)


def _refund(
    sandbox: Sandbox, capture: Document, back: Document, given: Document
) -> Document:
    now, identifier = timestamp(sandbox.clock.now()), paypal_id()
    currency = back["currency_code"]
    so_far = total(sandbox, capture["id"]) + Decimal(back["value"])
    base = f"{sandbox.config.base_url}/v2/payments"
    fields = ("custom_id", "invoice_id", "note_to_payer")
    return {
        "id": identifier,
        "amount": back,
        "seller_payable_breakdown": {
            "gross_amount": back,
            "paypal_fee": money(Decimal(0), currency),
            "net_amount": back,
            "total_refunded_amount": money(so_far, currency),
        },
        "create_time": now,
        "update_time": now,
        "links": [
            {"href": f"{base}/refunds/{identifier}", "rel": "self", "method": "GET"},
            {"href": f"{base}/captures/{capture['id']}", "rel": "up", "method": "GET"},
        ],
        **{field: capture[field] for field in PASSED_ON if field in capture},
        **{field: given[field] for field in fields if field in given},
    }
