"""PayPal orders: created and read through the API, approved by the buyer, captured by the shop."""

from decimal import Decimal

from sandbox.api import Call
from sandbox.context import Sandbox
from sandbox.ids import payer_id, paypal_id
from sandbox.paypal import captures
from sandbox.paypal.errors import PayPalError, missing, unprocessable
from sandbox.paypal.events import announce
from sandbox.paypal.money import amount
from sandbox.paypal.times import timestamp
from sandbox.state import Document

FUNDINGS = ("pays", "declines", "pending", "vanishes")
REVERSED = "CHECKOUT.PAYMENT-APPROVAL.REVERSED"
ANNOUNCED = ("CHECKOUT.ORDER.COMPLETED", "CHECKOUT.ORDER.DECLINED", REVERSED)
MERCHANT = {
    "email_address": "merchant@business.example.com",
    "merchant_id": "SANDBQXMRCHNT",
}


def create(call: Call) -> Document:
    """POST /v2/checkout/orders: an order waiting for its buyer."""
    given = call.parameters
    if given["intent"] != "CAPTURE":
        raise unprocessable("UNSUPPORTED_INTENT")
    wallet = given.get("payment_source", {}).get("paypal")
    if wallet is not None and call.key is None:
        raise PayPalError(400, "INVALID_REQUEST", "PAYPAL_REQUEST_ID_REQUIRED")
    order = {
        "id": paypal_id(),
        "intent": "CAPTURE",
        "status": "CREATED" if wallet is None else "PAYER_ACTION_REQUIRED",
        "purchase_units": [_unit(unit) for unit in given["purchase_units"]],
        "create_time": timestamp(call.sandbox.clock.now()),
    }
    if wallet is not None:
        order["payment_source"] = {"paypal": {}}
    experience = (wallet or {}).get("experience_context") or given.get(
        "application_context", {}
    )
    call.sandbox.store.put("order", order["id"], order)
    call.sandbox.store.put("experience", order["id"], experience)
    return represent(call, order)


def retrieve(call: Call) -> Document:
    """GET /v2/checkout/orders/{id}"""
    return present(call.sandbox, find(call.sandbox, call.path["order_id"]))


def capture(call: Call) -> Document:
    """POST /v2/checkout/orders/{id}/capture: takes the money of an approved order, once."""
    sandbox = call.sandbox
    order = find(sandbox, call.path["order_id"])
    if order["status"] == "COMPLETED":
        raise unprocessable("ORDER_ALREADY_CAPTURED")
    if order["status"] != "APPROVED":
        raise unprocessable("ORDER_NOT_APPROVED")
    funding = (sandbox.store.get("funding", order["id"]) or {})["funding"]
    if funding == "declines":
        again = {"href": _page(sandbox, order), "rel": "redirect", "method": "GET"}
        raise unprocessable("INSTRUMENT_DECLINED", links=[again])
    order |= {"status": "COMPLETED", "update_time": timestamp(sandbox.clock.now())}
    sandbox.store.put("order", order["id"], order)
    for unit in order["purchase_units"]:
        taken = captures.take(sandbox, order, unit, pending=funding != "pays")
        if funding == "vanishes":
            captures.settle(sandbox, taken["id"], "vanished")
    return represent(call, find(sandbox, order["id"]))


def approve(sandbox: Sandbox, order_id: str, funding: str) -> str | None:
    """The buyer agrees, and pays in the way given; returns where to go next, None if it is too late."""
    with sandbox.store.transaction():
        order = find(sandbox, order_id)
        if order["status"] not in ("CREATED", "PAYER_ACTION_REQUIRED", "APPROVED"):
            return None
        buyer = {
            "email_address": "demo.buyer@personal.example.com",
            "name": {"given_name": "Demo", "surname": "Buyer"},
            "address": {"country_code": "FR"},
        }
        account = order.get("payer", {}).get("payer_id") or payer_id()
        order |= {
            "status": "APPROVED",
            "payer": {**buyer, "payer_id": account},
            "payment_source": {
                "paypal": {**buyer, "account_id": account, "account_status": "VERIFIED"}
            },
            "update_time": timestamp(sandbox.clock.now()),
        }
        sandbox.store.put("order", order_id, order)
        sandbox.store.put("funding", order_id, {"funding": funding})
        announce(
            sandbox,
            "CHECKOUT.ORDER.APPROVED",
            "checkout-order",
            present(sandbox, order),
        )
    return _returning(sandbox, order_id, f"token={order_id}&PayerID={account}")


def announce_anew(sandbox: Sandbox, order_id: str, kind: str) -> Document:
    """PayPal tells of the order as it is; an approval that is reversed voids it first."""
    with sandbox.store.transaction():
        order = find(sandbox, order_id)
        if kind == REVERSED and order["status"] == "APPROVED":
            order["status"] = "VOIDED"
            sandbox.store.put("order", order_id, order)
        whole = present(sandbox, order)
        told = _in_short(whole) if kind == REVERSED else whole
        announce(sandbox, kind, "checkout-order", told)
        return whole


# The sample that PayPal publishes of this event calls the order's id by another name.
def _in_short(order: Document) -> Document:
    fields = ("reference_id", "custom_id", "payee")
    units = [
        {field: unit[field] for field in fields if field in unit}
        for unit in order["purchase_units"]
    ]
    return {"order_id": order["id"], "purchase_units": units}


def cancel(sandbox: Sandbox, order_id: str) -> str:
    """The buyer turns back: nothing changes; returns where to go next."""
    experience = sandbox.store.get("experience", order_id) or {}
    return _with_query(experience.get("cancel_url", ""), f"token={order_id}")


def find(sandbox: Sandbox, order_id: str) -> Document:
    """The order as stored, or PayPal's 404."""
    order = sandbox.store.get("order", order_id)
    if order is None:
        raise missing()
    return order


def present(sandbox: Sandbox, order: Document) -> Document:
    """The order with what was captured and refunded of it, and its links."""
    units = [
        {**unit, **captures.payments_of(sandbox, order["id"], unit["reference_id"])}
        for unit in order["purchase_units"]
    ]
    return {**order, "purchase_units": units, "links": _links(sandbox, order)}


def represent(call: Call, order: Document) -> Document:
    """The whole order if `Prefer` asks for it, else the little PayPal answers by default."""
    whole = present(call.sandbox, order)
    if "return=representation" in call.request.headers.get("Prefer", ""):
        return whole
    units = [
        {field: unit[field] for field in ("reference_id", "payments")}
        for unit in whole["purchase_units"]
        if "payments" in unit
    ]
    kept = ("id", "status", "payment_source", "payer", "links")
    answer = {field: whole[field] for field in kept if field in whole}
    return answer | ({"purchase_units": units} if units else {})


def _unit(given: Document) -> Document:
    total = amount(given["amount"])
    breakdown = given["amount"].get("breakdown")
    if breakdown and _sum_of(breakdown) != total:
        raise unprocessable("AMOUNT_MISMATCH")
    items = given.get("items", [])
    if items and not (breakdown and "item_total" in breakdown):
        raise unprocessable("ITEM_TOTAL_REQUIRED")
    of_items = sum(
        amount(item["unit_amount"]) * int(item["quantity"]) for item in items
    )
    if items and of_items != Decimal(breakdown["item_total"]["value"]):
        raise unprocessable("ITEM_TOTAL_MISMATCH")
    return {"reference_id": "default", **given, "payee": MERCHANT}


def _sum_of(breakdown: Document) -> Decimal:
    taken_off = ("discount", "shipping_discount")
    return sum(
        (-1 if name in taken_off else 1) * Decimal(money["value"])
        for name, money in breakdown.items()
    ) or Decimal(0)


def _links(sandbox: Sandbox, order: Document) -> list[Document]:
    url = f"{sandbox.config.base_url}/v2/checkout/orders/{order['id']}"
    links = [{"href": url, "rel": "self", "method": "GET"}]
    if order["status"] == "PAYER_ACTION_REQUIRED":
        links.append(
            {"href": _page(sandbox, order), "rel": "payer-action", "method": "GET"}
        )
    if order["status"] == "CREATED":
        links.append({"href": _page(sandbox, order), "rel": "approve", "method": "GET"})
    if order["status"] in ("CREATED", "APPROVED"):
        links.append({"href": url, "rel": "update", "method": "PATCH"})
        links.append({"href": f"{url}/capture", "rel": "capture", "method": "POST"})
    return links


def _page(sandbox: Sandbox, order: Document) -> str:
    return f"{sandbox.config.base_url}/checkoutnow?token={order['id']}"


def _returning(sandbox: Sandbox, order_id: str, query: str) -> str:
    experience = sandbox.store.get("experience", order_id) or {}
    return _with_query(experience.get("return_url", ""), query)


def _with_query(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{query}"
