"""Checks the sandbox's own honesty: what it accepts and what it says.

Requests and answers are compared with the schemas the providers publish. What does
not fit becomes a violation, listed at /_sandbox/log; tests fail while there is one.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from jsonschema import ValidationError
from jsonschema.exceptions import best_match

from sandbox.annotations import Schema
from sandbox.paypal import schema as paypal_schema
from sandbox.state import Document, Store
from sandbox.stripe import schema as stripe_schema
from sandbox.stripe.errors import StripeError
from sandbox.stripe.forms import coerce

REMEMBERED = 100_000


class Judge:
    """Writes violations to the store; refuses Stripe requests as Stripe would."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._blameless: set[bytes] = set()

    def report(self, provider: str, where: str, messages: Iterable[str]) -> None:
        """Records one violation for each message."""
        for message in messages:
            with self._store.transaction():
                number = len(self._store.all("violation")) + 1
                violation = {"provider": provider, "where": where, "message": message}
                self._store.put("violation", str(number), violation)

    def stripe_parameters(
        self, operation: str, values: dict[str, Any]
    ) -> dict[str, Any]:
        """The values in their types; raises StripeError on what the SDK's types forbid."""
        reference = stripe_schema.reference(operation)
        typed = coerce(values, reference, _resolve)
        error = best_match(stripe_schema.validator(operation).iter_errors(typed))
        if error is not None:
            refusal = _refusal(error)
            self.report("stripe", f"request {operation}", [str(refusal)])
            raise refusal
        return typed

    def stripe_object(self, document: Document, where: str) -> None:
        """Judges an object, a list of objects, or an event with the object inside it."""
        for part in _objects_in(document):
            mark = _mark("stripe", part)
            if mark in self._blameless:
                continue
            errors = stripe_schema.validator(part["object"]).iter_errors(part)
            found = [_describe(part["object"], error) for error in errors]
            found += _money_faults(part)
            self.report("stripe", where, found)
            self._remember(mark, blameless=not found)

    def paypal(self, schema_name: str, document: Any, where: str) -> list[str]:
        """Judges a PayPal request, answer or resource; returns what its schema forbids outright."""
        mark = _mark(schema_name, document)
        if mark in self._blameless:
            return []
        broken = paypal_schema.faults(schema_name, document)
        unknown = paypal_schema.unknown_fields(schema_name, document)
        self.report("paypal", where, broken + unknown)
        self._remember(mark, blameless=not broken + unknown)
        return broken

    # What was said before needs no second judgement, and judging is what takes the time.
    def _remember(self, mark: bytes, *, blameless: bool) -> None:
        if len(self._blameless) >= REMEMBERED:
            self._blameless.clear()
        if blameless:
            self._blameless.add(mark)


def _mark(kind: str, document: Any) -> bytes:
    return hashlib.sha256(f"{kind} {json.dumps(document)}".encode()).digest()


def _resolve(schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = stripe_schema.definitions()[schema["$ref"].removeprefix("#/$defs/")]
    return schema


def _objects_in(document: Document) -> list[Document]:
    match document:
        case {"object": "list", "data": members}:
            return [part for member in members for part in _objects_in(member)]
        case {"object": "event", "data": {"object": inner}}:
            return [document, *_objects_in(inner)]
        case {"object": str(), "deleted": True, **rest} if rest.keys() == {"id"}:
            return []  # the types have no shape for what is gone
    return [document]


def _describe(name: str, error: ValidationError) -> str:
    place = ".".join(str(part) for part in error.absolute_path) or name
    return f"{name}: {place}: {error.message[:300]}"


def _money_faults(document: Document) -> list[str]:
    match document:
        case {
            "object": "charge",
            "amount_captured": captured,
            "amount_refunded": refunded,
        }:
            honest = refunded <= captured <= document["amount"]
        case {
            "object": "checkout.session",
            "amount_total": total,
            "amount_subtotal": subtotal,
        }:
            details = document["total_details"]
            honest = (
                total == subtotal - details["amount_discount"] + details["amount_tax"]
            )
        case {
            "object": "payment_intent",
            "amount_received": received,
            "amount": amount,
        }:
            honest = received <= amount
        case _:
            honest = True
    return (
        []
        if honest
        else [f"{document['object']}: {document['id']}: the amounts do not add up"]
    )


def _refusal(error: ValidationError) -> StripeError:
    path = [str(part) for part in error.absolute_path]
    match error.validator:
        case "additionalProperties":
            allowed = error.schema["properties"]
            unknown = next(name for name in error.instance if name not in allowed)
            parameter = _bracketed([*path, unknown])
            message = f"Received unknown parameter: {parameter}"
            return StripeError(message, code="parameter_unknown", param=parameter)
        case "required":
            absent = next(
                name for name in error.validator_value if name not in error.instance
            )
            parameter = _bracketed([*path, absent])
            message = f"Missing required param: {parameter}."
            return StripeError(message, code="parameter_missing", param=parameter)
        case "enum":
            parameter = _bracketed(path)
            choices = ", ".join(str(choice) for choice in error.validator_value)
            return StripeError(
                f"Invalid {parameter}: must be one of {choices}", param=parameter
            )
    parameter = _bracketed(path)
    return StripeError(f"Invalid {parameter}: {error.message[:200]}", param=parameter)


def _bracketed(path: list[str]) -> str:
    head, *rest = path or ["body"]
    return head + "".join(f"[{part}]" for part in rest)
