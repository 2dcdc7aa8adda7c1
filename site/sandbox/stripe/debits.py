"""Bank debits: the session completes at once, the money comes or fails to come later."""

from dataclasses import asdict

from sandbox.context import Sandbox
from sandbox.ids import stripe_id
from sandbox.state import Document
from sandbox.stripe import balance, objects, sessions
from sandbox.stripe.attempts import Attempt, Outcome, complete, declined_charge
from sandbox.stripe.cards import CardDetails, Decline
from sandbox.stripe.events import announce

ACCOUNT = {"bank_code": "37040044", "branch_code": "", "country": "DE", "last4": "3000"}
NOT_PAID = Decline("payment_intent_payment_attempt_failed")
OUTCOMES = ("succeeded", "failed")


def pay(sandbox: Sandbox, session_id: str, details: CardDetails) -> Outcome:
    """The buyer signs a SEPA mandate."""
    with sandbox.store.transaction():
        sessions.expire_due(sandbox)
        session = sessions.find(sandbox.store, session_id)
        if (
            session["status"] != "open"
            or "sepa_debit" not in session["payment_method_types"]
        ):
            return Outcome("closed", session)
        attempt = Attempt.begin(sandbox, session, _method(sandbox, details), details)
        attempt.charge("charge.pending", **_charged(attempt.method), **_pending())
        attempt.change_intent(
            "payment_intent.processing",
            status="processing",
            payment_method=attempt.method["id"],
            last_payment_error=None,
        )
        waiting = {"payment_method": attempt.method["id"], "details": asdict(details)}
        sandbox.store.put("debit", session_id, waiting)
        return complete(sandbox, attempt.session, details, "unpaid")


def settle(sandbox: Sandbox, session_id: str, outcome: str) -> Document:
    """The bank has paid, or not; a session that waits for no debit stays what it is."""
    with sandbox.store.transaction():
        session = sessions.find(sandbox.store, session_id)
        waiting = sandbox.store.get("debit", session_id)
        if waiting is None:
            return session
        sandbox.store.delete("debit", session_id)
        intent = sandbox.store.get("payment_intent", session["payment_intent"]) or {}
        method = sandbox.store.get("payment_method", waiting["payment_method"]) or {}
        details = CardDetails(**waiting["details"])
        attempt = Attempt(sandbox, session, intent, method, details)
        if outcome == "succeeded":
            _charge_again(
                attempt, "charge.succeeded", objects.charge(intent, method, 0)
            )
            attempt.succeed()
            session["payment_status"] = "paid"
        else:
            _charge_again(attempt, "charge.failed", declined_charge(NOT_PAID))
            attempt.fail(NOT_PAID)
        sandbox.store.put("checkout.session", session_id, session)
        announce(sandbox, f"checkout.session.async_payment_{outcome}", session)
        return session


def _method(sandbox: Sandbox, details: CardDetails) -> Document:
    now = sandbox.clock.now()
    made = objects.sample(
        "payment_method", id=stripe_id("pm"), created=now, metadata={}
    )
    del made["card"]
    account = {**ACCOUNT, "fingerprint": "sandboxaccount", "generated_from": None}
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
