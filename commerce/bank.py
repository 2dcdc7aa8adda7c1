"""The account that transfers go to: its number checked, and the picture that a banking app reads."""

import re

from segno import helpers

from .money import Money

IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
LONGEST_HOLDER = 70  # of the European Payments Council's picture


class WrongIban(ValueError):
    """A digit is missing or mistyped."""


def clean_iban(text: str) -> str:
    """Without spaces, in capitals. Raises WrongIban."""
    iban = re.sub(r"\s", "", text).upper()
    if not IBAN.fullmatch(iban):
        raise WrongIban(text)
    digits = "".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])
    if int(digits) % 97 != 1:
        raise WrongIban(text)
    return iban


def in_groups(iban: str) -> str:
    """As bank statements print it."""
    return " ".join(re.findall(".{1,4}", iban))


def transfer_code(holder: str, iban: str, money: Money, reference: str) -> str:
    """An SVG that fills in a transfer of euros in a banking app; empty for any other currency."""
    if money.currency != "EUR" or not (holder and iban and money.amount):
        return ""
    code = helpers.make_epc_qr(holder, iban, money.decimal, text=reference)
    return code.svg_inline(
        omitsize=True, border=3, light="#fff", svgclass="transfer-code", lineclass=None
    )
