"""Payment intents and charges as the API tells of them."""

from sandbox.api import Call
from sandbox.state import Document
from sandbox.stripe.errors import missing
from sandbox.stripe.expand import expand


def payment_intent(call: Call) -> Document:
    """GET /v1/payment_intents/{id}"""
    return _read(call, "payment_intent")


def charge(call: Call) -> Document:
    """GET /v1/charges/{id}"""
    return _read(call, "charge")


def refund(call: Call) -> Document:
    """GET /v1/refunds/{id}"""
    return _read(call, "refund")


def _read(call: Call, kind: str) -> Document:
    identifier = call.path["identifier"]
    document = call.sandbox.store.get(kind, identifier)
    if document is None:
        raise missing(kind, identifier)
    return expand(call.sandbox.store, document, call.parameters.get("expand", []))
