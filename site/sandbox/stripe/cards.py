"""Stripe's documented test cards and what becomes of a payment with each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.texts import sentences


@dataclass(frozen=True)
class Decline:
    """Why a card is refused; `field` is the form field to blame."""

    code: str
    decline_code: str | None = None
    field: str = "card_number"

    @property
    def sentence(self) -> str:
        """The key of the sentence that tells the buyer."""
        return f"decline.{self.decline_code or self.code}"


@dataclass(frozen=True)
class TestCard:
    """A card number with a fate."""

    number: str
    brand: str = "visa"
    decline: Decline | None = None
    challenge: bool = False
    offered_as: str | None = None
    refunds: str = "succeeds"
    disputed_as: str | None = None
    warned_of: bool = False


GENERIC = Decline("card_declined", "generic_decline")
NOT_A_TEST_CARD = Decline("card_declined", "test_mode_live_card")
INCORRECT_NUMBER = Decline("incorrect_number")
INVALID_MONTH = Decline("invalid_expiry_month", field="card_expiry")
INVALID_YEAR = Decline("invalid_expiry_year", field="card_expiry")
INVALID_CVC = Decline("invalid_cvc", field="card_cvc")
NOT_AUTHENTICATED = Decline("payment_intent_authentication_failure")

CARDS = (
    TestCard("4242424242424242", offered_as="pays"),
    TestCard("4000002500003155", challenge=True, offered_as="challenge_once"),
    TestCard("4000000000003220", challenge=True, offered_as="challenge"),
    TestCard(
        "4000008400001629",
        challenge=True,
        decline=GENERIC,
        offered_as="challenge_decline",
    ),
    TestCard("4000000000000002", decline=GENERIC, offered_as="declined"),
    TestCard(
        "4000000000009995",
        decline=Decline("card_declined", "insufficient_funds"),
        offered_as="insufficient_funds",
    ),
    TestCard(
        "4000000000000069",
        decline=Decline("expired_card", "expired_card", "card_expiry"),
        offered_as="expired",
    ),
    TestCard(
        "4000000000000127",
        decline=Decline("incorrect_cvc", "incorrect_cvc", "card_cvc"),
        offered_as="cvc",
    ),
    TestCard(
        "4000000000000119",
        decline=Decline("processing_error", "processing_error"),
        offered_as="processing_error",
    ),
    TestCard("4000000000007726", refunds="pending"),
    TestCard("4000000000005126", refunds="fails"),
    TestCard("4000000000000259", disputed_as="needs_response"),
    TestCard("4000000000001976", disputed_as="warning_needs_response"),
    TestCard("4000000000005423", warned_of=True),
    TestCard("5555555555554444", brand="mastercard"),
    TestCard("378282246310005", brand="amex"),
)

CARDS_BY_NUMBER = {card.number: card for card in CARDS}


@dataclass(frozen=True)
class CardDetails:
    """What a buyer typed: digits only, the expiry as MM/YY, the account for a debit."""

    number: str
    expiry: str = "12/34"
    cvc: str = "123"
    email: str = ""
    name: str = ""
    iban: str = "DE89370400440532013000"

    @property
    def month(self) -> int:
        """The month of expiry, 0 when it cannot be read."""
        return next(self._expiry(), 0)

    @property
    def year(self) -> int:
        """The year of expiry in four digits, 0 when it cannot be read."""
        _month, *years = *self._expiry(), 0, 0
        return 2000 + years[0] % 100 if years[0] else 0

    def _expiry(self) -> Iterator[int]:
        parts = (part.strip() for part in self.expiry.split("/", 1))
        return (int(part) for part in parts if part.isdigit())


def mistake(details: CardDetails, now: int) -> Decline | None:
    """What is wrong with the details before any bank is asked."""
    if not _passes_luhn(details.number):
        return INCORRECT_NUMBER
    if not 1 <= details.month <= 12:
        return INVALID_MONTH
    today = datetime.fromtimestamp(now, UTC)
    if (details.year, details.month) < (today.year, today.month):
        return INVALID_YEAR
    if not details.cvc.isdigit() or len(details.cvc) not in (3, 4):
        return INVALID_CVC
    return None if details.number in CARDS_BY_NUMBER else NOT_A_TEST_CARD


def known_decline(code: str, decline_code: str | None) -> Decline:
    """The decline an earlier attempt ended with, told by Stripe's two codes."""
    found = (card.decline for card in CARDS if card.decline)
    named = {(decline.code, decline.decline_code): decline for decline in found}
    return named.get((code, decline_code), Decline(code, decline_code))


def numbered(last4: str) -> str:
    """The number of the test card with these digits."""
    return next(card.number for card in CARDS if card.number[-4:] == last4)


def refunds_to(last4: str | None) -> str:
    """What becomes of a refund to the test card with these digits."""
    found = (card.refunds for card in CARDS if card.number[-4:] == last4)
    return next(found, "succeeds")


def message(decline: Decline) -> str:
    """Stripe's English sentence for a refusal."""
    return sentences("en")[decline.sentence]


def _passes_luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number) if digit.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return len(digits) >= 12 and (sum(digits[::2]) + sum(doubled)) % 10 == 0
