"""Amounts as a buyer reads them."""

from decimal import Decimal

SYMBOLS = {"EUR": "€", "GBP": "£", "JPY": "¥", "USD": "$"}
_WHOLE = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"
# Stripe counts these in whole units; UGX and ISK it counts in hundredths all the same.
NO_DECIMALS = frozenset(_WHOLE.split())
THREE_DECIMALS = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))


def decimals(currency: str) -> int:
    """How many digits follow the point in Stripe's integers of this currency."""
    if currency.upper() in NO_DECIMALS:
        return 0
    return 3 if currency.upper() in THREE_DECIMALS else 2


def minor(amount: int, currency: str, language: str) -> str:
    """Stripe's integer amount, such as 4900 eur, as €49.00 or 49,00 €."""
    return written(Decimal(amount).scaleb(-decimals(currency)), currency, language)


def written(amount: Decimal, currency: str, language: str) -> str:
    """A decimal amount with its currency as the language writes it."""
    symbol = SYMBOLS.get(currency.upper())
    number = f"{amount:,f}"
    if language == "fr":
        number = number.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",")
        return f"{number}\N{NO-BREAK SPACE}{symbol or currency.upper()}"
    return (
        f"{symbol}{number}"
        if symbol
        else f"{currency.upper()}\N{NO-BREAK SPACE}{number}"
    )
