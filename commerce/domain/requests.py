"""Customers ask for their money; staff approve, which plans the refund, or reject."""

import logging
import uuid

from django.db import IntegrityError
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from commerce.models import Effect, MoneyBackRequest, Order, Refund

from . import refunds
from .locking import lock_order, locked

logger = logging.getLogger(__name__)
REJECTED = "commerce.reject_request"
MOST = 3  # an order


class NotAskable(Exception):
    """Nothing of this order can go back, it was asked for already, or too often."""


class AlreadyDecided(Exception):
    """Another colleague approved or rejected it."""


def may_ask(order: Order) -> bool:
    """One question asks for the whole order's money; at most MOST times, and never twice at once."""
    if order.payment_state not in Order.PAID:
        return False
    asked = [each.state for each in order.money_back_requests.all()]
    return bool(order.total) and len(asked) < MOST and MoneyBackRequest.State.OPEN not in asked  # fmt: skip


def ask(order_id: uuid.UUID, reason: str) -> MoneyBackRequest:
    """What the buyer wrote, and a mail that says what happens next. Raises NotAskable."""
    try:
        with locked():
            order = Order.objects.select_for_update().get(pk=order_id)
            if not may_ask(order):
                raise NotAskable
            request = MoneyBackRequest.objects.create(order=order, reason=reason)
            Effect.once("request_received", request.pk, order=str(order.pk))
    except IntegrityError as repeated:
        raise NotAskable from repeated
    logger.info("refund wanted request=%s order=%s", request.pk, order.number)
    return request


def approve(
    request_id: int, payment_id: uuid.UUID, wish: refunds.Wish, *, by: User
) -> Refund:
    """The refund and the decision, or neither. Raises AlreadyDecided, and what ``plan_refund`` raises."""
    with locked():
        lock_order(payments=payment_id)
        request = _open(request_id)
        refund = refunds.plan_refund(payment_id, wish, by=by)
        if refund.payment.order_id != request.order_id:
            raise AlreadyDecided
        _decide(request, MoneyBackRequest.State.APPROVED, by)
        _tell(request, "request_approved", amount=wish.money.amount)
    return refund


def reject(request_id: int, answer: str, *, by: User) -> MoneyBackRequest:
    """The buyer reads the answer. Raises AlreadyDecided."""
    with locked():
        order = MoneyBackRequest.objects.filter(pk=request_id).values("order")
        Order.objects.select_for_update().get(pk__in=order)
        request = _open(request_id)
        _decide(request, MoneyBackRequest.State.REJECTED, by, answer)
        _tell(request, "request_rejected", reason=answer)
        told = {"reason": answer, "order": request.order.number}
        log(request, REJECTED, user=by, title=request.order.number, data=told)
    return request


def _open(request_id: int) -> MoneyBackRequest:
    """Call with its order locked."""
    wanted = MoneyBackRequest.objects.select_related("order")
    found = wanted.filter(pk=request_id, state=MoneyBackRequest.State.OPEN).first()
    if found is None:
        raise AlreadyDecided
    return found


def _decide(request: MoneyBackRequest, state: str, by: User, answer: str = "") -> None:
    request.state, request.answer = state, answer
    request.decided_by, request.decided_at = by, timezone.now()
    request.save()
    logger.info("request %s request=%s by=%s", state, request.pk, by.pk)


def _tell(request: MoneyBackRequest, kind: str, **more: object) -> None:
    Effect.once(kind, request.pk, order=str(request.order_id), **more)
