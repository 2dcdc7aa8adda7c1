"""Amounts: integer minor units with a currency. The only place that knows what a minor unit is worth."""

import re
from dataclasses import dataclass
from decimal import Decimal

from babel import Locale
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


TYPED = re.compile(r"(?P<whole>[0-9]{1,12})(?:[.,](?P<part>[0-9]+))?")
SPACES = str.maketrans("", "", " \u00a0\u202f")


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
        locale = to_locale(language)
        if self.decimal != self.decimal.to_integral_value():
            return format_currency(self.decimal, self.currency, locale=locale)
        standard = Locale.parse(locale).currency_formats["standard"].pattern
        return format_currency(
            self.decimal,
            self.currency,
            standard.replace(".00", ""),
            locale=locale,
            currency_digits=False,
        )

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """The amount a person typed. Raises WrongAmount."""
        rule = CURRENCIES[currency]
        typed = TYPED.fullmatch(text.strip().translate(SPACES))
        if typed is None or len(typed["part"] or "") > rule.exponent:
            raise WrongAmount(text)
        part = (typed["part"] or "").ljust(rule.exponent, "0")
        minor = int(typed["whole"] + part)
        if minor % rule.step:
            raise WrongAmount(text)
        return cls(minor, currency)
