"""Stripe's announcements: made, judged, kept for GET /v1/events, and queued for delivery."""

import json
from fnmatch import fnmatchcase
from typing import Any

from sandbox.api import Call
from sandbox.context import Sandbox
from sandbox.state import Document
from sandbox.stripe import objects
from sandbox.stripe.errors import missing
from sandbox.stripe.expand import expand
from sandbox.stripe.paging import page

COMPARISONS = {
    "gt": int.__gt__,
    "gte": int.__ge__,
    "lt": int.__lt__,
    "lte": int.__le__,
}


def announce(
    sandbox: Sandbox,
    kind: str,
    subject: Document,
    *,
    call: Call | None = None,
    previous: Document | None = None,
) -> None:
    """Emits an event; `call` is the API request that caused it, None for what buyers and time do."""
    request = {
        "id": call.request_id if call else None,
        "idempotency_key": call and call.key,
    }
    event = objects.event(kind, subject, sandbox.clock.now(), request=request)
    if previous is not None:
        event["data"]["previous_attributes"] = previous
    sandbox.judge.stripe_object(event, f"event {kind}")
    sandbox.store.put("event", event["id"], event)
    if not sandbox.config.stripe.subscribes(kind):
        return
    body = json.dumps(event, indent=2).encode()
    sandbox.deliveries.queue("stripe", event["id"], kind, body)


def retrieve(call: Call) -> Document:
    """GET /v1/events/{id}"""
    event = call.sandbox.store.get("event", call.path["event_id"])
    if event is None:
        raise missing("event", call.path["event_id"])
    waiting = call.sandbox.deliveries.undelivered()
    return {**event, "pending_webhooks": waiting[event["id"]]}


def list_events(call: Call) -> Document:
    """GET /v1/events"""
    waiting = call.sandbox.deliveries.undelivered()
    events = [
        {**event, "pending_webhooks": waiting[event["id"]]}
        for event in reversed(call.sandbox.store.all("event"))
    ]
    chosen = [event for event in events if _wanted(event, call.parameters)]
    listed = page(chosen, call.parameters, "/v1/events")
    return expand(call.sandbox.store, listed, call.parameters.get("expand", []))


def _wanted(event: Document, filters: dict[str, Any]) -> bool:
    kinds = filters.get("types") or [filters.get("type", "*")]
    arrived = event["pending_webhooks"] == 0
    return (
        any(fnmatchcase(event["type"], kind) for kind in kinds)
        and filters.get("delivery_success") in (None, arrived)
        and within(event["created"], filters.get("created"))
    )


def within(created: int, limits: dict[str, int] | int | None) -> bool:
    """Whether a time passes Stripe's `created` filter."""
    if isinstance(limits, int):
        return created == limits
    return all(
        COMPARISONS[name](created, limit) for name, limit in (limits or {}).items()
    )
