"""Facts: what a provider says, merged by the provider's ids and never taken back."""

import logging
import uuid
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta

from django.utils import timezone

from commerce.gateways import is_offline
from commerce.gateways.contract import (
    REVERSAL,
    DisputeSnapshot,
    PaymentSnapshot,
    RefundSnapshot,
    RefundStatus,
    Status,
)
from commerce.models import (
    Dispute,
    Effect,
    GatewayCustomer,
    Order,
    Payment,
    ProviderRef,
    Refund,
)

logger = logging.getLogger(__name__)
AWAITED = {Payment.Status.PROCESSING}  # the buyer was told that we shall write
BEGUN = {Status.OPEN, Status.APPROVED}
LOST = {Payment.Status.FAILED, Payment.Status.CANCELED}
DOUBT = timedelta(minutes=2)  # three views in a row, a minute apart
AGAIN = timedelta(minutes=1)


def record_facts(payment: Payment, snapshot: PaymentSnapshot) -> None:
    """Merge what the provider says. A view that lacks money or a fact we recorded changes nothing of it."""
    hidden = _is_out_of_sight(payment, snapshot)
    adopt(payment, snapshot.refs)
    if hidden:
        _doubt(payment)
        return
    doubtful = not (is_offline(payment.gateway) or _knows_all(payment, snapshot))
    if doubtful:
        _doubt(payment)
    if snapshot.captured < payment.captured:
        payment.save()
        return
    if not doubtful:
        payment.doubted_since = None
    before = payment.status
    _take(payment, snapshot)
    payment.save()
    if payment.status in AWAITED and before not in AWAITED:
        Effect.once("confirming", payment.pk, payment=str(payment.pk))
    if before in AWAITED and payment.status in LOST:
        _tell_of_failure(payment)
    if payment.status == Payment.Status.NEEDS_REVIEW:
        review(payment.pk, "amount")


def _is_out_of_sight(payment: Payment, snapshot: PaymentSnapshot) -> bool:
    """Being confirmed, and only begun by this view, which may be old: the third one, a minute apart, is believed.

    One that says why the newest try failed that we know of is not old.
    """
    if payment.status not in AWAITED or snapshot.status not in BEGUN:
        return False
    newest = payment.refs.order_by("pk").last()
    if snapshot.failure_code and newest and newest.ref in snapshot.refs:
        return False
    since = payment.doubted_since
    return since is None or timezone.now() < since + DOUBT


def know_customer(payment: Payment, user_id: int | None, ref: str) -> None:
    """By this id the provider knows this person from now on."""
    if user_id and ref:
        known = GatewayCustomer(
            user_id=user_id,
            gateway=payment.gateway,
            livemode=payment.livemode,
            ref=ref,
        )
        GatewayCustomer.objects.bulk_create(
            [known],
            update_conflicts=True,
            unique_fields=["user", "gateway", "livemode"],
            update_fields=["ref"],
        )


def _take(payment: Payment, snapshot: PaymentSnapshot) -> None:
    """The money of the view, and what the attempt is by it."""
    payment.captured = snapshot.captured
    if snapshot.captured or not payment.captured:  # not the card of an earlier try
        payment.details = {**payment.details, **snapshot.details}
    payment.failure_code = snapshot.failure_code or payment.failure_code
    before, status = payment.status, _status(payment, snapshot)
    if status == Payment.Status.SUCCEEDED:
        payment.paid_at = payment.paid_at or timezone.now()
        payment.failure_code = ""  # of an earlier try, if a look happened to see it
    if status != before:
        logger.info("payment %s → %s payment=%s", before, status, payment.pk)
    payment.status = status


def _knows_all(payment: Payment, snapshot: PaymentSnapshot) -> bool:
    """Whether the view lacks nothing that was recorded; what it adds is recorded."""
    lacks_money = snapshot.captured < payment.captured
    if not (payment.captured or snapshot.refunds or snapshot.disputes):
        return not lacks_money
    undone = () if lacks_money else _undone(payment, snapshot)
    refunds = [*snapshot.refunds, *undone]
    knows = merge_money_back(payment, refunds, snapshot.disputes)
    return knows and not lacks_money


def merge_money_back(
    payment: Payment,
    refunds: Iterable[RefundSnapshot],
    disputes: Iterable[DisputeSnapshot],
) -> bool:
    """Record these; whether none is missing."""
    knows_refunds = merge_refunds(payment, refunds)
    return _merge_disputes(payment, disputes) and knows_refunds


def merge_refunds(payment: Payment, seen: Iterable[RefundSnapshot]) -> bool:
    """Record these refunds by the provider's id, or by ours; whether none is missing that has an id there."""
    held = list(payment.refunds.all())
    by_ref = {refund.ref: refund for refund in held if refund.ref}
    by_ours = {str(refund.pk): refund for refund in held}
    seen = list(seen)
    refs = {snapshot.ref for snapshot in seen}
    for snapshot in seen:
        refund = by_ref.get(snapshot.ref) or by_ours.get(snapshot.ours)
        refund = refund or _renamed(snapshot, held, refs)
        _merge_refund(refund or _found_there(payment, snapshot), snapshot)
    adopt(payment, tuple(snapshot.ref for snapshot in seen))
    return {
        refund.ref for refund in held if refund.ref and not _is_over(refund)
    } <= refs


def _undone(payment: Payment, snapshot: PaymentSnapshot) -> list[RefundSnapshot]:
    """What a provider took back by itself, and shows no longer: the third view, a minute apart, is believed."""
    since = payment.doubted_since
    if since is None or timezone.now() < since + DOUBT:
        return []
    held = payment.refunds.counting().filter(ref__startswith=REVERSAL)
    gone = held.exclude(ref__in=[each.ref for each in snapshot.refunds])
    return [
        RefundSnapshot(each.ref, each.amount, each.currency, RefundStatus.CANCELED)
        for each in gone
    ]


def _is_over(refund: Refund) -> bool:
    """A reversal that was undone need not be shown any more."""
    return refund.ref.startswith(REVERSAL) and not refund.counts


def _renamed(
    snapshot: RefundSnapshot, held: list[Refund], refs: set[str]
) -> Refund | None:
    """The reversal that was seen before its id was heard of."""
    return next(
        (
            refund
            for refund in held
            if snapshot.ref.startswith(REVERSAL)
            and refund.ref.startswith(REVERSAL)
            and refund.ref not in refs
            and refund.counts
            and refund.amount == snapshot.amount
        ),
        None,
    )


def _found_there(payment: Payment, snapshot: RefundSnapshot) -> Refund:
    """Somebody refunded it at the provider. Which lines of the order that was for, staff have to say."""
    refund = Refund.objects.create(
        payment=payment,
        amount=snapshot.amount,
        currency=snapshot.currency,
        source=Refund.Source.PROVIDER,
    )
    if snapshot.amount < payment.amount:
        review(payment.pk, "unsplit", refund.pk)
    return refund


def _merge_refund(refund: Refund, snapshot: RefundSnapshot) -> None:
    """It never moves back: a view that is late says less than is known. A reversal may, and what failed by our word alone."""
    order = list(Refund.Status)
    seen = (Refund.Status(refund.status), Refund.Status(snapshot.status))
    by_us_alone = refund.status == Refund.Status.FAILED and not refund.ref
    may_move_back = by_us_alone or snapshot.ref.startswith(REVERSAL)
    after = seen[1] if may_move_back else max(seen, key=order.index)
    if (refund.ref, refund.status) == (snapshot.ref, after):
        return
    logger.info("refund %s → %s refund=%s", refund.status, after, refund.pk)
    refund.ref, refund.status = snapshot.ref, after
    refund.failure_code = snapshot.failure_code or refund.failure_code
    refund.save()
    if (snapshot.amount, snapshot.currency) != (refund.amount, refund.currency):
        review(refund.payment_id, "refund_amount", refund.pk)
    if after == Refund.Status.SUCCEEDED and (by_us_alone or not _was_promised(refund)):
        _tell("refunded", refund)
    if after == Refund.Status.FAILED:
        tell_of_failed_refund(refund)


def tell_of_failed_refund(refund: Refund) -> None:
    """Staff; and the buyer, where we had written that the money went back."""
    review(refund.payment_id, "refund_failed", refund.pk)
    told = Effect.objects.filter(kind="refunded", fact=str(refund.pk))
    if _was_promised(refund) or told.exists():
        _tell("refund_failed", refund)


def _was_promised(refund: Refund) -> bool:
    """Its buyer asked for it, and read that we agree."""
    return refund.source == Refund.Source.CUSTOMER


def _tell(kind: str, refund: Refund) -> None:
    """Its buyer, once."""
    Effect.once(
        kind,
        refund.pk,
        order=str(refund.payment.order_id),
        amount=refund.amount,
        reason=refund.source,
    )


def _merge_disputes(payment: Payment, seen: Iterable[DisputeSnapshot]) -> bool:
    """The provider's newest word of each; whether none is missing."""
    held = {dispute.ref: dispute for dispute in payment.disputes.all()}
    seen = list(seen)
    for snapshot in seen:
        _merge_dispute(held.get(snapshot.ref) or Dispute(payment=payment), snapshot)
    adopt(payment, tuple(snapshot.ref for snapshot in seen))
    return held.keys() <= {snapshot.ref for snapshot in seen}


def _merge_dispute(dispute: Dispute, snapshot: DisputeSnapshot) -> None:
    before = dispute.status
    for name, value in asdict(snapshot).items():
        setattr(dispute, name, value)
    if dispute.status in Dispute.ENDED:
        dispute.closed_at = dispute.closed_at or timezone.now()
    else:
        dispute.closed_at = None
    dispute.save()
    if dispute.status != before:
        logger.info(
            "dispute %s → %s payment=%s", before, dispute.status, dispute.payment_id
        )
        about = f"{dispute.ref} {dispute.status}"
        review(dispute.payment_id, "dispute", about)


def tell_of_disputes(order: Order, *, suspended: bool) -> None:
    """Its buyer: of those that close it now, and of those that did and ended in our favour; each once."""
    disputes = Dispute.objects.filter(payment__order=order)
    if suspended:
        for dispute in disputes.open():
            Effect.once("paused", dispute.pk, order=str(order.pk))
        return
    for dispute in disputes.filter(status__in=Dispute.OURS):
        told = Effect.objects.filter(kind="paused", fact=str(dispute.pk))
        if told.exists() and order.lines.filter(holds=True).exists():
            Effect.once("resumed", dispute.pk, order=str(order.pk))


def _tell_of_failure(payment: Payment) -> None:
    """Once. Who saw the bank decline needs no mail."""
    Effect.once("failed", payment.pk, payment=str(payment.pk))


def _doubt(payment: Payment) -> None:
    """Look again in a minute; what is doubted for longer is somebody's business. Access stays as it is."""
    now = timezone.now()
    payment.doubted_since = payment.doubted_since or now
    if now < payment.doubted_since + DOUBT:
        payment.check_due = now + AGAIN
    else:
        review(payment.pk, "missing")
    payment.save()


def review(payment_id: uuid.UUID, reason: str, about: object = "") -> None:
    """Somebody has to decide; told once a payment, reason and what it is about."""
    logger.error("review %s payment=%s %s", reason, payment_id, about)
    fact = f"{payment_id} {reason} {about}".strip()
    Effect.once("review", fact, payment=str(payment_id), reason=reason)


def _status(payment: Payment, snapshot: PaymentSnapshot) -> str:
    """What the attempt is now. Late money beats a local close; an unknown word changes nothing."""
    states = Payment.Status
    if payment.status == states.SUCCEEDED:
        return payment.status
    if snapshot.captured:  # also what was reviewed, once the whole amount is there
        found = (snapshot.captured, snapshot.currency)
        exact = found == (payment.amount, payment.currency)
        return states.SUCCEEDED if exact else states.NEEDS_REVIEW
    if payment.status not in Payment.OPEN:
        return payment.status
    if payment.status == states.PROCESSING and snapshot.status in BEGUN:
        return states.FAILED  # what was being confirmed is to be paid anew
    return {
        Status.OPEN: states.PENDING,
        Status.APPROVED: states.PENDING,
        Status.PROCESSING: states.PROCESSING,
        Status.SUCCEEDED: states.NEEDS_REVIEW,  # said to be paid, yet no money arrived
        Status.FAILED: states.FAILED,
        Status.CANCELED: states.CANCELED,
    }.get(snapshot.status, payment.status)


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
