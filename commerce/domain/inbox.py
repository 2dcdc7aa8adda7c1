"""Events in, looks asked for. An event is a knock on the door, never the truth."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from commerce.gateways import alarms_of
from commerce.gateways.contract import Gateway, WebhookEnvelope
from commerce.models import Payment, ProviderRef, WebhookEvent
from commerce.models.durable import MOST_ATTEMPTS

from . import facts
from .locking import locked

logger = logging.getLogger(__name__)
BATCH = 200
ORPHAN_WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 360, 1440, 1440, 1440)]


def receive(gateway: Gateway, envelope: WebhookEnvelope, body: bytes) -> None:
    """Keep the event. A repeat adds nothing; of another mode, or about nothing of ours: kept as ignored."""
    ours = envelope.refs and envelope.livemode == gateway.livemode
    state = WebhookEvent.State.WAITING if ours else WebhookEvent.State.IGNORED
    WebhookEvent.objects.bulk_create(
        [
            WebhookEvent(
                gateway=gateway.code,
                livemode=envelope.livemode,
                event_id=envelope.event_id,
                type=envelope.type,
                refs=list(envelope.refs),
                body=body.decode(),
                state=state,
                declined=envelope.declined,
            )
        ],
        ignore_conflicts=True,
    )
    logger.info(
        "webhook received gateway=%s event=%s type=%s",
        gateway.code,
        envelope.event_id,
        envelope.type,
    )


def due_events() -> int:
    """Route what waits; how many events."""
    events = list(WebhookEvent.objects.due().order_by("due")[:BATCH])
    for payment, group in _by_payment(events).items():
        if payment is None:
            _keep_orphans(group)
        else:
            route(payment, group)
    return len(events)


def route(payment: Payment, events: list[WebhookEvent]) -> None:
    """One look for all these events, numbered; none where another worker routed them."""
    row = Payment.objects.filter(pk=payment.pk)
    with locked():
        row.update(looks_wanted=F("looks_wanted") + 1, look_due=timezone.now())
        routed = WebhookEvent.objects.filter(
            pk__in=[event.pk for event in events], state=WebhookEvent.State.WAITING
        ).update(
            state=WebhookEvent.State.ROUTED,
            payment=payment,
            routed_as=row.values("looks_wanted"),
        )
        if not routed:
            transaction.set_rollback(True)
            return
        _sound_alarms(payment, events)
    for event in events:
        logger.info(
            "event routed event=%s payment=%s order=%s",
            event.event_id,
            payment.pk,
            payment.order.number,
        )


def _sound_alarms(payment: Payment, events: list[WebhookEvent]) -> None:
    """Some events move no money, and staff still have to know."""
    alarms = alarms_of(payment.gateway)
    for event in events:
        if event.type in alarms:
            facts.review(payment.pk, alarms[event.type], event.event_id)


def _by_payment(
    events: list[WebhookEvent],
) -> dict[Payment | None, list[WebhookEvent]]:
    refs = {ref for event in events for ref in event.refs}
    known = {
        (row.gateway, row.livemode, row.ref): row.payment
        for row in ProviderRef.objects.filter(ref__in=refs).select_related(
            "payment__order"
        )
    }
    groups: dict[Payment | None, list[WebhookEvent]] = {}
    for event in events:
        owners = [known.get((event.gateway, event.livemode, ref)) for ref in event.refs]
        owner = next((owner for owner in owners if owner), None)
        groups.setdefault(owner, []).append(event)
    return groups


def _keep_orphans(events: list[WebhookEvent]) -> None:
    """Not ours yet: the answer that names it may still be on its way. After days it is laid aside."""
    for event in events:
        wait = ORPHAN_WAITS[min(event.attempts, len(ORPHAN_WAITS) - 1)]
        event.attempts += 1
        event.due = timezone.now() + wait
        if event.attempts >= MOST_ATTEMPTS:
            event.state = WebhookEvent.State.DEAD
            logger.error("event of nobody event=%s type=%s", event.event_id, event.type)
        event.save(update_fields=["attempts", "due", "state"])
