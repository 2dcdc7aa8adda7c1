"""What buyers do: pay a session or an intent with a card, and answer the bank's challenge.

The hosted pages, the payment element and the control plane all come through here.
"""

from dataclasses import asdict

from sandbox.context import Sandbox
from sandbox.state import Document
from sandbox.stripe import cards, disputes, objects, sessions, warnings
from sandbox.stripe.attempts import (
    Attempt,
    Outcome,
    complete,
    declined_charge,
    returning,
)
from sandbox.stripe.cards import CardDetails

PAYABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


def pay(sandbox: Sandbox, session_id: str, details: CardDetails) -> Outcome:
    """One attempt. A declined buyer may try again on the same session."""
    with sandbox.store.transaction():
        sessions.expire_due(sandbox)
        session = sessions.find(sandbox.store, session_id)
        if session["status"] != "open":
            return Outcome("closed", session)
        if session["payment_status"] == "no_payment_required":
            return complete(sandbox, session, details, "no_payment_required")
        now = sandbox.clock.now()
        mistake = cards.mistake(details, now)
        if mistake:  # the page says so by itself; no attempt reaches a bank
            return Outcome("declined", session, decline=mistake)
        card = cards.CARDS_BY_NUMBER[details.number]
        method = objects.payment_method(details, card, now)
        return attempt(Attempt.begin(sandbox, session, method, details))


def confirm(
    sandbox: Sandbox, intent: Document, details: CardDetails, return_url: str
) -> Outcome:
    """The buyer pays an intent that belongs to no session with a card they typed."""
    now = sandbox.clock.now()
    mistake = cards.mistake(details, now)
    if mistake:
        return Outcome("declined", decline=mistake, intent=intent)
    card = cards.CARDS_BY_NUMBER[details.number]
    method = objects.payment_method(details, card, now)
    return attempt(Attempt(sandbox, None, intent, method, details, return_url))


def attempt(made: Attempt) -> Outcome:
    """The card's fate: paid, declined, or the bank asks its customer first."""
    card = cards.CARDS_BY_NUMBER[made.details.number]
    return _challenge(made) if card.challenge else _ask_bank(made)


def answer_challenge(
    sandbox: Sandbox, intent_id: str, *, authenticated: bool
) -> Outcome | None:
    """The buyer passed or failed 3-D Secure; None when no challenge is open."""
    with sandbox.store.transaction():
        waiting = sandbox.store.get("challenge", intent_id)
        if waiting is None:
            return None
        sandbox.store.delete("challenge", intent_id)
        session = None
        if waiting["session"]:
            session = sessions.find(sandbox.store, waiting["session"])
            if session["status"] != "open":
                return Outcome("closed", session)
        intent = sandbox.store.get("payment_intent", intent_id) or {}
        method = sandbox.store.get("payment_method", waiting["payment_method"]) or {}
        details = CardDetails(**waiting["details"])
        url = waiting["return_url"]
        made = Attempt(sandbox, session, intent, method, details, url)
        return (
            _ask_bank(made)
            if authenticated
            else _back(made, made.fail(cards.NOT_AUTHENTICATED))
        )


def _challenge(made: Attempt) -> Outcome:
    sandbox, intent, session = made.sandbox, made.intent, made.session
    url = f"{sandbox.config.base_url}/3ds/{intent['id']}"
    back = session["url"] if session else made.return_url
    redirect = {"url": url, "return_url": back}
    made.change_intent(
        "payment_intent.requires_action",
        status="requires_action",
        payment_method=made.method["id"],
        last_payment_error=None,
        next_action={"type": "redirect_to_url", "redirect_to_url": redirect},
    )
    waiting = {
        "session": session["id"] if session else None,
        "payment_method": made.method["id"],
        "details": asdict(made.details),
        "return_url": made.return_url,
    }
    sandbox.store.put("challenge", intent["id"], waiting)
    return Outcome("challenge", session, url, intent=intent)


def _ask_bank(made: Attempt) -> Outcome:
    card = cards.CARDS_BY_NUMBER[made.details.number]
    challenged = made.intent["status"] == "requires_action"
    if card.decline:
        made.charge("charge.failed", **declined_charge(card.decline))
        failed = made.fail(card.decline)
        return _back(made, failed) if challenged else failed
    charge = made.charge("charge.succeeded")
    made.succeed()
    outcome = made.finish("paid")
    if card.disputed_as:
        disputes.open_dispute(made.sandbox, charge, card.disputed_as)
    if card.warned_of:
        warnings.give(made.sandbox, charge)
    return outcome


# Whoever left for the bank's page comes back to the shop, paid or not.
def _back(made: Attempt, failed: Outcome) -> Outcome:
    if made.session:
        return failed
    url = returning(made, "failed")
    return Outcome("declined", url=url, decline=failed.decline, intent=made.intent)
