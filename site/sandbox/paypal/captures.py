"""Captures: what was taken for a purchase unit."""

from decimal import Decimal

from sandbox.api import Call
from sandbox.context import Sandbox
from sandbox.ids import paypal_id
from sandbox.paypal import refunds
from sandbox.paypal.errors import missing
from sandbox.paypal.events import announce
from sandbox.paypal.money import fee, money
from sandbox.paypal.times import timestamp
from sandbox.state import Document

SETTLED = {
    "completed": "COMPLETED",
    "denied": "DECLINED",
    "declined": "DECLINED",
    "vanished": "DECLINED",
}


def take(
    sandbox: Sandbox, order: Document, unit: Document, *, pending: bool
) -> Document:
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
    place = {
        "order": order["id"],
        "reference_id": unit["reference_id"],
        "capture": capture["id"],
    }
    sandbox.store.put("capture place", capture["id"], place)
    kind = "PAYMENT.CAPTURE.PENDING" if pending else "PAYMENT.CAPTURE.COMPLETED"
    announce(sandbox, kind, "capture", capture)
    return capture


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
        if outcome == "vanished":
            forget_in_order(sandbox, capture)
            outcome = "declined"
        announce(sandbox, f"PAYMENT.CAPTURE.{outcome.upper()}", "capture", capture)
        return capture


def forget_in_order(sandbox: Sandbox, capture: Document) -> None:
    """PayPal tells no more of a declined capture where its order is read, which waits again."""
    order_id = capture["supplementary_data"]["related_ids"]["order_id"]
    order = sandbox.store.get("order", order_id) or {}
    sandbox.store.put("order", order_id, order | {"status": "APPROVED"})
    sandbox.store.delete("capture place", capture["id"])


def retrieve(call: Call) -> Document:
    """GET /v2/payments/captures/{id}"""
    return find(call.sandbox, call.path["capture_id"])


def payments_of(sandbox: Sandbox, order_id: str, reference_id: str) -> Document:
    """The `payments` of a purchase unit; nothing before the first capture."""
    place = {"order": order_id, "reference_id": reference_id}
    places = sandbox.store.matching("capture place", **place)
    taken = [find(sandbox, place["capture"]) for place in places]
    back = [
        made for capture in taken for made in refunds.listed(sandbox, capture["id"])
    ]
    if not taken:
        return {}
    inside = [_inside_order(capture) for capture in taken]
    return {"payments": {"captures": inside, **({"refunds": back} if back else {})}}


def of_payment(sandbox: Sandbox, identifier: str) -> Document:
    """The capture by its own id or its order's; else PayPal's 404."""
    places = sandbox.store.matching("capture place", order=identifier)
    return find(sandbox, places[0]["capture"] if places else identifier)


def find(sandbox: Sandbox, capture_id: str) -> Document:
    """The capture, or PayPal's 404."""
    capture = sandbox.store.get("capture", capture_id)
    if capture is None:
        raise missing()
    return capture


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
