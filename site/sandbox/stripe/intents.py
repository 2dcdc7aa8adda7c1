"""Payment intents of their own, which a page of the shop's pays through the payment element."""

from typing import Any

from sandbox.api import Call
from sandbox.context import Sandbox
from sandbox.state import Document, Store
from sandbox.stripe import cards, customers, methods, objects, payments
from sandbox.stripe.attempts import Attempt
from sandbox.stripe.errors import StripeError, missing
from sandbox.stripe.events import announce
from sandbox.stripe.expand import expand
from sandbox.stripe.kinds import payment_method_types

CHANGEABLE = ("amount", "currency", "setup_future_usage")
DESCRIPTIVE = ("customer", "description", "metadata", "receipt_email")


def create(call: Call) -> Document:
    """POST /v1/payment_intents: an intent with the secret its buyer's page needs."""
    sandbox, given = call.sandbox, call.parameters
    _refuse_what_the_sandbox_lacks(given)
    _refuse_strangers(sandbox.store, given)
    automatic = given.get("automatic_payment_methods")
    if automatic is None and "allowed_payment_method_types" not in given:
        automatic = {"enabled": True}
    asked = {
        **given,
        "payment_method_types": given.get("allowed_payment_method_types")
        or payment_method_types(given["currency"]),
        "automatic_payment_methods": automatic
        and {"allow_redirects": "always", **automatic},
    }
    intent = objects.payment_intent(asked, sandbox.clock.now())
    sandbox.store.put("payment_intent", intent["id"], intent)
    announce(sandbox, "payment_intent.created", intent, call=call)
    return _confirmed_or_not(call, intent, confirm_now=given.get("confirm", False))


def update(call: Call) -> Document:
    """POST /v1/payment_intents/{id}"""
    sandbox, given = call.sandbox, call.parameters
    intent = find(sandbox.store, call.path["identifier"])
    _refuse_strangers(sandbox.store, given)
    if given.keys() & set(CHANGEABLE) and intent["status"] not in payments.PAYABLE:
        raise _unexpected(intent, "updated")
    if given.get("amount", 1) < 1:
        raise _not_positive()
    changed = {
        field: given[field] for field in (*CHANGEABLE, *DESCRIPTIVE) if field in given
    }
    if "metadata" in changed:
        changed["metadata"] = objects.merged(intent["metadata"], changed["metadata"])
    intent |= changed
    sandbox.store.put("payment_intent", intent["id"], intent)
    return expand(sandbox.store, intent, given.get("expand", []))


def confirm(call: Call) -> Document:
    """POST /v1/payment_intents/{id}/confirm, with a payment method of Stripe's test names or a saved one."""
    intent = find(call.sandbox.store, call.path["identifier"])
    return _confirmed_or_not(call, intent, confirm_now=True)


def cancel(call: Call) -> Document:
    """POST /v1/payment_intents/{id}/cancel: nobody can pay it any more."""
    sandbox, given = call.sandbox, call.parameters
    intent = find(sandbox.store, call.path["identifier"])
    if sandbox.store.matching("checkout.session", payment_intent=intent["id"]):
        message = "You cannot cancel a PaymentIntent that a Checkout Session created; expire the session."
        raise StripeError(message, code="payment_intent_unexpected_state")
    if intent["status"] not in payments.PAYABLE:
        raise _unexpected(intent, "canceled")
    intent |= {
        "status": "canceled",
        "canceled_at": sandbox.clock.now(),
        "cancellation_reason": given.get("cancellation_reason"),
        "next_action": None,
    }
    sandbox.store.put("payment_intent", intent["id"], intent)
    sandbox.store.delete("challenge", intent["id"])
    announce(sandbox, "payment_intent.canceled", intent, call=call)
    return expand(sandbox.store, intent, given.get("expand", []))


def find(store: Store, identifier: str) -> Document:
    """The intent, or Stripe's 404."""
    intent = store.get("payment_intent", identifier)
    if intent is None:
        raise missing("payment_intent", identifier)
    return intent


def _confirmed_or_not(call: Call, intent: Document, *, confirm_now: bool) -> Document:
    sandbox, given = call.sandbox, call.parameters
    named = given.get("payment_method")
    if named and intent["status"] in payments.PAYABLE:
        intent |= {"payment_method": named, "status": "requires_confirmation"}
    if not confirm_now:
        sandbox.store.put("payment_intent", intent["id"], intent)
        return expand(sandbox.store, intent, given.get("expand", []))
    if intent["status"] not in payments.PAYABLE:
        raise _unexpected(intent, "confirmed")
    if not intent["payment_method"]:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise StripeError(message, code="payment_intent_unexpected_state")
    _pay(sandbox, intent, given)
    read = find(sandbox.store, intent["id"])
    return expand(sandbox.store, read, given.get("expand", []))


def _pay(sandbox: Sandbox, intent: Document, given: dict[str, Any]) -> None:
    method, details = methods.to_pay_with(sandbox, intent["payment_method"])
    url = given.get("return_url", "")
    outcome = payments.attempt(Attempt(sandbox, None, intent, method, details, url))
    if outcome.decline:
        decline = outcome.decline
        raise StripeError(
            cards.message(decline),
            status=402,
            type="card_error",
            code=decline.code,
            decline_code=decline.decline_code,
            payment_intent=intent,
        )


def _refuse_strangers(store: Store, given: dict[str, Any]) -> None:
    if given.get("customer"):
        customers.find(store, given["customer"], "customer")


def _refuse_what_the_sandbox_lacks(given: dict[str, Any]) -> None:
    if given.get("capture_method", "automatic") not in ("automatic", "automatic_async"):
        message = "The sandbox captures at once: capture_method cannot be manual."
        raise StripeError(message, param="capture_method")
    if given["amount"] < 1:
        raise _not_positive()


def _not_positive() -> StripeError:
    code, message = (
        "parameter_invalid_integer",
        "This value must be greater than or equal to 1.",
    )
    return StripeError(message, code=code, param="amount")


def _unexpected(intent: Document, wish: str) -> StripeError:
    message = (
        f"This PaymentIntent could not be {wish} because it has a status of "
        f"{intent['status']}."
    )
    code = "payment_intent_unexpected_state"
    return StripeError(message, code=code, payment_intent=intent)
