"""Payment methods that are there already: Stripe's test names, and what customers saved."""

from sandbox.context import Sandbox
from sandbox.state import Document
from sandbox.stripe import cards, objects
from sandbox.stripe.cards import CardDetails
from sandbox.stripe.errors import missing

TEST_NAMES = {
    "pm_card_visa": "4242424242424242",
    "pm_card_authenticationRequired": "4000002500003155",
    "pm_card_threeDSecure2Required": "4000000000003220",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_createDispute": "4000000000000259",
}


def to_pay_with(sandbox: Sandbox, name: str) -> tuple[Document, CardDetails]:
    """The method of a test name, made anew, or the saved one of an id; with its card."""
    if name in TEST_NAMES:
        details = CardDetails(TEST_NAMES[name])
        card = cards.CARDS_BY_NUMBER[details.number]
        return objects.payment_method(details, card, sandbox.clock.now()), details
    method = sandbox.store.get("payment_method", name)
    if method is None or "card" not in method:
        raise missing("PaymentMethod", name)
    return method, CardDetails(cards.numbered(method["card"]["last4"]))
