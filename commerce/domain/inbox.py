"""Events in, looks asked for. An event is a knock on the door, never the truth."""

import hashlib
import json
import logging
from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from commerce.gateways import alarms_of
from commerce.gateways.contract import Gateway, WebhookEnvelope
from commerce.models import GatewayCustomer, Payment, ProviderRef, WebhookEvent

from . import facts
from .alarms import alarm
from .locking import locked

logger = logging.getLogger(__name__)
BATCH = 200
ORPHAN_WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 360, 1440)]
ORPHANED = timedelta(hours=72)
REPLAYED = "commerce.replay"


def receive(gateway: Gateway, envelope: WebhookEnvelope, body: bytes) -> None:
    """Keep the event. A repeat adds nothing; of another mode, or about nothing of ours: kept as ignored."""
    same_mode = envelope.livemode == gateway.livemode
    ours = envelope.refs and same_mode
    state = WebhookEvent.State.WAITING if ours else WebhookEvent.State.IGNORED
    event = WebhookEvent(
        gateway=gateway.code,
        livemode=envelope.livemode,
        event_id=envelope.event_id,
        type=envelope.type,
        refs=list(envelope.refs),
        body=body.decode(),
        said=_fingerprint(body),
        state=state,
        declined=envelope.declined,
    )
    try:
        with transaction.atomic():
            if same_mode and envelope.gone and _forgotten(gateway, envelope.gone):
                event.state = WebhookEvent.State.DONE
            event.save(force_insert=True)
    except IntegrityError:
        _compare(event)
    if not same_mode:
        alarm("mode", gateway.code)
    logger.info(
        "webhook received gateway=%s event=%s type=%s",
        gateway.code,
        envelope.event_id,
        envelope.type,
    )


def _forgotten(gateway: Gateway, customer: str) -> int:
    """No look could tell: who was deleted there stays deleted, and is a new customer the next time."""
    known = GatewayCustomer.objects.filter(
        gateway=gateway.code, livemode=gateway.livemode, ref=customer
    )
    return known.delete()[0]


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
    """Not ours yet: the answer that names it may still be on its way. After three days it is laid aside."""
    for event in events:
        wait = ORPHAN_WAITS[min(event.attempts, len(ORPHAN_WAITS) - 1)]
        last = event.received + ORPHANED
        event.attempts += 1
        event.due = min(timezone.now() + wait, last)
        if timezone.now() >= last:
            event.state = WebhookEvent.State.DEAD
            logger.error("event of nobody event=%s type=%s", event.event_id, event.type)
            alarm("orphan", event.gateway)
        event.save(update_fields=["attempts", "due", "state"])


def replay(events: Iterable[WebhookEvent], *, by: User) -> int:
    """Route these again, which asks for a look and applies nothing; how many."""
    count = 0
    for event in events:
        event.state, event.attempts = WebhookEvent.State.WAITING, 0
        event.due, event.error = timezone.now(), ""
        event.save(update_fields=["state", "attempts", "due", "error"])
        log(event, REPLAYED, user=by, title=event.event_id)
        count += 1
    return count


def _compare(event: WebhookEvent) -> None:
    """It came before. With other words somebody has to look; what came first is kept."""
    first = WebhookEvent.objects.filter(
        gateway=event.gateway, livemode=event.livemode, event_id=event.event_id
    )
    other = first.exclude(said__in=["", event.said])
    review = WebhookEvent.State.REVIEW
    words = "came again and said something else"
    if other.exclude(state=review).update(state=review, error=words):
        logger.error("event %s event=%s", words, event.event_id)
        alarm("words", event.gateway)


def _fingerprint(body: bytes) -> str:
    """Of what it says: how often it was tried stands in the same body."""
    event = json.loads(body)
    said = [event.get(name) for name in ("type", "event_type", "data", "resource")]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
