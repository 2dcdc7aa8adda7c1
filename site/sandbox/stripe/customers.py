"""Customers: a buyer the account knows, and the payment methods they saved."""

from typing import Any

from sandbox.api import Call
from sandbox.context import Sandbox
from sandbox.ids import stripe_id
from sandbox.state import Document, Store
from sandbox.stripe import objects
from sandbox.stripe.errors import StripeError, missing
from sandbox.stripe.events import announce
from sandbox.stripe.expand import expand
from sandbox.stripe.reading import lister

GIVEN_AS_THEY_ARE = (
    "address",
    "description",
    "email",
    "name",
    "phone",
    "preferred_locales",
    "shipping",
)
NOT_YET: Document = {
    "address": None,
    "discount": None,
    "phone": None,
    "preferred_locales": [],
    "shipping": None,
}


def create(call: Call) -> Document:
    """POST /v1/customers"""
    made = make(call.sandbox, call.parameters, call=call)
    return expand(call.sandbox.store, made, call.parameters.get("expand", []))


def make(
    sandbox: Sandbox, given: dict[str, Any], *, call: Call | None = None
) -> Document:
    """A new customer; without a call Checkout made it."""
    customer = objects.sample(
        "customer",
        **NOT_YET,
        id=stripe_id("cus", 14),
        created=sandbox.clock.now(),
        currency=None,
        metadata={},
    )
    customer |= _changes(customer, given)
    sandbox.store.put("customer", customer["id"], customer)
    announce(sandbox, "customer.created", customer, call=call)
    return customer


def retrieve(call: Call) -> Document:
    """GET /v1/customers/{id}; of a deleted one only that it was there."""
    store, identifier = call.sandbox.store, call.path["identifier"]
    gone = store.get("deleted customer", identifier)
    if gone:
        return gone
    customer = find(store, identifier)
    return expand(store, customer, call.parameters.get("expand", []))


def update(call: Call) -> Document:
    """POST /v1/customers/{id}"""
    sandbox, given = call.sandbox, call.parameters
    customer = find(sandbox.store, call.path["identifier"])
    change(sandbox, customer, _changes(customer, given), call=call)
    return expand(sandbox.store, customer, given.get("expand", []))


def change(
    sandbox: Sandbox,
    customer: Document,
    changes: Document,
    *,
    call: Call | None = None,
) -> None:
    """Stores what is new of a customer and announces it; nothing new is no event."""
    before = {
        field: customer[field]
        for field, value in changes.items()
        if customer[field] != value
    }
    if not before:
        return
    customer |= changes
    sandbox.store.put("customer", customer["id"], customer)
    announce(sandbox, "customer.updated", customer, call=call, previous=before)


def delete(call: Call) -> Document:
    """DELETE /v1/customers/{id}: forgets the customer and lets go of what they saved."""
    sandbox = call.sandbox
    customer = find(sandbox.store, call.path["identifier"])
    identifier = customer["id"]
    for method in sandbox.store.matching("payment_method", customer=identifier):
        detach(sandbox, method, call=call)
    gone = {"id": identifier, "object": "customer", "deleted": True}
    sandbox.store.delete("customer", identifier)
    sandbox.store.put("deleted customer", identifier, gone)
    announce(sandbox, "customer.deleted", customer, call=call)
    return gone


def list_methods(call: Call) -> Document:
    """GET /v1/customers/{id}/payment_methods"""
    customer = find(call.sandbox.store, call.path["identifier"])
    call.parameters["customer"] = customer["id"]
    return lister("payment_method", "customer", "type")(call)


def detach_method(call: Call) -> Document:
    """POST /v1/payment_methods/{id}/detach: the customer cannot pay with it any more."""
    store, identifier = call.sandbox.store, call.path["identifier"]
    method = store.get("payment_method", identifier)
    if method is None:
        raise missing("PaymentMethod", identifier)
    if not method["customer"]:
        message = "The payment method you provided is not attached to a customer so detachment is impossible."
        raise StripeError(message)
    detach(call.sandbox, method, call=call)
    return expand(store, method, call.parameters.get("expand", []))


def attach(sandbox: Sandbox, method: Document, customer: str) -> None:
    """The customer agreed that the method be kept."""
    method["customer"] = customer
    sandbox.store.put("payment_method", method["id"], method)
    announce(sandbox, "payment_method.attached", method)


def detach(sandbox: Sandbox, method: Document, *, call: Call) -> None:
    """Takes the method from its customer."""
    before = {"customer": method["customer"]}
    method["customer"] = None
    sandbox.store.put("payment_method", method["id"], method)
    announce(sandbox, "payment_method.detached", method, call=call, previous=before)


def find(store: Store, identifier: str, param: str = "id") -> Document:
    """The customer, or Stripe's refusal of an id that is none of the account's."""
    customer = store.get("customer", identifier)
    if customer is None:
        status = 404 if param == "id" else 400
        message = f"No such customer: '{identifier}'"
        raise StripeError(message, status=status, code="resource_missing", param=param)
    return customer


def _changes(customer: Document, given: dict[str, Any]) -> Document:
    email = given.get("email")
    if email and "@" not in email.strip("@ "):
        message = f"Invalid email address: {email}"
        raise StripeError(message, code="email_invalid", param="email")
    changes = {
        field: given[field] or None for field in GIVEN_AS_THEY_ARE if field in given
    }
    if "metadata" in given:
        changes["metadata"] = objects.merged(customer["metadata"], given["metadata"])
    return changes
