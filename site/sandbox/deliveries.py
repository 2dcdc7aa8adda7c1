"""Webhook deliveries: queued with their bytes fixed, sent and repeated by the courier."""

import base64
import uuid
from collections import Counter
from typing import Any

from sandbox.clock import Clock
from sandbox.config import Config
from sandbox.faults import DELIVERY_KINDS, Fault, Faults
from sandbox.paypal import signing as paypal_signing
from sandbox.state import Document, Store
from sandbox.stripe import signing as stripe_signing

SIGNERS = {"stripe": stripe_signing.headers, "paypal": paypal_signing.headers}
LONGEST_WAIT = 300
GIVE_UP_AFTER = 3 * 24 * 3600


class Deliveries:
    """The queue. A delivery is pending until one 2xx answer, three days, or a `drop`."""

    def __init__(
        self, config: Config, store: Store, clock: Clock, faults: Faults
    ) -> None:
        self._config = config
        self._store = store
        self._clock = clock
        self._faults = faults

    def queue(self, provider: str, event_id: str, event_type: str, body: bytes) -> None:
        """Takes over an event; these bytes are what will be sent, however often."""
        now = self._clock.precise()
        fault = self._faults.take(DELIVERY_KINDS, provider, event_type, now)
        for _copy in range(2 if fault and fault.kind == "duplicate" else 1):
            delivery = {
                "id": str(uuid.uuid4()),
                "provider": provider,
                "event": event_id,
                "type": event_type,
                "body": base64.b64encode(body).decode(),
                "created": now,
                "attempts": [],
                **_scheduled(fault, now),
            }
            self.save(delivery)

    def save(self, delivery: Document) -> None:
        """Stores what has become of a delivery; finished ones move out of the courier's way."""
        pending = delivery["state"] == "pending"
        with self._store.transaction():
            if not pending:
                self._store.delete("pending delivery", delivery["id"])
            kind = "pending delivery" if pending else "past delivery"
            self._store.put(kind, delivery["id"], delivery)

    def all(self) -> list[Document]:
        """Every delivery since the last reset, oldest first."""
        everything = self._store.all("past delivery") + self._store.all(
            "pending delivery"
        )
        return sorted(everything, key=lambda delivery: delivery["created"])

    def pending(self) -> list[Document]:
        """Deliveries still to be sent, in the order they are to be sent in."""
        waiting = self._store.all("pending delivery")
        return sorted(waiting, key=lambda delivery: (delivery["due"], delivery["rank"]))

    def url(self, delivery: Document) -> str | None:
        """Where it goes, or None while nobody listens."""
        accounts = {"stripe": self._config.stripe, "paypal": self._config.paypal}
        return accounts[delivery["provider"]].webhook_url

    def signed(self, delivery: Document) -> tuple[dict[str, str], bytes]:
        """Headers and body of an attempt made now."""
        body = base64.b64decode(delivery["body"])
        return SIGNERS[delivery["provider"]](self._config, delivery, body), body

    def shown(self, delivery: Document) -> dict[str, Any]:
        """What the control plane tells of it: enough to post it oneself."""
        headers, _body = self.signed(delivery)
        return {**delivery, "url": self.url(delivery), "headers": headers}

    def settle(self, delivery: Document, status: int | None, error: str | None) -> None:
        """Records an attempt; plans the next one unless it was accepted or is too late."""
        now = self._clock.precise()
        delivery["attempts"].append({"at": now, "status": status, "error": error})
        if status is not None and 200 <= status < 300:
            delivery["state"] = "delivered"
        elif now - delivery["created"] > GIVE_UP_AFTER:
            delivery["state"] = "failed"
        else:
            delivery["due"] = now + min(2 ** len(delivery["attempts"]), LONGEST_WAIT)
        if self._store.get(
            "pending delivery", delivery["id"]
        ):  # a reset may have come between
            self.save(delivery)

    def undelivered(self) -> Counter[str]:
        """By event id, how many of its deliveries have not arrived."""
        return Counter(
            delivery["event"]
            for delivery in self.all()
            if delivery["state"] != "delivered"
        )


def _scheduled(fault: Fault | None, now: float) -> Document:
    plan = {"state": "pending", "due": now, "rank": now, "defect": None}
    if fault is None:
        return plan
    match fault.kind:
        case "drop":
            plan["state"] = "dropped"
        case "delay":
            plan["due"] = now + fault.seconds
        case (
            "reorder"
        ):  # the struck deliveries wait for each other and leave last in first out
            plan |= {"due": fault.started + fault.seconds, "rank": -now}
        case "bad_signature" | "old_timestamp":
            plan["defect"] = fault.kind
    return plan
