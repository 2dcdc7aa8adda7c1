"""Bank debits: the session completes at once, the money comes or fails to come later."""

from dataclasses import asdict

from sandbox import agenda
from sandbox.context import Sandbox
from sandbox.ids import stripe_id
from sandbox.state import Document
from sandbox.stripe import balance, objects, sessions
from sandbox.stripe.attempts import Attempt, Outcome, declined_charge
from sandbox.stripe.cards import CardDetails, Decline
from sandbox.stripe.errors import missing
from sandbox.stripe.events import announce

ACCOUNT = {"bank_code": "37040044", "branch_code": "", "country": "DE"}
NOT_PAID = Decline("payment_intent_payment_attempt_failed")
INVALID_IBAN = Decline("invalid_bank_account_iban", field="iban")
OUTCOMES = ("succeeded", "failed")
# Stripe's test accounts, and what becomes of a debit five days later if nobody settles it.
FATES = {"DE89370400440532013000": "succeeded", "DE62370400440532013001": "failed"}
SETTLES_AFTER = 5 * agenda.DAY


def pay(sandbox: Sandbox, session_id: str, details: CardDetails) -> Outcome:
    """The buyer of a session signs a SEPA mandate."""
    with sandbox.store.transaction():
        sessions.expire_due(sandbox)
        session = sessions.find(sandbox.store, session_id)
        if (
            session["status"] != "open"
            or "sepa_debit" not in session["payment_method_types"]
        ):
            return Outcome("closed", session)
        if details.iban not in FATES:
            return Outcome("declined", session, decline=INVALID_IBAN)
        method = _method(sandbox, details)
        return _submit(Attempt.begin(sandbox, session, method, details))


def confirm(
    sandbox: Sandbox, intent: Document, details: CardDetails, return_url: str
) -> Outcome:
    """The buyer pays an intent that belongs to no session by SEPA debit."""
    if details.iban not in FATES:
        return Outcome("declined", decline=INVALID_IBAN, intent=intent)
    method = _method(sandbox, details)
    return _submit(Attempt(sandbox, None, intent, method, details, return_url))


def settle(sandbox: Sandbox, payment: str, outcome: str) -> Document:
    """The bank has paid a session or intent, or not; one that waits for no debit stays what it is."""
    with sandbox.store.transaction():
        session = None
        if payment.startswith("cs_"):
            session = sessions.find(sandbox.store, payment)
        intent_id = (session or {}).get("payment_intent") or payment
        waiting = sandbox.store.get("debit", intent_id)
        intent = sandbox.store.get("payment_intent", intent_id)
        if intent is None and session is None:
            raise missing("payment_intent", payment)
        if waiting is None or intent is None:
            return session or intent or {}
        sandbox.store.delete("debit", intent_id)
        agenda.call_off(sandbox, "debit", intent_id)
        if waiting["session"]:
            session = sessions.find(sandbox.store, waiting["session"])
        method = sandbox.store.get("payment_method", waiting["payment_method"]) or {}
        details = CardDetails(**waiting["details"])
        return _end(Attempt(sandbox, session, intent, method, details), outcome)


def _submit(attempt: Attempt) -> Outcome:
    sandbox, intent_id = attempt.sandbox, attempt.intent["id"]
    attempt.charge("charge.pending", **_charged(attempt.method), **_pending())
    attempt.change_intent(
        "payment_intent.processing",
        status="processing",
        payment_method=attempt.method["id"],
        last_payment_error=None,
    )
    attempt.keep_method()
    waiting = {
        "session": attempt.session["id"] if attempt.session else None,
        "payment_method": attempt.method["id"],
        "details": asdict(attempt.details),
    }
    sandbox.store.put("debit", intent_id, waiting)
    fate = FATES[attempt.details.iban]
    agenda.plan(sandbox, "debit", intent_id, fate, after=SETTLES_AFTER)
    return attempt.finish("unpaid")


def _end(attempt: Attempt, outcome: str) -> Document:
    sandbox, session, intent = attempt.sandbox, attempt.session, attempt.intent
    if outcome == "succeeded":
        paid = objects.charge(intent, attempt.method, 0)
        _charge_again(attempt, "charge.succeeded", paid)
        attempt.succeed()
    else:
        _charge_again(attempt, "charge.failed", declined_charge(NOT_PAID))
        attempt.fail(NOT_PAID)
    if session is None:
        return intent
    if outcome == "succeeded":
        session["payment_status"] = "paid"
    sandbox.store.put("checkout.session", session["id"], session)
    announce(sandbox, f"checkout.session.async_payment_{outcome}", session)
    return session


def _method(sandbox: Sandbox, details: CardDetails) -> Document:
    now = sandbox.clock.now()
    made = objects.sample(
        "payment_method", id=stripe_id("pm"), created=now, metadata={}
    )
    del made["card"]
    account = {
        **ACCOUNT,
        "fingerprint": "sandboxaccount",
        "generated_from": None,
        "last4": details.iban[-4:],
    }
    billed = objects.billing_details(details)
    return made | {
        "billing_details": billed,
        "sepa_debit": account,
        "type": "sepa_debit",
    }


def _charged(method: Document) -> Document:
    account = {
        **ACCOUNT,
        "fingerprint": method["sepa_debit"]["fingerprint"],
        "last4": method["sepa_debit"]["last4"],
        "mandate": None,
    }
    return {"payment_method_details": {"sepa_debit": account, "type": "sepa_debit"}}


def _pending() -> Document:
    return {"paid": False, "status": "pending", "captured": True}


def _charge_again(attempt: Attempt, kind: str, changes: Document) -> None:
    charge = attempt.sandbox.store.get("charge", attempt.intent["latest_charge"]) or {}
    settled = (
        "amount_captured",
        "failure_code",
        "failure_message",
        "outcome",
        "paid",
        "status",
    )
    charge |= {field: changes[field] for field in settled if field in changes}
    attempt.sandbox.store.put("charge", charge["id"], charge)
    announce(attempt.sandbox, kind, charge)
    if charge["paid"]:
        balance.take_in(attempt.sandbox, charge)
