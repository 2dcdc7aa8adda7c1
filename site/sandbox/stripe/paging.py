"""Stripe's lists: newest first, a page at a time, moved along by object ids."""

from typing import Any

from sandbox.state import Document
from sandbox.stripe.errors import StripeError

DEFAULT_LIMIT = 10


def page(objects: list[Document], parameters: dict[str, Any], url: str) -> Document:
    """The page asked for of objects that come in the order of the list."""
    limit = parameters.get("limit", DEFAULT_LIMIT)
    if not 1 <= limit <= 100:
        message = "This value must be between 1 and 100 (inclusive)."
        raise StripeError(message, param="limit")
    if "ending_before" in parameters:
        before = objects[: _place(objects, parameters["ending_before"])]
        data, more = before[-limit:], len(before) > limit
    else:
        after = parameters.get("starting_after")
        rest = objects[_place(objects, after) + 1 :] if after else objects
        data, more = rest[:limit], len(rest) > limit
    return {"object": "list", "data": data, "has_more": more, "url": url}


def _place(objects: list[Document], identifier: str) -> int:
    for place, document in enumerate(objects):
        if document["id"] == identifier:
            return place
    message = f"No such object: '{identifier}'"
    raise StripeError(message, code="resource_missing", param="starting_after")
