"""What staff may do to money: say that it arrived, or that nobody waits for it."""

import logging
import uuid
from dataclasses import asdict, dataclass
from datetime import date

from django.db import IntegrityError
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from commerce.gateways import is_offline
from commerce.gateways.contract import PaymentSnapshot, Status
from commerce.models import Order, Payment, ProviderCall, ProviderRef, TransferProof
from commerce.money import Money

from . import attempts, copies, facts, settlement
from .locking import lock_order, locked
from .reservations import release

logger = logging.getLogger(__name__)
RECORDED, CANCELED = "commerce.record", "commerce.cancel"


class AlreadyRecorded(Exception):
    """This form was sent before, or this bank reference belongs to another payment."""


class OutstandingChanged(Exception):
    """The amount on the form is not what is outstanding now."""


class WrongGateway(Exception):
    """A provider reports this payment's money, not staff; or nothing is awaited any more."""


def outstanding(payment: Payment) -> Money:
    return Money(payment.amount - payment.captured, payment.currency)


def is_awaited(payment: Payment) -> bool:
    """Whether staff, not a provider, say when this money arrives, and have not yet."""
    return is_offline(payment.gateway) and payment.status != Payment.Status.SUCCEEDED


@dataclass(frozen=True)
class Received:
    """What arrived, under which bank reference (empty for cash), on which day."""

    money: Money
    reference: str
    on: date


def record_payment(
    payment_id: uuid.UUID, received: Received, *, form_id: str, by: User
) -> Order:
    """The money is here. ``form_id`` is the form's one-time id; a repeat changes nothing.

    Raises ReadOnlyCopy, AlreadyRecorded, OutstandingChanged, WrongGateway.
    """
    copies.refuse()
    try:
        with locked():
            order = lock_order(payments=payment_id)
            payment = Payment.objects.select_for_update().get(pk=payment_id)
            _refuse_unawaited(payment, received.money)
            _note(payment, received, form_id, by)
            _approve_proofs(payment, by)
            snapshot = PaymentSnapshot(
                status=Status.SUCCEEDED,
                captured=payment.captured + received.money.amount,
                currency=received.money.currency,
            )
            payment.check_due = None
            facts.record_facts(payment, snapshot)
            settlement.settle(order)
            told = {
                "amount": asdict(received.money),
                "order": order.number,
                "on": received.on,
            }
            log(payment, RECORDED, user=by, title=order.number, data=told)
    except IntegrityError as repeated:
        raise AlreadyRecorded from repeated
    logger.info(
        "payment recorded payment=%s order=%s by=%s", payment.pk, order.number, by.pk
    )
    return order


def may_cancel(order: Order) -> bool:
    """Nobody paid it, and nothing of it has left."""
    states = Order.Fulfilment
    stays = order.fulfilment in {states.NONE, states.PROCESSING}
    return order.payment_state == Order.PaymentState.PENDING and stays


def cancel_order(order_id: uuid.UUID, *, by: User) -> Order:
    """Its attempts are closed first; whoever was told how to pay is told that nothing is owed. Late money still counts.

    Raises ReadOnlyCopy, OrderClosed, StillProcessing.
    """
    copies.refuse()
    order = Order.objects.get(pk=order_id)
    if not may_cancel(order):
        raise attempts.OrderClosed(order)
    attempts.close_all(order)
    with locked():
        order = lock_order(pk=order_id)
        if not may_cancel(order):
            raise attempts.OrderClosed(order)
        attempts.cancel(order)
        release(order)
        attempts.tell_who_was_awaited(order, reason="canceled")
        log(order, CANCELED, user=by, title=order.number)
    logger.info("order canceled order=%s by=%s", order.number, by.pk)
    return order


def _refuse_unawaited(payment: Payment, amount: Money) -> None:
    if not is_awaited(payment):
        raise WrongGateway
    if amount != outstanding(payment):
        raise OutstandingChanged


def _note(payment: Payment, received: Received, form_id: str, by: User) -> None:
    """Who recorded what: once a form and once a bank reference, which the database sees to."""
    ProviderCall.objects.create(
        key=f"{payment.pk}:record:{form_id}",
        payment=payment,
        operation="record",
        state=ProviderCall.State.ANSWERED,
        params={
            "amount": received.money.amount,
            "currency": received.money.currency,
            "reference": received.reference,
            "received_on": received.on.isoformat(),
            "by": by.pk,
        },
    )
    if received.reference:
        ProviderRef.objects.create(
            gateway=payment.gateway,
            livemode=payment.livemode,
            ref=f"received {received.reference}",
            payment=payment,
        )


def _approve_proofs(payment: Payment, by: User) -> None:
    """Whatever the buyer sent of this money, it is here now."""
    payment.proofs.waiting().update(
        state=TransferProof.State.APPROVED, decided_by=by, decided_at=timezone.now()
    )
