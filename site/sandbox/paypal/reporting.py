"""PayPal's transaction search: what moved on the merchant's account, by date."""

import math
from collections.abc import Iterator
from datetime import timedelta

from sandbox.api import Call
from sandbox.context import Sandbox
from sandbox.paypal import refunds
from sandbox.paypal.errors import PayPalError
from sandbox.paypal.orders import MERCHANT
from sandbox.paypal.times import moment, timestamp
from sandbox.state import Document

LONGEST = timedelta(days=31)
MOST, USUAL = 500, 100
PAYMENT, REFUND, REVERSAL = "T0006", "T1107", "T1106"
STATUSES = {
    "CANCELLED": "D",
    "COMPLETED": "S",
    "DECLINED": "D",
    "FAILED": "D",
    "PARTIALLY_REFUNDED": "S",
    "PENDING": "P",
    "REFUNDED": "V",
}
FILTERS = {
    "transaction_id": "transaction_id",
    "transaction_status": "transaction_status",
    "transaction_type": "transaction_event_code",
}


def search(call: Call) -> Document:
    """GET /v1/reporting/transactions: captures and refunds of at most 31 days, oldest first."""
    filters = call.parameters
    start, end = (moment(filters.get(name, "")) for name in ("start_date", "end_date"))
    if not timedelta(0) <= end - start <= LONGEST:
        raise _refused()
    found = [
        info
        for info in _transactions(call.sandbox)
        if start <= moment(info["transaction_initiation_date"]) <= end
        and _wanted(info, filters)
    ]
    found.sort(key=lambda info: info["transaction_initiation_date"])
    size, page = _number(filters, "page_size", USUAL), _number(filters, "page", 1)
    if size > MOST:
        raise _refused()
    shown = found[(page - 1) * size : page * size]
    return {
        "transaction_details": [{"transaction_info": info} for info in shown],
        "account_number": MERCHANT["merchant_id"],
        "start_date": timestamp(int(start.timestamp())),
        "end_date": timestamp(int(end.timestamp())),
        "last_refreshed_datetime": timestamp(call.sandbox.clock.now()),
        "page": page,
        "total_items": len(found),
        "total_pages": math.ceil(len(found) / size),
        "links": [{"href": call.request.url, "rel": "self", "method": "GET"}],
    }


def _transactions(sandbox: Sandbox) -> Iterator[Document]:
    for capture in sandbox.store.all("capture"):
        order = capture["supplementary_data"]["related_ids"]["order_id"]
        yield _info(capture, PAYMENT, "ODR", order, capture["amount"])
    for place in sandbox.store.all("refund place"):
        made = sandbox.store.get(refunds.KIND, place["refund"]) or {}
        code = REVERSAL if place["reversal"] else REFUND
        back = made["amount"] | {"value": f"-{made['amount']['value']}"}
        yield _info(made, code, "TXN", place["capture"], back)


def _info(
    moved: Document, code: str, kind: str, reference: str, amount: Document
) -> Document:
    info = {
        "transaction_id": moved["id"],
        "paypal_reference_id": reference,
        "paypal_reference_id_type": kind,
        "transaction_event_code": code,
        "transaction_initiation_date": moved["create_time"],
        "transaction_updated_date": moved["update_time"],
        "transaction_amount": amount,
        "transaction_status": STATUSES[moved["status"]],
    }
    names = {"custom_id": "custom_field", "invoice_id": "invoice_id"}
    return info | {there: moved[here] for here, there in names.items() if here in moved}


def _wanted(info: Document, filters: Document) -> bool:
    currency = info["transaction_amount"]["currency_code"]
    return filters.get("transaction_currency") in (None, currency) and all(
        filters.get(name) in (None, info[field]) for name, field in FILTERS.items()
    )


def _number(filters: Document, name: str, usual: int) -> int:
    given = filters.get(name, str(usual))
    if not given.isdigit() or int(given) < 1:
        raise _refused()
    return int(given)


def _refused() -> PayPalError:
    return PayPalError(400, "INVALID_REQUEST", "INVALID_PARAMETER_VALUE")
