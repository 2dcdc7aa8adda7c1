"""The worker's lanes, taken in turn: what must happen is a row, and this does it."""

import logging
import signal
import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from commerce import emails
from commerce.models import Effect
from commerce.models.durable import MOST_ATTEMPTS

from . import calendar, copies, inbox, reconcile, refunds, settlement

logger = logging.getLogger(__name__)
POLL = 0.25  # seconds
LEASE = timedelta(seconds=60)
BATCH = 20
TRIED_AGAIN = "commerce.try_again"

Lane = Callable[[], int]
# what an effect does; every other kind is a letter
ACTIONS: dict[str, Callable[[Effect], None]] = {
    "refund": refunds.carry_out,
    "return_extra": refunds.return_extra,
}


def due_effects() -> int:
    """Carry out what is due; how many. One that failed before travels alone.

    A mail server that hangs may keep the other lanes waiting for ``LANE`` seconds and one mail.
    """
    until = time.monotonic() + settlement.LANE
    fresh = list(Effect.objects.due().filter(attempts=0).order_by("due")[:BATCH])
    tried = list(Effect.objects.due().filter(attempts__gt=0).order_by("due")[:1])
    done = 0
    for effect in fresh + tried:
        if time.monotonic() > until:
            break
        carry_out(effect.pk)
        done += 1
    return done


def carry_out(effect_id: int) -> None:
    """Lease, do, mark done. A crash in between repeats it after the lease; eight tries, then it is laid aside."""
    token = uuid.uuid4()
    leased = (
        Effect.objects.due()
        .filter(pk=effect_id)
        .update(token=token, due=timezone.now() + LEASE, attempts=F("attempts") + 1)
    )
    if not leased:
        return
    effect = Effect.objects.get(pk=effect_id)
    if effect.attempts > MOST_ATTEMPTS:  # it took the process down each time
        _put_off(effect, RuntimeError("the worker died of it"))
        return
    try:
        ACTIONS.get(effect.kind, emails.send)(effect)
    except Exception as failure:  # whatever it is, the row says so and is tried again
        logger.exception("effect failed kind=%s fact=%s", effect.kind, effect.fact)
        _put_off(effect, failure)
        return
    Effect.objects.filter(pk=effect_id, token=token).update(
        state=Effect.State.DONE, error=""
    )


def _put_off(effect: Effect, failure: Exception) -> None:
    dead = effect.attempts >= MOST_ATTEMPTS
    mine = Effect.objects.filter(pk=effect.pk, token=effect.token)
    with transaction.atomic():
        kept = mine.update(
            state=Effect.State.DEAD if dead else Effect.State.WAITING,
            due=timezone.now() + timedelta(seconds=5 * 4**effect.attempts),
            error=repr(failure)[:500],
        )
        if kept and dead and effect.kind in ACTIONS:
            refunds.give_up(effect)


def try_again(effect: Effect, *, by: User) -> None:
    """Eight tries more of what was given up; nothing where a colleague was faster."""
    copies.refuse()
    given_up = Effect.objects.filter(pk=effect.pk, state=Effect.State.DEAD)
    again = {"state": Effect.State.WAITING, "attempts": 0, "due": timezone.now()}
    with transaction.atomic():
        if given_up.update(**again):
            log(effect, TRIED_AGAIN, user=by, title=str(effect))


LANES: tuple[Lane, ...] = (
    inbox.due_events,
    settlement.due_looks,
    due_effects,
    settlement.due_checks,
    calendar.due_days,
)
ON_A_COPY: tuple[Lane, ...] = (calendar.due_days,)


def turn() -> int:
    """Every lane once; how much was done. A lane that fails does not stop the others."""
    done = 0
    for lane in _lanes():
        try:
            done += lane()
        except Exception:  # a poisoned row must not stop the shop
            logger.exception("lane %s", lane.__name__)
            close_old_connections()
    return done


def _lanes() -> tuple[Lane, ...]:
    """None while the database is away: the worker waits for it."""
    try:
        return ON_A_COPY if copies.is_copy() else LANES
    except DatabaseError:
        logger.exception("database")
        close_old_connections()
        return ()


def work(stop: threading.Event) -> None:
    """Turns until told to stop."""
    copies.settle_in()
    threading.Thread(target=reconcile.keep_up, args=[stop], daemon=True).start()
    while not stop.is_set():
        if not turn():
            close_old_connections()
            stop.wait(POLL)


def stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def drain(seconds: float = 10) -> None:
    """Turns until nothing is left to do; for commands and tests."""
    until = time.monotonic() + seconds
    while turn():
        if time.monotonic() > until:
            message = "the worker never came to rest"
            raise TimeoutError(message)
