"""Codes of gateways and of the domain, as staff read them."""

from django.utils.translation import gettext_lazy as _

# What gateways note of a payment, and what the domain calls its own calls.
WORDS = {
    "brand": _("Card"),
    "last4": _("Its last digits"),
    "start": _("Payment begun"),
    "capture": _("Money collected"),
    "refund": _("Money given back"),
    "return_extra": _("Paid twice"),
    "record": _("Money recorded by hand"),
}


def in_words(code: str) -> str:
    """What staff may read instead; a third party's gateway may note more."""
    return WORDS.get(code, code)
