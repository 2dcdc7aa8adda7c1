"""PayPal's books: it lists no orders, so what it announced of captures and refunds is read back, and its disputes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from .contract import (
    REVERSAL,
    Capability,
    NotKnown,
    ObjectKind,
    ProviderObject,
    WebhookEnvelope,
)
from .paypal import PayPalGateway, ask, envelope
from .paypal_seen import ON_THEIR_WAY, dispute_seen, from_wire, reversal_seen

EVENTS = "/v1/notifications/webhooks-events"
DISPUTES = "/v1/customer/disputes"
EVENTS_A_PAGE, DISPUTES_A_PAGE = 100, 50
REVERSED = "PAYMENT.CAPTURE.REVERSED"
MOVED = {
    "PAYMENT.CAPTURE.COMPLETED": ObjectKind.PAYMENT,
    "PAYMENT.CAPTURE.REFUNDED": ObjectKind.REFUND,
    REVERSED: ObjectKind.REFUND,
    "PAYMENT.REFUND.PENDING": ObjectKind.REFUND,
    "PAYMENT.REFUND.FAILED": ObjectKind.REFUND,
}
NEVER_WENT = {"FAILED", "CANCELLED"}


class PayPalWithBooks(PayPalGateway):
    """Events are kept there for 30 days. Needs the app feature “Disputes”."""

    capabilities = PayPalGateway.capabilities | {Capability.LISTS}

    @property
    def configured(self) -> bool:
        return bool(settings.PAYPAL_CLIENT_ID and settings.PAYPAL_CLIENT_SECRET)

    def objects(self, since: datetime) -> Iterator[ProviderObject]:
        seen = set()
        for event in _events(since):  # newest first: its last word of each
            kind, resource = MOVED.get(event["event_type"]), event["resource"]
            if kind and resource["id"] not in seen:
                seen.add(resource["id"])
                known = _object(kind, event, self._envelope_of(event).refs)
                is_reversal = event["event_type"] == REVERSED
                yield _as_it_stands(known) if is_reversal else known
        for listed in _disputes(since):
            yield _dispute(listed)

    def undelivered(self, since: datetime) -> Iterator[WebhookEnvelope]:
        """All there are: which of them reached us, our inbox knows."""
        return map(self._envelope_of, _events(since))

    def _envelope_of(self, event: dict[str, Any]) -> WebhookEnvelope:
        return envelope(event, livemode=self.livemode)


def _events(since: datetime) -> Iterator[dict[str, Any]]:
    asked = {"start_time": f"{since:%Y-%m-%dT%H:%M:%SZ}", "page_size": EVENTS_A_PAGE}
    return _listed(f"{EVENTS}?{urlencode(asked)}", "events")


def _disputes(since: datetime) -> Iterator[dict[str, Any]]:
    """In full: the list does not say which capture each is about."""
    asked = {
        "update_time_after": f"{since:%Y-%m-%dT%H:%M:%S.000Z}",
        "page_size": DISPUTES_A_PAGE,
    }
    for listed in _listed(f"{DISPUTES}?{urlencode(asked)}", "items"):
        path = f"{DISPUTES}/{listed['dispute_id']}"
        yield ask(lambda api, path=path: api.get(path))


def _listed(path: str, field: str) -> Iterator[dict[str, Any]]:
    while path:
        answer = ask(lambda api, path=path: api.get(path))
        yield from answer.get(field, [])
        following = [
            urlsplit(link["href"])
            for link in answer.get("links", [])
            if link["rel"] == "next"
        ]
        path = f"{following[0].path}?{following[0].query}" if following else ""


def _object(
    kind: ObjectKind, event: dict[str, Any], refs: tuple[str, ...]
) -> ProviderObject:
    resource = event["resource"]
    went = resource.get("status") not in NEVER_WENT
    ours, reference = _named(resource)
    related = resource.get("supplementary_data", {}).get("related_ids", {})
    order = related.get("order_id")
    first = (order,) if order and kind == ObjectKind.PAYMENT else ()
    return ProviderObject(
        kind,
        resource["id"],
        tuple(dict.fromkeys((*first, *refs))),
        from_wire(resource["amount"]) if went else 0,
        resource["amount"]["currency_code"],
        _moment(event["create_time"]),
        ours=ours if kind == ObjectKind.PAYMENT else "",
        reference=reference,
    )


def _as_it_stands(reversal: ProviderObject) -> ProviderObject:
    """No event tells that PayPal gave the money back."""
    path = f"/v2/payments/refunds/{reversal.ref}"
    try:
        seen = reversal_seen(ask(lambda api: api.get(path)))
    except NotKnown:
        return replace(reversal, ref=f"{REVERSAL}{reversal.ref}")
    amount = seen.amount if seen.status in ON_THEIR_WAY else 0
    return replace(reversal, ref=seen.ref, amount=amount)


def _named(resource: dict[str, Any]) -> tuple[str, str]:
    """Our payment and our order's number, where both are there as we write them; empty of another shop's."""
    ours = resource.get("custom_id", "")
    number, _, beginning = resource.get("invoice_id", "").rpartition("-")
    return (ours, number) if ours and beginning == ours[:8] else ("", "")


def _dispute(dispute: dict[str, Any]) -> ProviderObject:
    captures = [
        each["seller_transaction_id"]
        for each in dispute.get("disputed_transactions", [])
        if each.get("seller_transaction_id")
    ]
    seen = dispute_seen(dispute)
    return ProviderObject(
        ObjectKind.DISPUTE,
        seen.ref,
        (seen.ref, *captures),
        seen.amount,
        seen.currency,
        _moment(dispute["create_time"]),
        dispute=seen.status,
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
