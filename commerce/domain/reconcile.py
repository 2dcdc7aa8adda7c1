"""Reading the providers' books beside ours. What differs is looked at by the one door; what still differs is reported.

Nothing read here is applied. See docs/reconciliation.md.
"""

import logging
import threading
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from django.db import close_old_connections
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from commerce.gateways import UnknownGateway, gateway, listing_gateway, listing_gateways
from commerce.gateways.contract import (
    REVERSAL,
    GatewayError,
    ListingGateway,
    ObjectKind,
    ProviderObject,
)
from commerce.models import (
    Dispute,
    Drift,
    Payment,
    ProviderRef,
    ReconcileRun,
    Refund,
    WebhookEvent,
)

from . import copies, facts, settlement
from .books import Books, as_it_was

logger = logging.getLogger(__name__)
EVERY = timedelta(minutes=15)
OVERLAP = timedelta(hours=1)
AT_FIRST = timedelta(days=29)  # PayPal forgets its events after 30
RESTS = timedelta(hours=6)  # between looks at what is open for long
POLL = 5  # seconds
SETTLES = timedelta(minutes=1)  # after a start: what piled up meanwhile goes first
CHUNK = 100
UNDONE_WITHIN = timedelta(days=180)  # as long as a buyer may complain at PayPal
MOST_LOOKS = 50  # at payments that the books did not name
T = TypeVar("T")


class Taken(Exception):
    """Another process carries this run out by now."""


def ask(code: str, by: User | None = None) -> None:
    """The worker reads this provider's books next; nothing is added while it is to or does."""
    livemode = gateway(code).livemode
    run = ReconcileRun(gateway=code, livemode=livemode, by=by)
    ReconcileRun.objects.bulk_create([run], ignore_conflicts=True)


def ask_when_due() -> None:
    """Every 15 minutes; after a failure sooner, then more and more slowly."""
    for provider in listing_gateways():
        runs = ReconcileRun.objects.filter(gateway=provider.code)
        last = runs.first()
        if last is None or (last.finished and _next(runs, last) <= timezone.now()):
            ask(provider.code)


def run_waiting() -> int:
    """Carry out what was asked for; how many runs."""
    if copies.is_copy():
        return 0
    waiting = ReconcileRun.objects.filter(_is_free(), finished=None)
    runs = filter(None, map(_take, list(waiting.values_list("pk", flat=True))))
    return sum(1 for run in runs if _carry_out(run))


def keep_up(stop: threading.Event) -> None:
    """Beside the worker's lanes: a provider that answers slowly keeps nobody else waiting."""
    started = timezone.now()
    while not stop.wait(POLL):
        try:
            if timezone.now() > started + SETTLES and not copies.is_copy():
                ask_when_due()
            run_waiting()
        except Exception:  # it comes again
            logger.exception("reconcile")
        finally:
            close_old_connections()


def _next(runs: QuerySet[ReconcileRun], last: ReconcileRun) -> datetime:
    if not last.error:
        return last.asked + EVERY
    errors = list(runs.values_list("error", flat=True)[:5])
    failed = next((n for n, error in enumerate(errors) if not error), len(errors))
    return last.finished + min(timedelta(minutes=2 ** (failed - 1)), EVERY)


def _is_free() -> Q:
    return Q(lease=None) | Q(lease__lt=timezone.now())


def _take(run_id: int) -> ReconcileRun | None:
    token, now = uuid.uuid4(), timezone.now()
    taken = ReconcileRun.objects.filter(_is_free(), pk=run_id, finished=None).update(
        token=token, lease=now + ReconcileRun.LEASE
    )
    return ReconcileRun.objects.get(pk=run_id) if taken else None


def _carry_out(run: ReconcileRun) -> bool:
    """From the watermark to now. A failure ends it, and the next one begins where this one did."""
    try:
        provider = listing_gateway(run.gateway)
        _begin(run)
        _read(run, provider)
    except Taken:
        return False
    except UnknownGateway:
        run.error = "not installed"
    except GatewayError as failure:
        run.error = str(failure)[:500] or type(failure).__name__
    if run.error:
        logger.warning("reconcile failed gateway=%s %s", run.gateway, run.error)
    run.finished = timezone.now()
    run.save()
    return True


def _begin(run: ReconcileRun) -> None:
    done = ReconcileRun.objects.finished().filter(
        gateway=run.gateway, livemode=run.livemode
    )
    last = done.order_by("-until").first()
    run.until = timezone.now()
    run.since = last.until - OVERLAP if last else run.until - AT_FIRST
    if last and last.until.date() < run.until.date():  # once a day, all of yesterday
        midnight = last.until.replace(hour=0, minute=0, second=0, microsecond=0)
        run.since = min(run.since, midnight)
    run.seen, run.totals, run.looks = {}, {}, 0


def _read(run: ReconcileRun, provider: ListingGateway) -> None:
    reading = Reading(run, provider)
    for objects in _chunks(provider.objects(run.since)):
        reading.compare(objects)
        _keep(run)
    _hear_of_missed(run, provider)
    reading.look_for_unseen()
    _look_at_what_is_open(provider)
    _note_what_is_missing(provider)
    _close_what_agrees(provider)
    open_now = Drift.objects.filter(gateway=run.gateway, state=Drift.State.OPEN)
    logger.info(
        "reconciled gateway=%s seen=%s looks=%s drifts=%s",
        run.gateway,
        sum(reading.seen.values()),
        run.looks,
        open_now.count(),
    )


class Reading:
    """One pass through a provider's books, and the figures of it."""

    def __init__(self, run: ReconcileRun, provider: ListingGateway) -> None:
        self.run, self.provider = run, provider
        self.seen: Counter[str] = Counter()
        self.refs: set[str] = set()
        self.paid: set[str] = set()

    def compare(self, objects: list[ProviderObject]) -> None:
        books = Books(self.provider, objects)
        for thing in objects:
            if books.owner(thing) is None and not thing.ours:
                continue  # of another shop
            if self._is_new(thing):
                self._count(thing, self._settled(thing, books) or 0)
        self.run.seen = dict(self.seen)

    def _is_new(self, thing: ProviderObject) -> bool:
        """A session and its payment intent are one payment."""
        if thing.kind != ObjectKind.PAYMENT:
            return True
        new = self.paid.isdisjoint(thing.refs)
        self.paid.update(thing.refs)
        return new

    def _settled(self, thing: ProviderObject, books: Books) -> int | None:
        """What we hold of it once it was looked at; a difference that stays is noted."""
        owner = books.owner(thing)
        if owner and not books.agree(thing):
            facts.adopt(owner, (thing.ref,))
            _look(owner)
            self.run.looks += 1
            books = Books(self.provider, [thing])
        held = books.held(thing)
        if not books.agree(thing) and (thing.amount or held):
            note(self.provider, thing, books)
        return held

    def _count(self, thing: ProviderObject, held: int) -> None:
        """Captured less refunded of each day, as they have it and as we do."""
        self.refs.update(thing.refs)
        self.seen[thing.kind] += 1
        sign = {ObjectKind.PAYMENT: 1, ObjectKind.REFUND: -1}.get(thing.kind, 0)
        if not sign or not (thing.amount or held):
            return
        day = f"{thing.created:%Y-%m-%d} {thing.currency}"
        total = self.run.totals.setdefault(day, {"ours": 0, "theirs": 0})
        total["ours"] += sign * held
        total["theirs"] += sign * thing.amount

    def look_for_unseen(self) -> None:
        """Ours that says paid, of which the books said nothing: the provider is asked by its id."""
        paid = Payment.objects.filter(
            gateway=self.run.gateway,
            livemode=self.run.livemode,
            captured__gt=0,
            paid_at__gte=self.run.since,
        ).exclude(doubted_since__isnull=False)
        refs = ProviderRef.objects.filter(payment__in=paid).values_list(
            "payment", "ref"
        )
        named = {payment for payment, ref in refs if ref in self.refs}
        for payment in paid.exclude(pk__in=named)[:MOST_LOOKS]:
            _look(payment)
            self.run.looks += 1


def note(provider: ListingGateway, thing: ProviderObject, books: Books) -> None:
    """A difference, told once; one that staff dismissed stays so."""
    held, owner = books.held(thing), books.owner(thing)
    unknown = (
        Drift.Kind.ORPHAN if thing.kind == ObjectKind.PAYMENT else Drift.Kind.UNHELD
    )
    differs = Drift.Kind.UNHELD if held == thing.amount else Drift.Kind.AMOUNT
    _write(
        Drift(
            gateway=provider.code,
            livemode=provider.livemode,
            kind=unknown if held is None else differs,
            about=thing.kind,
            status=thing.dispute or "",
            ref=thing.ref,
            refs=list(thing.refs),
            reference=owner.order.number if owner else thing.reference,
            ours=held or 0,
            theirs=thing.amount,
            currency=thing.currency,
            payment=owner,
        )
    )


def _write(drift: Drift) -> None:
    key = ("gateway", "livemode", "kind", "ref")
    names = ("about", "status", "refs", "reference", "ours", "theirs", "currency", "payment")  # fmt: skip
    row, made = Drift.objects.get_or_create(
        **{name: getattr(drift, name) for name in key},
        defaults={name: getattr(drift, name) for name in names},
    )
    refs = list(dict.fromkeys([*row.refs, *drift.refs]))
    news = {name: getattr(drift, name) for name in names}
    news |= {"refs": refs, "seen": timezone.now()}
    Drift.objects.filter(pk=row.pk).update(**news)
    again = Drift.objects.filter(pk=row.pk, state=Drift.State.FIXED)
    if again.update(state=Drift.State.OPEN, found=timezone.now()) or made:
        logger.error("drift %s gateway=%s ref=%s", drift.kind, drift.gateway, drift.ref)


def _hear_of_missed(run: ReconcileRun, provider: ListingGateway) -> None:
    """Events that never came ask for a look all the same."""
    of_theirs = {"gateway": run.gateway, "livemode": run.livemode}
    missed = 0
    for events in _chunks(provider.undelivered(run.since)):
        ids = [event.event_id for event in events]
        known = WebhookEvent.objects.filter(**of_theirs, event_id__in=ids)
        here = set(known.values_list("event_id", flat=True))
        refs = {
            ref for event in events if event.event_id not in here for ref in event.refs
        }
        owners = Payment.objects.filter(
            **of_theirs, refs__ref__in=refs, refs__gateway=run.gateway
        )
        for payment in owners.distinct():
            settlement.ask_for_look(payment)
        missed += len(events) - len(here)
        _keep(run)
    run.seen["missed"] = missed


def _look_at_what_is_open(provider: ListingGateway) -> None:
    """Disputes and refunds move for weeks, past all checks of their payment; no event undoes a reversal."""
    moving = Q(disputes__status__in=[*Dispute.OPEN, Dispute.Status.INQUIRY]) | Q(
        refunds__status=Refund.Status.PENDING
    )
    moving |= Q(
        refunds__ref__startswith=REVERSAL,
        refunds__status=Refund.Status.SUCCEEDED,
        refunds__created__gt=timezone.now() - UNDONE_WITHIN,
    )
    rested = Payment.objects.filter(
        moving,
        gateway=provider.code,
        livemode=provider.livemode,
        updated__lt=timezone.now() - RESTS,
    )
    for payment in rested.distinct():
        settlement.ask_for_look(payment)


def _note_what_is_missing(provider: ListingGateway) -> None:
    """A look found less than was recorded. Access stays; somebody has to see."""
    doubted = Payment.objects.filter(
        gateway=provider.code, livemode=provider.livemode, doubted_since__isnull=False
    )
    for payment in doubted.select_related("order"):
        _write(
            Drift(
                gateway=payment.gateway,
                livemode=payment.livemode,
                kind=Drift.Kind.MISSING,
                about=ObjectKind.PAYMENT,
                ref=payment.ref or str(payment.pk),
                refs=[payment.ref],
                reference=payment.order.number,
                ours=payment.captured,
                currency=payment.currency,
                payment=payment,
            )
        )


def _close_what_agrees(provider: ListingGateway) -> None:
    drifts = Drift.objects.filter(
        gateway=provider.code, livemode=provider.livemode, state=Drift.State.OPEN
    ).select_related("payment")
    for chunk in _chunks(drifts):
        things = {drift.pk: as_it_was(drift) for drift in chunk}
        books = Books(provider, things.values())
        fixed = [drift.pk for drift in chunk if _agrees(drift, things, books)]
        Drift.objects.filter(pk__in=fixed).update(
            state=Drift.State.FIXED, closed=timezone.now()
        )


def _agrees(drift: Drift, things: dict[int, ProviderObject], books: Books) -> bool:
    if drift.kind == Drift.Kind.MISSING:
        return drift.payment is not None and drift.payment.doubted_since is None
    return books.agree(things[drift.pk])


def _look(payment: Payment) -> None:
    settlement.ask_for_look(payment)
    settlement.look(payment.pk)


def _keep(run: ReconcileRun) -> None:
    """Still ours, and for another while. Raises Taken."""
    lease = timezone.now() + ReconcileRun.LEASE
    mine = ReconcileRun.objects.filter(pk=run.pk, token=run.token, finished=None)
    if not mine.update(lease=lease):
        raise Taken


def _chunks(things: Iterable[T]) -> Iterator[list[T]]:
    left = iter(things)
    while chunk := list(islice(left, CHUNK)):
        yield chunk
