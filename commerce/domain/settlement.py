"""The one door: look at the provider, record facts, derive everything else.

Events, return pages, checks and staff only ask for a look. See docs/settlement.md.
"""

import logging
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError
from django.db.models import F, Q
from django.utils import timezone

from commerce.gateways import is_offline
from commerce.gateways.contract import (
    GatewayError,
    GatewayUnavailable,
    PaymentSnapshot,
    Status,
)
from commerce.models import (
    Dispute,
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
from .facts import (
    BEGUN,
    know_customer,
    record_facts,
    review,
    tell_of_disputes,
)
from .locking import lock_order, locked

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
BACK_OFF = [timedelta(seconds=s) for s in (5, 15, 60, 300, 900)]
LANE = 5  # seconds a turn
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


def look(payment_id: uuid.UUID) -> bool:
    """Claim, ask the provider with no transaction open, apply; again while something new was asked for.

    Whether the provider answers; where somebody keeps the rows locked the look is put off too.
    """
    while claimed := claim(payment_id):
        payment = claimed.payment
        try:
            if not apply(_seen(payment), claimed):
                break
        except (GatewayError, OperationalError) as failure:
            number = payment.order.number
            logger.warning("look put off payment=%s order=%s %r", payment.pk, number, failure)  # fmt: skip
            _put_off(claimed, payment.look_failures)
            return not isinstance(failure, GatewayUnavailable)
    return True


def _seen(payment: Payment) -> PaymentSnapshot:
    """The truth, after what it calls for: capture what was approved, close what nobody paid in time."""
    snapshot = calls.truth(payment)
    if payment.status == Payment.Status.PROCESSING or snapshot.status not in BEGUN:
        return snapshot
    approved = snapshot.status == Status.APPROVED
    if approved and (call := _planned_capture(payment, snapshot)):
        return calls.capture(call)
    return calls.cancel(payment) if _is_over(payment, snapshot) else snapshot


def _is_over(payment: Payment, begun: PaymentSnapshot) -> bool:
    """Not paid in time, which ends no transfer whose proof nobody has looked at; or too many cards were tried."""
    if payment.expires_at < timezone.now():
        return not payment.proofs.waiting().exists()
    return bool(begun.failure_code and limits.is_tried_out(payment))


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
        if payment.status in Payment.OPEN:  # an older one may name who is gone
            know_customer(payment, order.user_id, snapshot.customer)
        record_facts(payment, snapshot)
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
    lacking = reservations.take_again(order) if arrived else []
    lines = list(order.lines.select_related("product"))
    lacking += _follow_with_pieces(order, lines, balance)
    order.save()
    changed = [line for line in lines if _moved(line, balance, now)]
    if changed:
        OrderLine.objects.bulk_update(changed, ["settled_at", "holds"])
        derive_entitlements(order, lines)
    _return_extras(balance)
    if balance.is_suspended or (changed and not arrived):
        tell_of_disputes(order, suspended=balance.is_suspended)
    if order.payment_state != before:
        logger.info("order %s → %s order=%s", before, order.payment_state, order.number)
    for lack in lacking:
        review(balance.takings[0].payment_id, lack)
    if arrived:
        first = balance.takings[0].payment_id if balance.takings else f"free {order.pk}"
        Effect.once("receipt", first, order=str(order.pk))


def _moved(line: OrderLine, balance: Balance, now: datetime) -> bool:
    """Whether the line is paid for now and was not, or the other way round; written on it."""
    held, line.holds = line.holds, balance.pays_for(line)
    if line.holds:
        line.settled_at = line.settled_at or now
    return line.holds != held


def _follow_with_pieces(
    order: Order, lines: list[OrderLine], balance: Balance
) -> list[str]:
    """What is given back before it was sent is in the stock again, and leaves it where the refund came to nothing after all."""
    if order.fulfilment != Order.Fulfilment.PROCESSING:
        return []
    if order.payment_state == Order.PaymentState.REFUNDED:
        reservations.put_back(lines)
        order.reserved = False
    reservations.put_back(line for line in lines if balance.gave_back(line))
    again = [
        line
        for line in lines
        if line.settled_at and not (line.holds or line.taken) and balance.pays_for(line)
    ]
    return [] if reservations.are_there(again) else ["stock"]


def _return_extras(balance: Balance) -> None:
    """What came when the order had been paid: back, or kept because the money before it went back, which staff judge."""
    for taken in balance.beyond_due():
        _return_extra(taken)
    for taken in balance.paid_anew():
        review(taken.payment_id, "anew")


def _return_extra(taken: Taken) -> None:
    """By itself, once, and anew when a dispute of it has ended; where staff took it, they send it."""
    payment = Payment.objects.get(pk=taken.payment_id)
    if is_offline(payment.gateway):
        review(payment.pk, "again")
        return
    ended = payment.disputes.filter(status__in=Dispute.ENDED).count()
    fact = f"{payment.pk} {ended or ''}".strip()
    Effect.once("return_extra", fact, payment=str(payment.pk))


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
    """Look at every payment somebody asked about; how many.

    A provider that is away, or slow, keeps the others waiting for ``LANE`` seconds and one look.
    """
    until = time.monotonic() + LANE
    done, away = 0, set()
    due = _due(most, away)
    while due and time.monotonic() < until:
        payment_id, code = due.pop(0)
        done += 1
        if not look(payment_id):
            away.add(code)
            due = _due(most - done, away)
    return done


def _due(most: int, away: set[str]) -> list[tuple[uuid.UUID, str]]:
    """Payments, oldest first, with their gateways; none of those that are away."""
    due = Payment.objects.looks_due().exclude(gateway__in=away).order_by("look_due")
    return list(due.values_list("pk", "gateway")[:most])


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
