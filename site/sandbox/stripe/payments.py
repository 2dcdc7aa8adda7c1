"""What buyers do: pay a session with a card, and answer the bank's challenge.

The hosted pages and the control plane's shortcut both come through here.
"""

from dataclasses import asdict, dataclass

from sandbox.context import Sandbox
from sandbox.state import Document
from sandbox.stripe import cards, objects, sessions
from sandbox.stripe.cards import CardDetails, Decline
from sandbox.stripe.events import announce


@dataclass(frozen=True)
class Outcome:
    """`state` is paid, declined, challenge or closed; `url` is where the buyer goes next, if anywhere."""

    state: str
    session: Document
    url: str | None = None
    decline: Decline | None = None


def pay(sandbox: Sandbox, session_id: str, details: CardDetails) -> Outcome:
    """One attempt. A declined buyer may try again on the same session."""
    with sandbox.store.transaction():
        sessions.expire_due(sandbox)
        session = sessions.find(sandbox.store, session_id)
        if session["status"] != "open":
            return Outcome("closed", session)
        if session["payment_status"] == "no_payment_required":
            return _complete(sandbox, session, details, "no_payment_required")
        decline = cards.mistake(details, sandbox.clock.now())
        if decline:  # the page says so by itself; no attempt reaches a bank
            return Outcome("declined", session, decline=decline)
        return _attempt(sandbox, session, details)


def answer_challenge(
    sandbox: Sandbox, intent_id: str, *, authenticated: bool
) -> Outcome | None:
    """The buyer passed or failed 3-D Secure; None when no challenge is open."""
    with sandbox.store.transaction():
        open_challenge = sandbox.store.get("challenge", intent_id)
        if open_challenge is None:
            return None
        sandbox.store.delete("challenge", intent_id)
        session = sessions.find(sandbox.store, open_challenge["session"])
        if session["status"] != "open":
            return Outcome("closed", session)
        intent = sandbox.store.get("payment_intent", intent_id) or {}
        method = (
            sandbox.store.get("payment_method", open_challenge["payment_method"]) or {}
        )
        details = CardDetails(**open_challenge["details"])
        if not authenticated:
            return _fail(sandbox, session, intent, method, cards.NOT_AUTHENTICATED)
        return _ask_bank(sandbox, session, intent, method, details)


def _attempt(sandbox: Sandbox, session: Document, details: CardDetails) -> Outcome:
    now = sandbox.clock.now()
    intent = _intent_of(sandbox, session)
    session = {**session, "payment_intent": intent["id"]}
    sandbox.store.put("session", session["id"], session)
    card = cards.CARDS_BY_NUMBER[details.number]
    method = objects.payment_method(details, card, now)
    sandbox.store.put("payment_method", method["id"], method)
    if card.challenge:
        return _challenge(sandbox, session, intent, method, details)
    return _ask_bank(sandbox, session, intent, method, details)


def _intent_of(sandbox: Sandbox, session: Document) -> Document:
    if session["payment_intent"]:
        return sandbox.store.get("payment_intent", session["payment_intent"]) or {}
    given = sandbox.store.get("payment_intent_data", session["id"]) or {}
    intent = objects.payment_intent(session, given, sandbox.clock.now())
    sandbox.store.put("payment_intent", intent["id"], intent)
    announce(sandbox, "payment_intent.created", intent)
    return intent


def _challenge(
    sandbox: Sandbox,
    session: Document,
    intent: Document,
    method: Document,
    details: CardDetails,
) -> Outcome:
    url = f"{sandbox.config.base_url}/3ds/{intent['id']}"
    intent |= {
        "status": "requires_action",
        "payment_method": method["id"],
        "last_payment_error": None,
        "next_action": {
            "type": "redirect_to_url",
            "redirect_to_url": {"url": url, "return_url": session["url"]},
        },
    }
    sandbox.store.put("payment_intent", intent["id"], intent)
    open_challenge = {"session": session["id"], "payment_method": method["id"]}
    sandbox.store.put(
        "challenge", intent["id"], {**open_challenge, "details": asdict(details)}
    )
    announce(sandbox, "payment_intent.requires_action", intent)
    return Outcome("challenge", session, url)


def _ask_bank(
    sandbox: Sandbox,
    session: Document,
    intent: Document,
    method: Document,
    details: CardDetails,
) -> Outcome:
    decline = cards.CARDS_BY_NUMBER[details.number].decline
    charge = objects.charge(intent, method, sandbox.clock.now())
    if decline:
        charge |= _declined(decline)
    sandbox.store.put("charge", charge["id"], charge)
    intent |= {"latest_charge": charge["id"]}
    if decline:
        announce(sandbox, "charge.failed", charge)
        return _fail(sandbox, session, intent, method, decline)
    intent |= {
        "status": "succeeded",
        "amount_received": intent["amount"],
        "payment_method": method["id"],
        "last_payment_error": None,
        "next_action": None,
    }
    sandbox.store.put("payment_intent", intent["id"], intent)
    announce(sandbox, "charge.succeeded", charge)
    announce(sandbox, "payment_intent.succeeded", intent)
    return _complete(sandbox, session, details, "paid")


def _fail(
    sandbox: Sandbox,
    session: Document,
    intent: Document,
    method: Document,
    decline: Decline,
) -> Outcome:
    declined_card = decline.code != cards.NOT_AUTHENTICATED.code
    error = {
        "code": decline.code,
        "doc_url": f"https://stripe.com/docs/error-codes/{decline.code.replace('_', '-')}",
        "message": cards.message(decline),
        "payment_method": method,
        "type": "card_error" if declined_card else "invalid_request_error",
    }
    if declined_card:
        error |= {
            "charge": intent["latest_charge"],
            "decline_code": decline.decline_code,
        }
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "last_payment_error": error,
        "next_action": None,
    }
    sandbox.store.put("payment_intent", intent["id"], intent)
    announce(sandbox, "payment_intent.payment_failed", intent)
    return Outcome("declined", session, decline=decline)


def _complete(
    sandbox: Sandbox, session: Document, details: CardDetails, payment_status: str
) -> Outcome:
    buyer = {
        "address": objects.NO_ADDRESS,
        "business_name": None,
        "email": session["customer_email"] or details.email or None,
        "individual_name": None,
        "name": details.name or None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }
    changes = {"payment_status": payment_status, "customer_details": buyer}
    session = sessions.close(sandbox, session, status="complete", **changes)
    url = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
    return Outcome("paid", session, url)


def _declined(decline: Decline) -> Document:
    return {
        "amount_captured": 0,
        "captured": False,
        "failure_balance_transaction": None,
        "failure_code": decline.code,
        "failure_message": cards.message(decline),
        "outcome": objects.outcome(
            "declined_by_network",
            "issuer_declined",
            decline.decline_code or decline.code,
        ),
        "paid": False,
        "status": "failed",
    }
