"""The one door: look at the provider, record facts, derive everything else.

Events, return pages, checks and staff only ask for a look. See docs/settlement.md.
"""

import logging
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from commerce.gateways.contract import GatewayError, PaymentSnapshot, Status
from commerce.models import (
    Effect,
    Order,
    Payment,
    ProviderCall,
    ProviderRef,
    WebhookEvent,
)

from . import calls
from .entitlements import derive_entitlements
from .locking import locked

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
    if snapshot.status == Status.APPROVED:
        call = _planned_capture(payment, snapshot)
        return calls.capture(call) if call else snapshot
    if snapshot.status == Status.OPEN and payment.expires_at < timezone.now():
        return calls.cancel(payment)
    if snapshot.status == Status.UNKNOWN:
        logger.error("unknown status at the provider payment=%s", payment.pk)
    return snapshot


def _planned_capture(
    payment: Payment, approved: PaymentSnapshot
) -> ProviderCall | None:
    """The committed capture call, if this is the current attempt at an order still wholly due, approved as asked."""
    with locked():
        order = lock_order(payment.pk)
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
        return made or calls.plan(current, "capture", calls.request_of(current))


def apply(snapshot: PaymentSnapshot, claimed: Claim) -> bool:
    """Facts in, everything derived, in one transaction; whether another look was asked for meanwhile.

    A claim that was lost changes nothing.
    """
    with locked():
        order = lock_order(claimed.payment.pk)
        payment = Payment.objects.select_for_update().get(pk=claimed.payment.pk)
        if payment.look_token != claimed.token:
            return False
        _release(payment, claimed)
        record_facts(payment, snapshot)
        settle(order)
        WebhookEvent.objects.filter(
            payment=payment,
            state=WebhookEvent.State.ROUTED,
            routed_as__lte=claimed.wanted,
        ).update(state=WebhookEvent.State.DONE)
        return payment.looks_wanted > payment.looks_done


def lock_order(payment_id: uuid.UUID) -> Order:
    order_id = Payment.objects.filter(pk=payment_id).values("order")
    return Order.objects.select_for_update().get(pk__in=order_id)


def record_facts(payment: Payment, snapshot: PaymentSnapshot) -> None:
    """Merge what the provider says. Money once recorded is never taken back by a later view."""
    adopt(payment, snapshot.refs)
    payment.captured = max(payment.captured, snapshot.captured)
    if snapshot.captured or not payment.captured:  # not the card of an earlier try
        payment.details = {**payment.details, **snapshot.details}
    payment.failure_code = snapshot.failure_code or payment.failure_code
    status = _status(payment, snapshot)
    if status == Payment.Status.SUCCEEDED:
        payment.paid_at = payment.paid_at or timezone.now()
        payment.failure_code = ""  # of an earlier try, if a look happened to see it
    if status != payment.status:
        logger.info("payment %s → %s payment=%s", payment.status, status, payment.pk)
    payment.status = status
    payment.save()


def _status(payment: Payment, snapshot: PaymentSnapshot) -> str:
    """What the attempt is now. Late money beats a local close; an unknown word changes nothing."""
    states = Payment.Status
    if payment.status == states.SUCCEEDED:
        return payment.status
    if snapshot.captured:  # also what was reviewed, once the whole amount is there
        found = (snapshot.captured, payment.captured, snapshot.currency)
        exact = found == (payment.amount, payment.amount, payment.currency)
        return states.SUCCEEDED if exact else states.NEEDS_REVIEW
    if payment.status not in Payment.OPEN:
        return payment.status
    return {
        Status.OPEN: states.PENDING,
        Status.APPROVED: states.PENDING,
        Status.PROCESSING: states.PROCESSING,
        Status.SUCCEEDED: states.NEEDS_REVIEW,  # said to be paid, yet no money arrived
        Status.FAILED: states.FAILED,
        Status.CANCELED: states.CANCELED,
    }.get(snapshot.status, payment.status)


def settle(order: Order) -> None:
    """Derive the order and what its buyer holds. Call with the order locked."""
    before = order.payment_state
    payments = list(order.payments.values("status", "captured", "currency"))
    order.payment_state = _payment_state(order, payments)
    now = timezone.now()
    if order.payment_state == Order.PaymentState.PAID:
        order.paid_at = order.paid_at or now
        order.lines.filter(settled_at=None).update(settled_at=now)
    order.save()
    if _is_paid_twice(payments):
        Effect.once("review", f"{order.pk} paid twice", order=str(order.pk))
    if order.payment_state == before:
        return
    derive_entitlements(order)
    logger.info("order %s → %s order=%s", before, order.payment_state, order.number)
    if order.payment_state == Order.PaymentState.PAID:
        Effect.once("receipt", order.pk, order=str(order.pk))
    if order.payment_state == Order.PaymentState.NEEDS_REVIEW:
        Effect.once("review", order.pk, order=str(order.pk))


def _payment_state(order: Order, payments: list[dict]) -> str:
    paid = sum(
        payment["captured"]
        for payment in payments
        if payment["status"] == Payment.Status.SUCCEEDED
        and payment["currency"] == order.currency
    )
    states = Order.PaymentState
    if paid >= order.total:
        return states.PAID
    if any(payment["status"] == Payment.Status.NEEDS_REVIEW for payment in payments):
        return states.NEEDS_REVIEW
    return order.payment_state


def _is_paid_twice(payments: list[dict]) -> bool:
    """A second attempt brought money too: somebody has to give it back."""
    return sum(payment["captured"] > 0 for payment in payments) > 1


def adopt(payment: Payment, refs: tuple[str, ...]) -> None:
    """By these ids the provider speaks of this payment; each belongs to one payment only."""
    ProviderRef.objects.bulk_create(
        [
            ProviderRef(
                gateway=payment.gateway,
                livemode=payment.livemode,
                ref=ref,
                payment=payment,
            )
            for ref in refs
        ],
        ignore_conflicts=True,
    )


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
