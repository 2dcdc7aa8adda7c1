"""Times as PayPal writes and reads them."""

from datetime import UTC, datetime

from sandbox.paypal.errors import PayPalError


def timestamp(seconds: float) -> str:
    """PayPal's way to write a time, such as 2026-11-20T10:00:00Z."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """A time as callers write it; a plus sign nobody escaped arrives as a space."""
    try:
        read = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise PayPalError(400, "INVALID_REQUEST", "INVALID_PARAMETER_VALUE") from error
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def between(text: str, after: str | None, before: str | None) -> bool:
    """Whether a time lies within limits as callers write them, either of which may be left out."""
    return (after is None or moment(after) <= moment(text)) and (
        before is None or moment(text) <= moment(before)
    )
