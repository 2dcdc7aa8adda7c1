"""The one door: look at the provider, record facts, derive everything else.

Events, return pages, checks and staff only ask for a look. See docs/settlement.md.
"""

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from commerce.gateways import is_offline
from commerce.gateways.contract import GatewayError, PaymentSnapshot, Status
from commerce.models import (
    Effect,
    Order,
    OrderLine,
    Payment,
    ProviderCall,
    WebhookEvent,
)

from . import calls, limits, reservations
from .balance import Balance, Taken, balance_of
from .entitlements import derive_entitlements
from .facts import know_customer, record_facts, review
from .locking import lock_order, locked

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
BACK_OFF = [timedelta(seconds=s) for s in (5, 15, 60, 300, 900)]
CHECKS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 360, 1440)]
LAST_CHECK = timedelta(days=30)


@dataclass(frozen=True)
class Claim:
    """The right to look at a payment, as it stood then, once; up to the look asked for as ``wanted``."""

    payment: Payment
    token: uuid.UUID
    wanted: int


def ask_for_look(payment: Payment) -> None:
    """The worker will look soon. Nothing is added where a look is awaited already; one under way may be too early."""
    none_awaited = Q(looks_wanted=F("looks_done")) | Q(look_token__isnull=False)
    Payment.objects.filter(none_awaited, pk=payment.pk).update(
        looks_wanted=F("looks_wanted") + 1, look_due=timezone.now()
    )


def claim(payment_id: uuid.UUID) -> Claim | None:
    """The claim, or None where nothing is wanted or somebody else is at it."""
    now = timezone.now()
    token = uuid.uuid4()
    free = Q(look_until=None) | Q(look_until__lt=now)
    taken = Payment.objects.filter(
        free, pk=payment_id, looks_wanted__gt=F("looks_done")
    ).update(look_token=token, look_until=now + LEASE)
    if not taken:
        return None
    payment = Payment.objects.select_related("order").get(
        pk=payment_id, look_token=token
    )
    return Claim(payment, token, payment.looks_wanted)


def look(payment_id: uuid.UUID) -> None:
    """Claim, ask the provider with no transaction open, apply; again while something new was asked for."""
    while claimed := claim(payment_id):
        payment = claimed.payment
        try:
            snapshot = _seen(payment)
        except GatewayError:
            logger.warning(
                "look put off payment=%s order=%s", payment.pk, payment.order.number
            )
            _put_off(claimed, payment.look_failures)
            return
        if not apply(snapshot, claimed):
            return


def _seen(payment: Payment) -> PaymentSnapshot:
    """The truth, after what it calls for: capture what was approved, close what nobody paid in time."""
    snapshot = calls.truth(payment)
    was_taken = payment.status == Payment.Status.PROCESSING
    if snapshot.status == Status.APPROVED and not was_taken:
        call = _planned_capture(payment, snapshot)
        return calls.capture(call) if call else snapshot
    if snapshot.status == Status.OPEN and (
        payment.expires_at < timezone.now()
        or (snapshot.failure_code and limits.is_tried_out(payment))
    ):
        return calls.cancel(payment)
    return snapshot


def _planned_capture(
    payment: Payment, approved: PaymentSnapshot
) -> ProviderCall | None:
    """The committed capture call, if this is the current attempt at an order still wholly due, approved as asked."""
    with locked():
        order = lock_order(pk=payment.order_id)
        current = Payment.objects.select_for_update().get(pk=payment.pk)
        wanted = (current.amount, current.currency) == (
            approved.amount,
            approved.currency,
        )
        due = (
            order.payment_state == Order.PaymentState.PENDING
            and current.status in Payment.OPEN
        )
        if not (wanted and due):
            return None
        made = current.calls.filter(operation="capture").last()
        if made and made.state == ProviderCall.State.ANSWERED:
            return None  # never again without the buyer
        return made or calls.plan(current, "capture", calls.request_of(current))


def apply(snapshot: PaymentSnapshot, claimed: Claim) -> bool:
    """Facts in, everything derived, in one transaction; whether another look was asked for meanwhile.

    A claim that was lost changes nothing.
    """
    with locked():
        order = lock_order(pk=claimed.payment.order_id)
        payment = Payment.objects.select_for_update().get(pk=claimed.payment.pk)
        if payment.look_token != claimed.token:
            return False
        _release(payment, claimed)
        record_facts(payment, snapshot)
        know_customer(payment, order.user_id, snapshot.customer)
        if snapshot.status == Status.UNKNOWN:
            review(payment.pk, "unknown")
        settle(order)
        WebhookEvent.objects.filter(
            payment=payment,
            state=WebhookEvent.State.ROUTED,
            routed_as__lte=claimed.wanted,
        ).update(state=WebhookEvent.State.DONE)
        return payment.looks_wanted > payment.looks_done


def settle(order: Order) -> None:
    """Derive the order and what its buyer holds. Call with the order locked."""
    balance = balance_of(order)
    before, order.payment_state = (
        order.payment_state,
        balance.state(order.payment_state),
    )
    now = timezone.now()
    arrived = not order.paid_at and balance.received >= balance.due
    if arrived:  # also where some of it went back before anybody looked
        order.paid_at = now
    order.save()
    lines = list(order.lines.all())
    changed = [line for line in lines if _moved(line, balance, now)]
    if changed:
        OrderLine.objects.bulk_update(changed, ["settled_at", "holds"])
        derive_entitlements(order, lines)
    for taken in balance.beyond_due():
        _give_back(taken)
    if order.payment_state != before:
        logger.info("order %s → %s order=%s", before, order.payment_state, order.number)
    if arrived:
        for lacking in reservations.take_again(order):
            review(balance.takings[0].payment_id, lacking)
        first = balance.takings[0].payment_id if balance.takings else f"free {order.pk}"
        Effect.once("receipt", first, order=str(order.pk))


def _moved(line: OrderLine, balance: Balance, now: datetime) -> bool:
    """Whether the line is paid for now and was not, or the other way round; written on it."""
    held, line.holds = line.holds, balance.pays_for(line)
    if line.holds:
        line.settled_at = line.settled_at or now
    return line.holds != held


def _give_back(taken: Taken) -> None:
    """Paid twice: it goes back by itself, once; where staff took it, they send it."""
    payment = Payment.objects.get(pk=taken.payment_id)
    if is_offline(payment.gateway):
        review(payment.pk, "again")
    else:
        Effect.once("give_back", payment.pk, payment=str(payment.pk))


def _release(payment: Payment, claimed: Claim) -> None:
    """On the locked payment; saved with the facts."""
    payment.look_token = None
    payment.look_until = None
    payment.look_failures = 0
    payment.looks_done = max(payment.looks_done, claimed.wanted)


def _put_off(claimed: Claim, failures: int) -> None:
    Payment.objects.filter(pk=claimed.payment.pk, look_token=claimed.token).update(
        look_token=None,
        look_until=None,
        look_failures=failures + 1,
        look_due=timezone.now() + BACK_OFF[min(failures, len(BACK_OFF) - 1)],
    )


def due_looks(most: int = 20) -> int:
    """Look at every payment somebody asked about; how many."""
    due = list(
        Payment.objects.looks_due()
        .order_by("look_due")
        .values_list("pk", flat=True)[:most]
    )
    for payment_id in due:
        look(payment_id)
    return len(due)


def due_checks(most: int = 50) -> int:
    """Ask for the looks that no event may ever ask for: after 1 min, 5, 15, 1 h, 6 h, 24 h, then daily for 30 days."""
    due = list(
        Payment.objects.filter(check_due__lte=timezone.now()).order_by("check_due")[
            :most
        ]
    )
    for payment in due:
        ask_for_look(payment)
        Payment.objects.filter(pk=payment.pk).update(
            check_due=_next_check(payment), checks=F("checks") + 1
        )
    return len(due)


def _next_check(payment: Payment) -> object:
    step = CHECKS[min(payment.checks + 1, len(CHECKS) - 1)]
    due = timezone.now() + step
    return due if due < payment.created + LAST_CHECK else None
