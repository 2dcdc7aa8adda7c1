"""Identifiers of the shapes the providers use."""

import secrets
import string

ALPHANUMERIC = string.ascii_letters + string.digits
PAYPAL_ALPHABET = string.ascii_uppercase + string.digits
PAYER_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def stripe_id(prefix: str, length: int = 24) -> str:
    """A new id such as pi_3Qx…; the prefix comes without its underscore."""
    return f"{prefix}_{_letters(ALPHANUMERIC, length)}"


def paypal_id() -> str:
    """A new id of PayPal's seventeen capitals and digits."""
    return _letters(PAYPAL_ALPHABET, 17)


def payer_id() -> str:
    """A new PayPal payer id: thirteen characters without 0, 1, I and O."""
    return _letters(PAYER_ALPHABET, 13)


def paypal_event_id() -> str:
    """A new id of a PayPal webhook event."""
    return f"WH-{paypal_id()}-{paypal_id()}"


def dispute_id() -> str:
    """A new id of a PayPal dispute."""
    return f"PP-D-{_letters(string.digits, 6)}"


def debug_id() -> str:
    """A new id by which PayPal's support would find a request."""
    return secrets.token_hex(7)[:13]


def _letters(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))
