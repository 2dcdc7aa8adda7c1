"""PayPal's money: decimal strings, without decimals in three currencies."""

from decimal import Decimal

from sandbox.paypal.errors import unprocessable
from sandbox.state import Document

NO_DECIMALS = frozenset({"HUF", "JPY", "TWD"})
_TAKEN = (
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS "
    "JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD"
)
CURRENCIES = frozenset(_TAKEN.split())
FEE_RATE = Decimal("0.0349")


def amount(money: Document) -> Decimal:
    """The amount, of a currency PayPal knows and no finer than it allows."""
    value = Decimal(money["value"])
    currency = money["currency_code"]
    if currency not in CURRENCIES:
        raise unprocessable("INVALID_CURRENCY_CODE")
    if value != value.quantize(unit(currency)):
        decimals = (
            "DECIMALS_NOT_SUPPORTED" if currency in NO_DECIMALS else "DECIMAL_PRECISION"
        )
        raise unprocessable(decimals)
    if value <= 0:
        raise unprocessable("CANNOT_BE_ZERO_OR_NEGATIVE")
    return value


def money(value: Decimal, currency: str) -> Document:
    """The amount as PayPal writes it."""
    return {"currency_code": currency, "value": str(value.quantize(unit(currency)))}


def fee(value: Decimal, currency: str) -> Decimal:
    """What PayPal keeps of a payment."""
    return (value * FEE_RATE).quantize(unit(currency))


def unit(currency: str) -> Decimal:
    """The smallest amount of a currency."""
    return Decimal(1) if currency in NO_DECIMALS else Decimal("0.01")
