"""Giving money back: planned under the order's lock, carried out as an effect, known by the provider's word."""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from django.db import IntegrityError
from django.db.models import Sum
from wagtail.log_actions import log

from accounts.models import User
from commerce.gateways.contract import GatewayError, GatewayUnavailable, RefundSnapshot
from commerce.models import (
    Dispute,
    Effect,
    Order,
    OrderLine,
    Payment,
    ProviderRef,
    Refund,
    RefundLine,
)
from commerce.models.durable import MOST_ATTEMPTS
from commerce.money import Money

from . import calls, copies, facts, settlement
from .balance import Balance, balance_of
from .locking import lock_order, locked

logger = logging.getLogger(__name__)
ASKED, SPLIT = "commerce.refund", "commerce.split_refund"


class TooMuch(Exception):
    """More than is left of the payment, of a line, or than the parts add up to."""


class AlreadyAsked(Exception):
    """This form was sent before."""


@dataclass(frozen=True)
class Wish:
    """How much of a payment goes back and why; ``split``: minor units by line id, all of ``money`` or nothing.

    ``form_id`` is the form's one-time id: a repeat changes nothing. ``reference``: the bank's, of money that staff
    sent themselves; once only.
    """

    money: Money
    source: str
    reason: str = ""
    split: Mapping[int, int] = field(default_factory=dict)
    form_id: str = ""
    reference: str = ""


def refundable(payment: Payment) -> Money:
    """What is left of it to give back: received, less what is back, on its way, lost to the bank, or disputed.

    Of what a bank is deciding no provider gives anything back, so that it never goes back twice.
    """
    at_bank = payment.disputes.filter(status__in=[Dispute.Status.LOST, *Dispute.OPEN])
    gone = (payment.refunds.counting(), at_bank)
    totals = [each.aggregate(total=Sum("amount"))["total"] or 0 for each in gone]
    return Money(max(payment.captured - sum(totals), 0), payment.currency)


def plan_refund(payment_id: uuid.UUID, wish: Wish, *, by: User | None = None) -> Refund:
    """The refund, committed with its call; the worker carries it out. Access follows at once.

    Raises ReadOnlyCopy, TooMuch, AlreadyAsked.
    """
    copies.refuse()
    try:
        with locked():
            order = lock_order(payments=payment_id)
            payment = Payment.objects.select_for_update().get(pk=payment_id)
            refund = _plan(payment, order, wish, by)
            settlement.settle(order)
    except IntegrityError as repeated:
        raise AlreadyAsked from repeated
    logger.info(
        "refund asked refund=%s payment=%s order=%s",
        refund.pk,
        payment_id,
        order.number,
    )
    return refund


def _plan(payment: Payment, order: Order, wish: Wish, by: User | None) -> Refund:
    _refuse_too_much(payment, order, wish)
    refund = Refund.objects.create(
        payment=payment,
        amount=wish.money.amount,
        currency=wish.money.currency,
        source=wish.source,
        reason=wish.reason,
        form_id=wish.form_id,
        author=by,
    )
    RefundLine.objects.bulk_create(
        RefundLine(refund=refund, line_id=line, amount=amount)
        for line, amount in wish.split.items()
        if amount
    )
    if wish.reference:
        ProviderRef.objects.create(
            gateway=payment.gateway,
            livemode=payment.livemode,
            ref=f"sent {wish.reference}",
            payment=payment,
        )
    calls.plan_refund(refund)
    Effect.once("refund", refund.pk, refund=str(refund.pk))
    told = {
        "amount": asdict(wish.money),
        "order": order.number,
        "reason": wish.reason,
        "source": wish.source,
        "reference": wish.reference,
    }
    log(payment, ASKED, user=by, title=order.number, data=told)
    return refund


def _refuse_too_much(payment: Payment, order: Order, wish: Wish) -> None:
    money = wish.money
    left = refundable(payment)
    if money.currency != payment.currency or not 0 < money.amount <= left.amount:
        raise TooMuch
    split = wish.split
    if not split:
        return
    lines = {line.pk: line for line in order.lines.all()}
    back = balance_of(order).split
    fits = all(
        line in lines and 0 <= amount <= lines[line].amount - back.get(line, 0)
        for line, amount in split.items()
    )
    if not fits or sum(split.values()) != money.amount:
        raise TooMuch


def split(refund_id: uuid.UUID, parts: Mapping[int, int], *, by: User) -> None:
    """Say which lines a refund made at the provider was for. Raises TooMuch, AlreadyAsked where it is said already."""
    with locked():
        payment_id = Refund.objects.values_list("payment", flat=True).get(pk=refund_id)
        order = lock_order(payments=payment_id)
        refund = Refund.objects.select_for_update().get(pk=refund_id)
        if refund.lines.exists():
            raise AlreadyAsked
        lines = {line.pk: line for line in order.lines.all()}
        back = balance_of(order).split
        fits = all(
            line in lines and 0 < amount <= lines[line].amount - back.get(line, 0)
            for line, amount in parts.items()
        )
        if not fits or sum(parts.values()) > refund.amount:
            raise TooMuch
        RefundLine.objects.bulk_create(
            RefundLine(refund=refund, line_id=line, amount=amount)
            for line, amount in parts.items()
        )
        settlement.settle(order)
        told = {"split": {str(line): amount for line, amount in parts.items()}}
        log(refund.payment, SPLIT, user=by, title=order.number, data=told)


def carry_out(effect: Effect) -> None:
    """Make the call, or learn what became of it. Raises GatewayUnavailable: the effect is tried again."""
    refund = Refund.objects.select_related("payment__order").get(
        pk=effect.payload["refund"]
    )
    if refund.status != Refund.Status.REQUESTED or _is_known(refund):
        return
    try:
        snapshot = calls.give_back(refund)
    except GatewayUnavailable:
        if effect.attempts >= MOST_ATTEMPTS:
            facts.review(refund.payment_id, "refund_stuck", refund.pk)
        raise
    except GatewayError as refused:
        _fail(refund, str(refused))
        return
    _record(refund, snapshot)


def _is_known(refund: Refund) -> bool:
    """The provider may have done it, whatever we heard; and its memory of the key ends after a day."""
    snapshot = calls.truth(refund.payment)
    made = [each for each in snapshot.refunds if each.ours == str(refund.pk)]
    for each in made:
        _record(refund, each)
    return bool(made)


def _record(refund: Refund, seen: RefundSnapshot) -> None:
    with locked():
        order = lock_order(payments=refund.payment_id)
        payment = Payment.objects.select_for_update().get(pk=refund.payment_id)
        facts.merge_refunds(payment, [seen])
        settlement.settle(order)


def _fail(refund: Refund, code: str) -> None:
    """The provider refuses: nothing moves, and what was closed opens again."""
    with locked():
        order = lock_order(payments=refund.payment_id)
        failed = Refund.objects.filter(pk=refund.pk, status=Refund.Status.REQUESTED)
        if not failed.update(status=Refund.Status.FAILED, failure_code=code[:100]):
            return
        facts.review(refund.payment_id, "refund_failed", refund.pk)
        settlement.settle(order)


def give_back(effect: Effect) -> None:
    """All of a payment that came when its order was paid already; once."""
    payment = Payment.objects.select_related("order").get(pk=effect.payload["payment"])
    left = refundable(payment)
    if (
        not left.amount
        or payment.refunds.filter(source=Refund.Source.AUTOMATIC).exists()
    ):
        return
    plan_refund(payment.pk, Wish(left, Refund.Source.AUTOMATIC))


@dataclass(frozen=True)
class Consequence:
    """What a refund would do to a line: given back of it now, and whether it stays open."""

    line: OrderLine
    amount: int
    holds: bool
    held: bool


def consequences(
    payment: Payment, split: Mapping[int, int], amount: int
) -> list[Consequence]:
    """What giving back ``amount`` minor units, so split, would do to each line of the order."""
    order = payment.order
    now = balance_of(order)
    takings = tuple(
        replace(taken, back=taken.back + amount)
        if taken.payment_id == payment.pk
        else taken
        for taken in now.takings
    )
    parts = {
        line: now.split.get(line, 0) + split.get(line, 0)
        for line in {*now.split, *split}
    }
    then = Balance(now.due, takings, parts, now.reviewed)
    return [
        Consequence(line, split.get(line.pk, 0), then.pays_for(line), line.holds)
        for line in order.lines.all()
    ]
