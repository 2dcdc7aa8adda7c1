"""What buyers do: pay a session with a card, and answer the bank's challenge.

The hosted pages and the control plane's shortcut both come through here.
"""

from dataclasses import asdict

from sandbox.context import Sandbox
from sandbox.stripe import cards, disputes, objects, sessions, warnings
from sandbox.stripe.attempts import Attempt, Outcome, complete, declined_charge
from sandbox.stripe.cards import CardDetails


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
        attempt = Attempt.begin(sandbox, session, method, details)
        return _challenge(attempt) if card.challenge else _ask_bank(attempt)


def answer_challenge(
    sandbox: Sandbox, intent_id: str, *, authenticated: bool
) -> Outcome | None:
    """The buyer passed or failed 3-D Secure; None when no challenge is open."""
    with sandbox.store.transaction():
        waiting = sandbox.store.get("challenge", intent_id)
        if waiting is None:
            return None
        sandbox.store.delete("challenge", intent_id)
        session = sessions.find(sandbox.store, waiting["session"])
        if session["status"] != "open":
            return Outcome("closed", session)
        intent = sandbox.store.get("payment_intent", intent_id) or {}
        method = sandbox.store.get("payment_method", waiting["payment_method"]) or {}
        details = CardDetails(**waiting["details"])
        attempt = Attempt(sandbox, session, intent, method, details)
        return (
            _ask_bank(attempt)
            if authenticated
            else attempt.fail(cards.NOT_AUTHENTICATED)
        )


def _challenge(attempt: Attempt) -> Outcome:
    sandbox, intent, session = attempt.sandbox, attempt.intent, attempt.session
    url = f"{sandbox.config.base_url}/3ds/{intent['id']}"
    redirect = {"url": url, "return_url": session["url"]}
    attempt.change_intent(
        "payment_intent.requires_action",
        status="requires_action",
        payment_method=attempt.method["id"],
        last_payment_error=None,
        next_action={"type": "redirect_to_url", "redirect_to_url": redirect},
    )
    waiting = {
        "session": session["id"],
        "payment_method": attempt.method["id"],
        "details": asdict(attempt.details),
    }
    sandbox.store.put("challenge", intent["id"], waiting)
    return Outcome("challenge", session, url)


def _ask_bank(attempt: Attempt) -> Outcome:
    card = cards.CARDS_BY_NUMBER[attempt.details.number]
    if card.decline:
        attempt.charge("charge.failed", **declined_charge(card.decline))
        return attempt.fail(card.decline)
    charge = attempt.charge("charge.succeeded")
    attempt.succeed()
    outcome = complete(attempt.sandbox, attempt.session, attempt.details, "paid")
    if card.disputed_as:
        disputes.open_dispute(attempt.sandbox, charge, card.disputed_as)
    if card.warned_of:
        warnings.give(attempt.sandbox, charge)
    return outcome
