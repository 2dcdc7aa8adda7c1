"""What the API tells of objects that are there: one by its id, many as a list."""

from collections.abc import Callable

from sandbox.api import Call
from sandbox.state import Document
from sandbox.stripe.errors import missing
from sandbox.stripe.events import within
from sandbox.stripe.expand import expand
from sandbox.stripe.paging import page

Handler = Callable[[Call], Document]


def reader(kind: str) -> Handler:
    """GET /v1/…/{id}: an object of a kind."""

    def read(call: Call) -> Document:
        identifier = call.path["identifier"]
        document = call.sandbox.store.get(kind, identifier)
        if document is None:
            raise missing(kind, identifier)
        return expand(call.sandbox.store, document, call.parameters.get("expand", []))

    return read


def lister(kind: str, *fields: str) -> Handler:
    """GET /v1/…: the objects of a kind, newest first, filtered by these fields and by `created`."""

    def read(call: Call) -> Document:
        filters, store = call.parameters, call.sandbox.store
        exact = {field: filters[field] for field in fields if field in filters}
        chosen = [
            document
            for document in reversed(store.matching(kind, **exact))
            if within(document["created"], filters.get("created"))
        ]
        listed = page(chosen, filters, call.request.path)
        return expand(store, listed, filters.get("expand", []))

    return read
