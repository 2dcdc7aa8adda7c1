"""One try at paying an intent, of a session or alone, and what each end of it leaves behind."""

from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from sandbox.context import Sandbox
from sandbox.state import Document
from sandbox.stripe import balance, cards, customers, objects, sessions
from sandbox.stripe.cards import CardDetails, Decline
from sandbox.stripe.events import announce


@dataclass(frozen=True)
class Outcome:
    """What came of it, and where the buyer goes next, if anywhere.

    `state` is paid, processing, declined, challenge or closed.
    """

    state: str
    session: Document | None = None
    url: str | None = None
    decline: Decline | None = None
    intent: Document | None = None


@dataclass(frozen=True)
class Attempt:
    """An intent being paid with a payment method; the intent is kept up to date in place.

    It belongs to a hosted session, or leads the buyer back to `return_url`.
    """

    sandbox: Sandbox
    session: Document | None
    intent: Document
    method: Document
    details: CardDetails
    return_url: str = ""

    @classmethod
    def begin(
        cls, sandbox: Sandbox, session: Document, method: Document, details: CardDetails
    ) -> Self:
        """The first attempt creates the session's intent, a later one uses it again."""
        session = _with_customer(sandbox, session, details)
        intent = _intent_of(sandbox, session)
        session = {**session, "payment_intent": intent["id"]}
        sandbox.store.put("checkout.session", session["id"], session)
        return cls(sandbox, session, intent, method, details)

    def __post_init__(self) -> None:
        """Whatever comes of it, the payment method can be read afterwards."""
        self.sandbox.store.put("payment_method", self.method["id"], self.method)

    def change_intent(self, kind: str, **changes: Any) -> None:
        """Stores the intent with these changes and announces it."""
        self.intent.update(changes)
        self.sandbox.store.put("payment_intent", self.intent["id"], self.intent)
        announce(self.sandbox, kind, self.intent)

    def charge(self, kind: str, **changes: Any) -> Document:
        """Makes the intent's latest charge and announces it."""
        charge = (
            objects.charge(self.intent, self.method, self.sandbox.clock.now()) | changes
        )
        self.sandbox.store.put("charge", charge["id"], charge)
        self.intent["latest_charge"] = charge["id"]
        announce(self.sandbox, kind, charge)
        if charge["paid"]:
            balance.take_in(self.sandbox, charge)
        return charge

    def keep_method(self) -> None:
        """The customer's method is saved when the shop asked for it."""
        customer, usage = self.intent["customer"], self.intent["setup_future_usage"]
        if customer and usage and self.method["customer"] != customer:
            customers.attach(self.sandbox, self.method, customer)

    def succeed(self) -> None:
        """The money is there."""
        self.change_intent(
            "payment_intent.succeeded",
            status="succeeded",
            amount_received=self.intent["amount"],
            payment_method=self.method["id"],
            last_payment_error=None,
            next_action=None,
            processing=None,
        )
        self.keep_method()

    def fail(self, decline: Decline) -> Outcome:
        """The intent waits for another payment method and tells why."""
        at_the_bank = decline.code != cards.NOT_AUTHENTICATED.code
        error = {
            "code": decline.code,
            "doc_url": f"https://stripe.com/docs/error-codes/{decline.code.replace('_', '-')}",
            "message": cards.message(decline),
            "payment_method": self.method,
            "type": "card_error" if at_the_bank else "invalid_request_error",
        }
        if at_the_bank:
            charged = {"charge": self.intent["latest_charge"]}
            error |= {**charged, "decline_code": decline.decline_code}
        self.change_intent(
            "payment_intent.payment_failed",
            status="requires_payment_method",
            payment_method=None,
            last_payment_error=error,
            next_action=None,
            processing=None,
        )
        return Outcome("declined", self.session, decline=decline, intent=self.intent)

    def finish(self, payment_status: str) -> Outcome:
        """The buyer goes back to the shop."""
        if self.session:
            return complete(self.sandbox, self.session, self.details, payment_status)
        paid = payment_status == "paid"
        url = returning(self, "succeeded" if paid else "pending")
        return Outcome("paid" if paid else "processing", url=url, intent=self.intent)


def returning(attempt: Attempt, redirect_status: str) -> str | None:
    """The shop's address with what Stripe adds to it; None when it gave none."""
    if not attempt.return_url:
        return None
    query = urlencode(
        {
            "payment_intent": attempt.intent["id"],
            "payment_intent_client_secret": attempt.intent["client_secret"],
            "redirect_status": redirect_status,
        }
    )
    return f"{attempt.return_url}{'&' if '?' in attempt.return_url else '?'}{query}"


def complete(
    sandbox: Sandbox, session: Document, details: CardDetails, payment_status: str
) -> Outcome:
    """Closes the session; the buyer goes back to the shop."""
    customer = sandbox.store.get("customer", session["customer"] or "") or {}
    known = customer.get("email") or session["customer_email"]
    buyer = {
        "address": objects.NO_ADDRESS,
        "business_name": None,
        "email": known or details.email or None,
        "individual_name": None,
        "name": details.name or customer.get("name"),
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }
    wishes = sandbox.store.get("customer_update", session["id"]) or {}
    if wishes.get("name") == "auto" and customer:
        customers.change(sandbox, customer, {"name": buyer["name"]})
    changes = {"payment_status": payment_status, "customer_details": buyer}
    session = sessions.close(sandbox, session, status="complete", **changes)
    url = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
    return Outcome("processing" if payment_status == "unpaid" else "paid", session, url)


def declined_charge(decline: Decline) -> Document:
    """What a refusal changes about a charge."""
    reason = decline.decline_code or decline.code
    return {
        "amount_captured": 0,
        "captured": False,
        "failure_balance_transaction": None,
        "failure_code": decline.code,
        "failure_message": cards.message(decline),
        "outcome": objects.outcome("declined_by_network", "issuer_declined", reason),
        "paid": False,
        "status": "failed",
    }


# Checkout makes a customer of whoever pays, if the shop asked it to.
def _with_customer(
    sandbox: Sandbox, session: Document, details: CardDetails
) -> Document:
    if session["customer"] or session["customer_creation"] != "always":
        return session
    email = session["customer_email"] or details.email
    made = customers.make(sandbox, {"email": email, "name": details.name})
    return {**session, "customer": made["id"]}


def _intent_of(sandbox: Sandbox, session: Document) -> Document:
    if session["payment_intent"]:
        return sandbox.store.get("payment_intent", session["payment_intent"]) or {}
    given = sandbox.store.get("payment_intent_data", session["id"]) or {}
    asked = {**given, "amount": session["amount_total"]}
    shared = ("currency", "customer", "payment_method_types")
    asked |= {field: session[field] for field in shared}
    intent = objects.payment_intent(asked, sandbox.clock.now())
    sandbox.store.put("payment_intent", intent["id"], intent)
    announce(sandbox, "payment_intent.created", intent)
    return intent
