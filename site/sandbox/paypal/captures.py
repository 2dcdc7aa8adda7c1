"""Captures and refunds: what was taken for a purchase unit and what was given back of it."""

from decimal import Decimal

from sandbox.api import Call
from sandbox.context import Sandbox
from sandbox.ids import paypal_id
from sandbox.paypal.errors import missing, unprocessable
from sandbox.paypal.events import announce
from sandbox.paypal.money import amount, fee, money
from sandbox.paypal.signing import timestamp
from sandbox.state import Document

SETTLED = {"completed": "COMPLETED", "denied": "DECLINED", "declined": "DECLINED"}


def take(sandbox: Sandbox, order: Document, unit: Document, *, pending: bool) -> None:
    """Captures a purchase unit, at once or pending like an e-check."""
    now = timestamp(sandbox.clock.now())
    capture = {
        "id": paypal_id(),
        "status": "PENDING" if pending else "COMPLETED",
        "amount": {name: unit["amount"][name] for name in ("currency_code", "value")},
        "final_capture": True,
        "seller_protection": {
            "status": "ELIGIBLE",
            "dispute_categories": ["ITEM_NOT_RECEIVED", "UNAUTHORIZED_TRANSACTION"],
        },
        "create_time": now,
        "update_time": now,
        "supplementary_data": {"related_ids": {"order_id": order["id"]}},
        "payee": unit["payee"],
        **{
            field: unit[field] for field in ("custom_id", "invoice_id") if field in unit
        },
    }
    if pending:
        capture["status_details"] = {"reason": "ECHECK"}
    else:
        capture["seller_receivable_breakdown"] = _breakdown(capture["amount"])
    capture["links"] = _links(sandbox, capture["id"], order["id"])
    sandbox.store.put("capture", capture["id"], capture)
    place = {"order": order["id"], "reference_id": unit["reference_id"]}
    sandbox.store.put("capture place", capture["id"], place)
    kind = "PAYMENT.CAPTURE.PENDING" if pending else "PAYMENT.CAPTURE.COMPLETED"
    announce(sandbox, kind, "capture", capture)


def settle(sandbox: Sandbox, capture_id: str, outcome: str) -> Document:
    """A pending capture becomes completed, denied or declined; any other stays what it is."""
    with sandbox.store.transaction():
        capture = find(sandbox, capture_id)
        if capture["status"] != "PENDING":
            return capture
        capture |= {
            "status": SETTLED[outcome],
            "update_time": timestamp(sandbox.clock.now()),
        }
        del capture["status_details"]
        if outcome == "completed":
            capture["seller_receivable_breakdown"] = _breakdown(capture["amount"])
        sandbox.store.put("capture", capture_id, capture)
        announce(sandbox, f"PAYMENT.CAPTURE.{outcome.upper()}", "capture", capture)
        return capture


def retrieve(call: Call) -> Document:
    """GET /v2/payments/captures/{id}"""
    return find(call.sandbox, call.path["capture_id"])


def refund(call: Call) -> Document:
    """POST /v2/payments/captures/{id}/refund: part of a capture, or all that is left of it."""
    sandbox, given = call.sandbox, call.parameters
    capture = find(sandbox, call.path["capture_id"])
    left = _refundable(sandbox, capture)
    currency = capture["amount"]["currency_code"]
    asked = given.get("amount") or money(left, currency)
    value = amount(asked)
    if asked["currency_code"] != currency:
        raise unprocessable("REFUND_CAPTURE_CURRENCY_MISMATCH")
    if value > left:
        raise unprocessable("REFUND_AMOUNT_EXCEEDED")
    made = _refund(sandbox, capture, money(value, currency), given)
    whole = value == left
    capture |= {"status": "REFUNDED" if whole else "PARTIALLY_REFUNDED"}
    sandbox.store.put("capture", capture["id"], capture)
    sandbox.store.put("paypal refund", made["id"], made)
    sandbox.store.put("refund place", made["id"], {"capture": capture["id"]})
    announce(sandbox, "PAYMENT.CAPTURE.REFUNDED", "refund", made)
    if "return=representation" in call.request.headers.get("Prefer", ""):
        return made
    return {field: made[field] for field in ("id", "status", "links")}


def retrieve_refund(call: Call) -> Document:
    """GET /v2/payments/refunds/{id}"""
    made = call.sandbox.store.get("paypal refund", call.path["refund_id"])
    if made is None:
        raise missing()
    return made


def payments_of(sandbox: Sandbox, order_id: str, reference_id: str) -> Document:
    """The `payments` of a purchase unit; nothing before the first capture."""
    place = {"order": order_id, "reference_id": reference_id}
    identifiers = [
        key for key, at in sandbox.store.items("capture place") if at == place
    ]
    taken = [_inside_order(find(sandbox, identifier)) for identifier in identifiers]
    back = [
        made for identifier in identifiers for made in refunds_of(sandbox, identifier)
    ]
    if not taken:
        return {}
    return {"payments": {"captures": taken, **({"refunds": back} if back else {})}}


def refunds_of(sandbox: Sandbox, capture_id: str) -> list[Document]:
    """What was given back of a capture, oldest first."""
    places = sandbox.store.items("refund place")
    keys = [key for key, place in places if place["capture"] == capture_id]
    return [sandbox.store.get("paypal refund", key) or {} for key in keys]


def find(sandbox: Sandbox, capture_id: str) -> Document:
    """The capture, or PayPal's 404."""
    capture = sandbox.store.get("capture", capture_id)
    if capture is None:
        raise missing()
    return capture


def _refundable(sandbox: Sandbox, capture: Document) -> Decimal:
    if capture["status"] == "PENDING":
        raise unprocessable("PENDING_CAPTURE")
    if capture["status"] == "REFUNDED":
        raise unprocessable("CAPTURE_FULLY_REFUNDED")
    if capture["status"] not in ("COMPLETED", "PARTIALLY_REFUNDED"):
        raise unprocessable("REFUND_NOT_ALLOWED")
    back = (
        Decimal(made["amount"]["value"]) for made in refunds_of(sandbox, capture["id"])
    )
    return Decimal(capture["amount"]["value"]) - sum(back)


def _refund(
    sandbox: Sandbox, capture: Document, back: Document, given: Document
) -> Document:
    now, identifier = timestamp(sandbox.clock.now()), paypal_id()
    currency = back["currency_code"]
    earlier = (
        Decimal(made["amount"]["value"]) for made in refunds_of(sandbox, capture["id"])
    )
    total = money(sum(earlier) + Decimal(back["value"]), currency)
    base = f"{sandbox.config.base_url}/v2/payments"
    fields = ("custom_id", "invoice_id", "note_to_payer")
    return {
        "id": identifier,
        "status": "COMPLETED",
        "amount": back,
        "seller_payable_breakdown": {
            "gross_amount": back,
            "paypal_fee": money(Decimal(0), currency),
            "net_amount": back,
            "total_refunded_amount": total,
        },
        "create_time": now,
        "update_time": now,
        "links": [
            {"href": f"{base}/refunds/{identifier}", "rel": "self", "method": "GET"},
            {"href": f"{base}/captures/{capture['id']}", "rel": "up", "method": "GET"},
        ],
        **{field: given[field] for field in fields if field in given},
    }


# Inside an order PayPal tells of a capture without the fields that point back.
def _inside_order(capture: Document) -> Document:
    outside = ("supplementary_data", "payee")
    return {field: value for field, value in capture.items() if field not in outside}


def _breakdown(gross: Document) -> Document:
    value, currency = Decimal(gross["value"]), gross["currency_code"]
    kept = fee(value, currency)
    return {
        "gross_amount": gross,
        "paypal_fee": money(kept, currency),
        "net_amount": money(value - kept, currency),
    }


def _links(sandbox: Sandbox, capture_id: str, order_id: str) -> list[Document]:
    base = sandbox.config.base_url
    url = f"{base}/v2/payments/captures/{capture_id}"
    return [
        {"href": url, "rel": "self", "method": "GET"},
        {"href": f"{url}/refund", "rel": "refund", "method": "POST"},
        {"href": f"{base}/v2/checkout/orders/{order_id}", "rel": "up", "method": "GET"},
    ]
