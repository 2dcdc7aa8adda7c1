"""Stripe's `expand`: the object in the place of its id."""

from sandbox.state import Document, Store
from sandbox.stripe.errors import StripeError
from sandbox.stripe.paging import page

KINDS = {
    "balance_transaction": "balance_transaction",
    "charge": "charge",
    "customer": "customer",
    "latest_charge": "charge",
    "payment_intent": "payment_intent",
    "payment_method": "payment_method",
}


def expand(store: Store, document: Document, paths: list[str]) -> Document:
    """The document with what the paths name put in; in a list they begin with `data.`"""
    for path in paths:
        _expand(store, document, path.split("."), path)
    return document


def _expand(store: Store, document: Document, path: list[str], asked: str) -> None:
    field, *rest = path
    if field == "data" and document["object"] == "list":
        for member in document["data"]:
            _expand(store, member, rest, asked)
        return
    if (document["object"], field) == ("checkout.session", "line_items"):
        document[field] = store.get("line_items", document["id"])
    elif (document["object"], field) == ("charge", "refunds"):
        document[field] = _refunds(store, document["id"])
    elif field in KINDS and field in document:
        _put_in(store, document, field)
    else:
        message = f"This property cannot be expanded ({asked})."
        raise StripeError(message)
    if rest and isinstance(document[field], dict):
        _expand(store, document[field], rest, asked)


def _put_in(store: Store, document: Document, field: str) -> None:
    if isinstance(document[field], str):
        document[field] = store.get(KINDS[field], document[field])


def _refunds(store: Store, charge_id: str) -> Document:
    newest_first = store.matching("refund", charge=charge_id)[::-1]
    return page(newest_first, {}, f"/v1/charges/{charge_id}/refunds")
