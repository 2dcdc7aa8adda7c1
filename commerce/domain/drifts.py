"""What staff may do about a difference: have it looked at again, say which order it belongs to, or lay it aside."""

import logging

from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from commerce.models import Drift, Order, Payment, PaymentMethod, ProviderCall

from . import attempts, calls, copies, facts, settlement
from .locking import locked

logger = logging.getLogger(__name__)
LOOKED, ADOPTED, DISMISSED = (
    f"commerce.{done}_drift" for done in ("look_at", "adopt", "dismiss")
)


class NotAdoptable(Exception):
    """It belongs to a payment of ours already, or no method of this gateway was ever offered."""


def look_again(drift: Drift, *, by: User) -> None:
    """Ask the provider about its payment, and read the books again."""
    copies.refuse()
    if drift.payment:
        settlement.ask_for_look(drift.payment)
    log(drift, LOOKED, user=by, title=str(drift))


def adopt(drift: Drift, order: Order, *, by: User) -> Payment:
    """The money is this order's: an attempt is written that the next look finds paid. Raises NotAdoptable.

    Nothing of the drift is applied; what the look finds decides, also when the order was paid before.
    """
    copies.refuse()
    method = PaymentMethod.objects.filter(gateway=drift.gateway).first()
    if method is None or drift.kind != Drift.Kind.ORPHAN:
        raise NotAdoptable
    with locked():
        order = Order.objects.select_for_update().get(pk=order.pk)
        fresh = Drift.objects.select_for_update().get(pk=drift.pk)
        if fresh.state != Drift.State.OPEN or fresh.payment_id:
            raise NotAdoptable
        payment = _attempt(drift, order, method)
        _own(payment, drift.refs)
        settlement.ask_for_look(payment)
        Drift.objects.filter(pk=drift.pk).update(
            payment=payment, reference=order.number
        )
        log(drift, ADOPTED, user=by, title=str(drift), data={"order": order.number})
    logger.info("adopted ref=%s order=%s by=%s", drift.ref, order.number, by.pk)
    return payment


def dismiss(drift: Drift, reason: str, *, by: User) -> None:
    """It is explained; it is not shown again."""
    Drift.objects.filter(pk=drift.pk).update(
        state=Drift.State.DISMISSED, reason=reason, closed=timezone.now()
    )
    log(drift, DISMISSED, user=by, title=str(drift), data={"reason": reason})


def _own(payment: Payment, refs: list[str]) -> None:
    """All of these ids, or none: one that another payment has would pay for both."""
    facts.adopt(payment, tuple(refs))
    if payment.refs.count() < len(set(refs)):
        raise NotAdoptable


def _attempt(drift: Drift, order: Order, method: PaymentMethod) -> Payment:
    """Superseded, that is watched: the order may have a current attempt."""
    payment = Payment.objects.create(
        order=order,
        method=method,
        gateway=drift.gateway,
        livemode=drift.livemode,
        status=Payment.Status.SUPERSEDED,
        amount=order.total,
        currency=order.currency,
        ref=drift.refs[0],
        expires_at=timezone.now(),
        check_due=timezone.now() + settlement.CHECKS[0],
    )
    call = calls.plan(payment, "start", attempts.request_for(payment))
    ProviderCall.objects.filter(pk=call.pk).update(state=ProviderCall.State.ANSWERED)
    return payment
