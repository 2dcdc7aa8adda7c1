"""Amounts as people type and read them, in every currency."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from commerce.gateways import UnknownGateway, gateway, webhook_gateway
from commerce.money import CURRENCIES, Money, WrongAmount

SPACE = "\u00a0"
THIN = "\u202f"
amounts = some.builds(
    lambda units, currency: Money(units * currency.step, currency.code),
    some.integers(0, 10**9),
    some.sampled_from(list(CURRENCIES.values())),
)


@settings(max_examples=500, derandomize=True)
@given(amounts)
def test_what_is_written_out_reads_back_as_the_same_amount(money: Money):
    digits = CURRENCIES[money.currency].exponent
    written = f"{money.decimal:.{digits}f}"

    assert Money.parse(written, money.currency) == money
    assert Money.parse(written.replace(".", ","), money.currency) == money


@settings(max_examples=500, derandomize=True)
@given(amounts, some.sampled_from(["fr", "en"]))
def test_what_people_read_has_every_digit_of_the_amount(money: Money, language: str):
    read = "".join(sign for sign in money.format(language) if sign.isdigit())

    whole = money.decimal == int(money.decimal)
    assert int(read) == (int(money.decimal) if whole else money.amount)


@pytest.mark.parametrize(
    ("money", "language", "shown"),
    [
        (Money(4900, "EUR"), "fr", f"49{SPACE}€"),
        (Money(4999, "EUR"), "fr", f"49,99{SPACE}€"),
        (Money(4900, "EUR"), "en", "€49"),
        (Money(100000, "EUR"), "en", "€1,000"),
        (Money(123456700, "EUR"), "fr", f"1{THIN}234{THIN}567{SPACE}€"),
        (Money(4900, "JPY"), "en", "¥4,900"),
        (Money(1000000, "KWD"), "en", "KWD1,000"),
        (Money(0, "EUR"), "en", "€0"),
    ],
)
def test_an_amount_is_shown_as_people_of_the_language_write_it(
    money: Money, language: str, shown: str
):
    assert money.format(language) == shown


@pytest.mark.parametrize(
    "typed", ["49", "49.00", "49,00", " 49 ", "49,0", f"4{SPACE}9"]
)
def test_an_amount_may_be_typed_in_several_ways(typed: str):
    assert Money.parse(typed, "EUR") == Money(4900, "EUR")


@pytest.mark.parametrize(
    "typed",
    [
        *["", " ", "abc", "-1", "+5", "1e3", "1_000", "٣", "NaN", "Infinity", "1,000"],
        *["1.000,50", "4.999", "49€", "0x10", ".5", "5.", "1" * 13, "\x00", "½"],
    ],
)
def test_nonsense_is_refused_rather_than_guessed(typed: str):
    with pytest.raises(WrongAmount):
        Money.parse(typed, "EUR")


@pytest.mark.parametrize(("typed", "currency"), [("1.5", "JPY"), ("1.005", "KWD")])
def test_an_amount_that_no_provider_takes_is_refused(typed: str, currency: str):
    with pytest.raises(WrongAmount):
        Money.parse(typed, currency)


def test_an_unknown_gateway_raises_and_is_never_a_value():
    with pytest.raises(UnknownGateway):
        gateway("nobody")
    with pytest.raises(UnknownGateway):
        webhook_gateway("transfer")
