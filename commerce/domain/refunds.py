"""Giving money back: planned under the order's lock, carried out as an effect, known by the provider's word."""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from django.db import IntegrityError
from django.db.models import Sum
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from commerce.gateways.contract import GatewayError, GatewayUnavailable
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
from commerce.money import Money

from . import calls, copies, facts, settlement
from .balance import Balance, balance_of
from .locking import lock_order, locked

logger = logging.getLogger(__name__)
ASKED, SPLIT = "commerce.refund", "commerce.split_refund"
TOO_MUCH = "too_much"  # why a refund failed that we did not ask the provider for


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
    return Money(max(_left(payment), 0), payment.currency)


def _left(payment: Payment) -> int:
    """Below zero where more is asked for than there is."""
    at_bank = payment.disputes.filter(status__in=[Dispute.Status.LOST, *Dispute.OPEN])
    gone = (payment.refunds.counting(), at_bank)
    totals = [each.aggregate(total=Sum("amount"))["total"] or 0 for each in gone]
    return payment.captured - sum(totals)


def plan_refund(payment_id: uuid.UUID, wish: Wish, *, by: User | None = None) -> Refund:
    """The refund, committed with its call; the worker carries it out. Access follows at once.

    Raises ReadOnlyCopy, TooMuch, AlreadyAsked.
    """
    copies.refuse()
    try:
        with locked():
            order, payment = _lock(payment_id)
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
    _note(refund, wish.split)
    if wish.reference:
        ProviderRef.objects.create(
            gateway=payment.gateway,
            livemode=payment.livemode,
            ref=f"sent {wish.reference}",
            payment=payment,
        )
    calls.plan_refund(refund)
    about = {"refund": str(refund.pk), "payment": str(payment.pk)}
    Effect.once("refund", refund.pk, **about)
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
    if wish.split:
        _refuse_unfit(wish.split, order, money.amount)


def _refuse_unfit(parts: Mapping[int, int], order: Order, amount: int) -> None:
    """They add up to it, and none is more than is left of its line."""
    lines = {line.pk: line for line in order.lines.all()}
    back = balance_of(order).split
    fits = all(
        line in lines and 0 <= part <= lines[line].amount - back.get(line, 0)
        for line, part in parts.items()
    )
    if not fits or sum(parts.values()) != amount:
        raise TooMuch


def _note(refund: Refund, parts: Mapping[int, int]) -> None:
    RefundLine.objects.bulk_create(
        RefundLine(refund=refund, line_id=line, amount=part)
        for line, part in parts.items()
        if part
    )


def split(refund_id: uuid.UUID, parts: Mapping[int, int], *, by: User) -> None:
    """Say which lines a refund made at the provider was for. Raises TooMuch, AlreadyAsked where it is said already."""
    with locked():
        payment_id = Refund.objects.values_list("payment", flat=True).get(pk=refund_id)
        order = lock_order(payments=payment_id)
        refund = Refund.objects.select_for_update().get(pk=refund_id)
        if refund.lines.exists():
            raise AlreadyAsked
        _refuse_unfit(parts, order, refund.amount)
        _note(refund, parts)
        settlement.settle(order)
        told = {"split": {str(line): amount for line, amount in parts.items()}}
        log(refund.payment, SPLIT, user=by, title=order.number, data=told)


def carry_out(effect: Effect) -> None:
    """Make the call, or learn what became of it. Raises GatewayUnavailable: the effect is tried again."""
    refund = Refund.objects.select_related("payment__order").get(
        pk=effect.payload["refund"]
    )
    if refund.status != Refund.Status.REQUESTED or not _is_still_due(refund):
        return
    try:
        snapshot = calls.refund(refund)
    except GatewayUnavailable:
        raise
    except GatewayError as refused:
        _fail(refund, str(refused))
        return
    with locked():
        order, payment = _lock(refund.payment_id)
        facts.merge_refunds(payment, [snapshot])
        settlement.settle(order)


def _is_still_due(refund: Refund) -> bool:
    """The provider may have made it, whatever we heard; and what it would give back may have gone another way."""
    seen = calls.truth(refund.payment)
    with locked():
        order, payment = _lock(refund.payment_id)
        facts.merge_money_back(payment, seen.refunds, seen.disputes)
        settlement.settle(order)
        refund.refresh_from_db()
        if _left(payment) < 0:
            _fail(refund, TOO_MUCH)
    return refund.status == Refund.Status.REQUESTED


def _fail(refund: Refund, code: str) -> None:
    """Nothing moves by it, and what it closed opens again."""
    with locked():
        order, _payment = _lock(refund.payment_id)
        refund.refresh_from_db()
        if refund.status != Refund.Status.REQUESTED:
            return
        refund.status, refund.failure_code = Refund.Status.FAILED, code[:100]
        refund.save()
        if code == TOO_MUCH:
            facts.review(refund.payment_id, TOO_MUCH, refund.pk)
        else:
            facts.tell_of_failed_refund(refund)
        settlement.settle(order)


def _lock(payment_id: uuid.UUID) -> tuple[Order, Payment]:
    order = lock_order(payments=payment_id)
    return order, Payment.objects.select_for_update().get(pk=payment_id)


def return_extra(effect: Effect) -> None:
    """All of a payment that came when its order was paid already, if that is still so; once."""
    with locked():
        order, payment = _lock(effect.payload["payment"])
        beyond = [taken.payment_id for taken in balance_of(order).beyond_due()]
        left = refundable(payment)
        back = payment.refunds.counting().filter(source=Refund.Source.AUTOMATIC)
        if payment.pk in beyond and left.amount and not back.exists():
            plan_refund(payment.pk, Wish(left, Refund.Source.AUTOMATIC))


def give_up(effect: Effect) -> None:
    """Staff are told of each effect that moves money and was tried in vain, once a day: they may have it tried again."""
    paid = effect.payload.get("payment")
    paid = paid or Refund.objects.get(pk=effect.payload["refund"]).payment_id
    facts.review(paid, "refund_stuck", f"{effect.pk} {timezone.localdate()}")


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
