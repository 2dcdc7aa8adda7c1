"""PayPal's way of saying no, in the words of its published documents."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from sandbox.errors import ApiError
from sandbox.ids import debug_id
from sandbox.paypal.schema import published_document

MESSAGES = {
    "INVALID_REQUEST": "Request is not well-formed, syntactically incorrect, or violates schema.",
    "RESOURCE_NOT_FOUND": "The specified resource does not exist.",
    "UNPROCESSABLE_ENTITY": "The requested action could not be performed, semantically incorrect, "
    "or failed business validation.",
    "INTERNAL_SERVER_ERROR": "An internal server error occurred.",
    "RATE_LIMIT_REACHED": "Too many requests. Blocked due to rate limiting.",
}


class PayPalError(ApiError):
    """An error such as paypalrestsdk raises or returns."""

    def __init__(
        self,
        status: int,
        name: str,
        *issues: str,
        links: list[dict[str, str]] | None = None,
    ) -> None:
        super().__init__(name, *issues)
        self.status = status
        details = [_detail(issue) for issue in issues]
        self._body = {
            "name": name,
            "message": MESSAGES[name],
            "debug_id": debug_id(),
            "details": details,
            "links": links or [],
        }

    @property
    def body(self) -> dict[str, Any]:
        """The JSON answer."""
        return self._body


class TokenError(ApiError):
    """OAuth's shape of error, which PayPal uses for credentials and tokens."""

    status = 401

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self._body = {"error": error, "error_description": description}

    @property
    def body(self) -> dict[str, Any]:
        """The JSON answer."""
        return self._body


def unprocessable(issue: str, links: list[dict[str, str]] | None = None) -> PayPalError:
    """422: understood, and refused."""
    return PayPalError(422, "UNPROCESSABLE_ENTITY", issue, links=links)


def missing() -> PayPalError:
    """There is no such order, capture or refund."""
    return PayPalError(404, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID")


def _detail(issue: str) -> dict[str, str]:
    return {"issue": issue, "description": _descriptions().get(issue, issue)}


@cache
def _descriptions() -> dict[str, str]:
    documents = (published_document("orders_v2"), published_document("payments_v2"))
    return {issue: text for document in documents for issue, text in _issues(document)}


def _issues(node: Any) -> Iterator[tuple[str, str]]:
    match node:
        case {
            "issue": {"enum": [str(issue)]},
            "description": {"enum": [str(text)]},
        } if text:
            yield issue, text
        case dict():
            for child in node.values():
                yield from _issues(child)
        case list():
            for child in node:
                yield from _issues(child)
