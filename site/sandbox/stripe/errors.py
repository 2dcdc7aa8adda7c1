"""Stripe's way of saying no."""

from typing import Any

from sandbox.errors import ApiError


class StripeError(ApiError):
    """An error such as Stripe's SDK turns into its own exceptions."""

    def __init__(self, message: str, *, status: int = 400, **fields: Any) -> None:
        super().__init__(message)
        self.status = status
        self.fields = fields

    @property
    def body(self) -> dict[str, Any]:
        """The JSON answer."""
        error = {"message": str(self), "type": "invalid_request_error", **self.fields}
        return {"error": error}


def missing(name: str, identifier: str) -> StripeError:
    """There is no such object."""
    message = f"No such {name}: '{identifier}'"
    return StripeError(message, status=404, code="resource_missing", param="id")


def unknown_path(method: str, path: str) -> StripeError:
    """The sandbox does not speak this part of Stripe's API."""
    return StripeError(f"Unrecognized request URL ({method}: {path}).", status=404)
