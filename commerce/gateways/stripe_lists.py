"""Stripe's books: what it holds of money, listed to be compared with ours."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import stripe
from django.conf import settings

from .contract import Capability, ObjectKind, ProviderObject, WebhookEnvelope
from .stripe import APP, StripeGateway, envelope
from .stripe_seen import dispute_seen, refs_of_intent

PAGE = 100
BACK = {"pending", "requires_action", "succeeded"}

Page = Callable[[stripe.StripeClient, dict[str, Any]], Any]


class StripeWithBooks(StripeGateway):
    """Needs keys that may also read sessions, payment intents, refunds, disputes and events."""

    capabilities = StripeGateway.capabilities | {Capability.LISTS}

    @property
    def configured(self) -> bool:
        return bool(settings.STRIPE_SECRET_KEY)

    def objects(self, since: datetime) -> Iterator[ProviderObject]:
        for page, translate in LISTS:
            for found in self._listed(page, since):
                known = translate(found)
                if known:
                    yield known

    def undelivered(self, since: datetime) -> Iterator[WebhookEnvelope]:
        for event in self._listed(_missed, since):
            yield envelope(event.to_dict())

    def _listed(self, page: Page, since: datetime) -> Iterator[Any]:
        """Newest first; each page is asked for when the one before is read."""
        asked: dict[str, Any] = {
            "created": {"gte": int(since.timestamp())},
            "limit": PAGE,
        }
        while True:
            listed = self.ask(lambda client, asked=asked: page(client, asked))
            yield from listed.data
            if not listed.has_more:
                return
            asked = {**asked, "starting_after": listed.data[-1].id}


def _sessions(client: stripe.StripeClient, asked: dict[str, Any]) -> Any:
    return client.v1.checkout.sessions.list(
        {**asked, "expand": ["data.payment_intent"]}
    )


def _intents(client: stripe.StripeClient, asked: dict[str, Any]) -> Any:
    return client.v1.payment_intents.list(asked)


def _refunds(client: stripe.StripeClient, asked: dict[str, Any]) -> Any:
    return client.v1.refunds.list(asked)


def _disputes(client: stripe.StripeClient, asked: dict[str, Any]) -> Any:
    return client.v1.disputes.list(asked)


def _missed(client: stripe.StripeClient, asked: dict[str, Any]) -> Any:
    return client.v1.events.list({**asked, "delivery_success": False})


def _session(session: stripe.checkout.Session) -> ProviderObject | None:
    intent = session.payment_intent
    money = intent.amount_received if intent else 0
    refs = (session.id, *(refs_of_intent(intent) if intent else ()))
    return _payment(session, intent.id if intent else session.id, refs, money)


def _intent(intent: stripe.PaymentIntent) -> ProviderObject | None:
    refs = refs_of_intent(intent)
    return _payment(intent, intent.id, refs, intent.amount_received)


def _payment(
    thing: Any, ref: str, refs: tuple[str, ...], money: int
) -> ProviderObject | None:
    """By its intent where there is one. None of another shop on the same account."""
    said = thing.metadata.to_dict() if thing.metadata else {}
    if said.get("app", APP) != APP:
        return None
    return ProviderObject(
        ObjectKind.PAYMENT,
        ref,
        refs,
        money,
        thing.currency.upper(),
        _moment(thing),
        ours=said.get("payment", ""),
        reference=said.get("order", ""),
    )


def _refund(refund: stripe.Refund) -> ProviderObject:
    amount = refund.amount if refund.status in BACK else 0
    return _about_payment(ObjectKind.REFUND, refund, amount)


def _dispute(dispute: stripe.Dispute) -> ProviderObject:
    return _about_payment(ObjectKind.DISPUTE, dispute, dispute.amount)


def _about_payment(kind: ObjectKind, thing: Any, amount: int) -> ProviderObject:
    refs = tuple(ref for ref in (thing.id, thing.payment_intent, thing.charge) if ref)
    is_dispute = kind == ObjectKind.DISPUTE
    return ProviderObject(
        kind,
        thing.id,
        refs,
        amount,
        thing.currency.upper(),
        _moment(thing),
        dispute=dispute_seen(thing).status if is_dispute else None,
    )


def _moment(thing: Any) -> datetime:
    return datetime.fromtimestamp(thing.created, UTC)


LISTS: tuple[tuple[Page, Callable[[Any], ProviderObject | None]], ...] = (
    (_sessions, _session),
    (_intents, _intent),
    (_refunds, _refund),
    (_disputes, _dispute),
)
