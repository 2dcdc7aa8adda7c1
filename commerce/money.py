"""Amounts: integer minor units with a currency. The only place that knows what a minor unit is worth."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel.numbers import format_currency
from django.utils.translation import get_language, to_locale


@dataclass(frozen=True)
class Currency:
    """``exponent``: digits behind the point. ``step``: amounts are multiples of it, in minor units."""

    code: str
    exponent: int
    step: int = 1


CURRENCIES = {
    currency.code: currency
    for currency in (
        Currency("EUR", 2),
        Currency("CAD", 2),
        Currency("USD", 2),
        Currency("GBP", 2),
        Currency("CHF", 2),
        Currency("JPY", 0),
        Currency("KWD", 3, step=10),  # Stripe refuses a last digit other than 0
    )
}


class WrongAmount(ValueError):
    """The text is no amount of this currency."""


@dataclass(frozen=True)
class Money:
    """``amount`` minor units of ``currency``: ``Money(4900, "EUR")`` is 49 euros."""

    amount: int
    currency: str

    def __str__(self) -> str:
        return self.format(get_language() or "en")

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.amount).scaleb(-CURRENCIES[self.currency].exponent)

    def format(self, language: str) -> str:
        """As people of this language write it, without empty decimals: ``49 €``, ``€49``."""
        whole = self.decimal == self.decimal.to_integral_value()
        text = format_currency(self.decimal, self.currency, locale=to_locale(language))
        return _without_decimals(text, self) if whole else text

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """The amount a person typed. Raises WrongAmount."""
        rule = CURRENCIES[currency]
        try:
            value = Decimal(
                text.replace(",", ".").replace("\u202f", "").replace(" ", "")
            )
        except InvalidOperation as wrong:
            raise WrongAmount(text) from wrong
        if not value.is_finite() or value < 0 or value >= Decimal(10) ** 12:
            raise WrongAmount(text)
        minor = value.scaleb(rule.exponent).quantize(Decimal(1), ROUND_HALF_UP)
        if minor != value.scaleb(rule.exponent) or int(minor) % rule.step:
            raise WrongAmount(text)
        return cls(int(minor), currency)


def _without_decimals(text: str, money: Money) -> str:
    zeros = "0" * CURRENCIES[money.currency].exponent
    for mark in (",", ".", "\u066b"):
        text = text.replace(mark + zeros, "") if zeros else text
    return text
