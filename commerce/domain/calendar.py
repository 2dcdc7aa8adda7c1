"""What the date alone brings about: orders that expire, passes that end, what need not be kept."""

import logging
import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from commerce.models import (
    Effect,
    Entitlement,
    Order,
    Payment,
    ReconcileRun,
    TransferProof,
    WebhookEvent,
)

from . import copies, proofs
from .alarms import watch
from .attempts import tell_who_was_awaited
from .locking import lock_order, locked
from .reservations import release
from .settlement import LANE

logger = logging.getLogger(__name__)
NOTICE = timedelta(days=7)
TRANSFER_NOTICE = timedelta(days=3)
AFTERWARDS = timedelta(days=1)
BODIES = timedelta(days=90)
LATE = timedelta(days=2)  # a worker that slept this long no longer writes about it


def due_days() -> int:
    """Once a minute what expires, once an hour whom to remind, once a day what to forget. Always 0, for nothing waits on it."""
    minute = timezone.now().replace(second=0, microsecond=0)
    _minute(minute)
    _hour(minute.replace(minute=0))
    _day(minute.date())
    return 0


@lru_cache(maxsize=1)
def _minute(_minute_of_work: datetime) -> None:
    if not copies.is_copy():
        expire_orders()
        watch()
    _run(settings.MINUTE_COMMANDS)


@lru_cache(maxsize=1)
def _hour(_hour_of_work: datetime) -> None:
    if not copies.is_copy():
        remind()
        remind_of_transfers()


@lru_cache(maxsize=1)
def _day(_day_of_work: date) -> None:
    forget()
    if not copies.is_copy():  # whose folders may be those of the site itself
        proofs.forget()


def expire_orders() -> None:
    """An order past its time expires once each attempt is proved closed; its checks see to that."""
    alive = Payment.objects.filter(order=OuterRef("pk"), status__in=Payment.OPEN)
    past = Order.objects.filter(
        payment_state=Order.PaymentState.PENDING, expires_at__lt=timezone.now()
    ).annotate(alive=Exists(alive))
    until = time.monotonic() + LANE
    for order in past.filter(alive=False):
        if time.monotonic() > until:
            break  # the rest in a minute
        try:
            _expire(order)
        except OperationalError:  # somebody holds its rows: it comes again in a minute
            logger.exception("not expired order=%s", order.number)


def _expire(order: Order) -> None:
    with locked():
        fresh = lock_order(pk=order.pk)
        alive = fresh.payments.filter(status__in=Payment.OPEN).exists()
        if fresh.payment_state == Order.PaymentState.PENDING and not alive:
            fresh.payment_state = Order.PaymentState.EXPIRED
            fresh.save(update_fields=["payment_state", "updated"])
            release(fresh)
            tell_who_was_awaited(fresh)


def remind() -> None:
    """Seven days before a pass ends and the day after, unless another follows it."""
    now = timezone.now()
    later = Entitlement.objects.filter(
        Q(ends__gt=OuterRef("ends")) | Q(ends=None),
        Q(user=OuterRef("user")) | Q(user=None, order__email=OuterRef("order__email")),
        product=OuterRef("product"),
    )
    last = Entitlement.objects.filter(~Exists(later))
    soon = last.filter(ends__gt=now, ends__lte=now + NOTICE)
    _remind("ending", soon.filter(starts__lt=F("ends") - NOTICE))  # no shorter pass
    over = now - AFTERWARDS
    _remind("ended", last.filter(ends__lte=over, ends__gt=over - LATE))


def _remind(kind: str, passes: QuerySet[Entitlement]) -> None:
    """Of each once, whatever the hour; in two queries."""
    effects = [
        Effect(
            kind=kind,
            fact=f"{held.pk} {held.ends:%Y-%m-%d}",
            payload={"entitlement": held.pk},
        )
        for held in passes
    ]
    Effect.objects.bulk_create(effects, ignore_conflicts=True, batch_size=500)


def remind_of_transfers() -> None:
    """Three days before the time to pay is over, unless a proof is being checked. Once a payment."""
    now = timezone.now()
    sent = TransferProof.objects.waiting().filter(payment=OuterRef("pk"))
    awaited = Payment.objects.filter(
        ~Exists(sent),
        gateway="transfer",
        status=Payment.Status.PENDING,
        expires_at__gt=now,
        expires_at__lte=now + TRANSFER_NOTICE,
    )
    for pk in awaited.values_list("pk", flat=True):
        Effect.once("transfer_due", pk, payment=str(pk))


def forget() -> None:
    """What old events said, expired sessions, and whatever else ``DAILY_COMMANDS`` names."""
    events = WebhookEvent.objects.filter(
        received__lt=timezone.now() - BODIES,
        state__in=[WebhookEvent.State.DONE, WebhookEvent.State.IGNORED],
    )
    events.exclude(body="").update(body="")
    old = timezone.now() - BODIES
    ReconcileRun.objects.filter(finished__lt=old).delete()
    _run(settings.DAILY_COMMANDS)


def _run(names: Iterable[str]) -> None:
    for name in names:
        try:
            call_command(name)
        except Exception:  # it comes again; the others are not to wait
            logger.exception("command %s", name)
