"""Attempts at paying, and the question whether the money has come."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Self

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel, ConfigDict

from accounts.api import ANYBODY, Refused
from commerce.domain import attempts, calls, settlement
from commerce.domain.orders import next_page
from commerce.gateways import embed_gateway
from commerce.gateways.contract import GatewayError
from commerce.models import Entitlement, Order, Payment

from .fields import PageNumber, Ref
from .orders import PAGE_SIZE, OrderOut, own_orders, proved_order
from .people import KNOWN
from .refusals import refusals

router = Router(tags=["payments"])


class Outcome(StrEnum):
    """``pending`` alone is worth asking again."""

    SUCCESS = "success"
    PENDING = "pending"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


OUTCOMES = {
    Order.PaymentState.PAID: Outcome.SUCCESS,
    Order.PaymentState.PARTIALLY_REFUNDED: Outcome.SUCCESS,
    Order.PaymentState.REFUNDED: Outcome.REFUNDED,
    Order.PaymentState.CANCELED: Outcome.CANCELLED,
    Order.PaymentState.EXPIRED: Outcome.CANCELLED,
}


class PaymentOut(BaseModel):
    """One attempt. Amounts in minor units; ``captured`` is what really arrived."""

    id: uuid.UUID
    order: uuid.UUID
    method: str
    gateway: str
    status: str
    amount: int
    captured: int
    currency: str
    failure_code: str
    created: datetime
    paid_at: datetime | None

    @classmethod
    def of(cls, payment: Payment) -> Self:
        named = {"order": payment.order_id, "method": payment.method.code}
        same = {
            name: getattr(payment, name) for name in cls.model_fields.keys() - named
        }
        return cls(**same, **named)


class Payments(BaseModel):
    count: int
    results: list[PaymentOut]


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")
    session_id: Ref


class Intent(BaseModel):
    """For the provider's own script; ``amount`` in minor units."""

    client_secret: str
    publishable_key: str
    amount: int
    currency: str


class Course(BaseModel):
    """The page that the purchase opens first."""

    id: int
    title: str
    url: str


class Enrollment(BaseModel):
    """What is held because of the order. ``price_paid`` in minor units; ``until`` null is for ever."""

    id: int
    course: Course | None
    price_paid: int
    is_paid: bool
    enrolled_at: datetime
    paid_at: datetime
    until: datetime | None


class Verified(BaseModel):
    """``enrollment`` is null where nothing is opened: not yet, or because goods were bought."""

    status: Outcome
    payment_status: str
    enrollment: Enrollment | None
    order: OrderOut


@router.get("payments/", response={200: Payments, **refusals(401, 422)}, auth=KNOWN)
def list_payments(request: HttpRequest, page: PageNumber = 1) -> Payments:
    """Of the orders of who asks, newest first, 20 to a page."""
    mine = own_orders(request).order_by().values("pk")
    rows = Payment.objects.filter(order__in=mine).select_related("method")
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Payments(count=rows.count(), results=[PaymentOut.of(row) for row in shown])


@router.post(
    "payments/intent/",
    response={200: Intent, **refusals(403, 404, 409, 422, 503)},
    auth=ANYBODY,
)
def intent(request: HttpRequest, asked: Asked) -> Intent:
    """What lets the buyer's browser pay an order of a way to pay whose card form is on this page. Moves no money."""
    payment = attempts.to_pay_here(proved_order(request, asked.session_id))
    if payment is None:
        words = _("This order is not paid in a card form.")
        raise Refused(409, "no_card_form", words)
    provider = embed_gateway(payment.gateway)
    try:
        secret = calls.secrets(payment).payment
    except GatewayError as silent:
        words = _("The payment service does not answer. Try again.")
        raise Refused(503, "provider", words, retry_after=30) from silent
    return Intent(
        client_secret=secret,
        publishable_key=provider.publishable_key,
        amount=payment.amount,
        currency=payment.currency,
    )


@router.post(
    "payments/verify/",
    response={200: Verified, **refusals(403, 404, 422)},
    auth=ANYBODY,
)
def verify(request: HttpRequest, asked: Asked) -> Verified:
    """Whether the order is paid. While that is ``pending``, the worker is asked to look at the provider: ask again soon.

    Only for who placed the order. Nothing is opened by asking.
    """
    order = proved_order(request, asked.session_id)
    current = order.payments.exclude(status=Payment.Status.SUPERSEDED).first()
    if current and current.ref and current.status in Payment.OPEN:
        settlement.ask_for_look(current)
    return Verified(
        status=OUTCOMES.get(order.payment_state, Outcome.PENDING),
        payment_status=current.status if current else order.payment_state,
        enrollment=_enrollment(request, order),
        order=OrderOut.of(order),
    )


def _enrollment(request: HttpRequest, order: Order) -> Enrollment | None:
    held = Entitlement.objects.filter(order=order).select_related("line").first()
    if held is None:
        return None
    page = next_page(order)
    return Enrollment(
        id=held.pk,
        course=page
        and Course(id=page.pk, title=page.title, url=page.get_full_url(request)),
        price_paid=held.line.amount,
        is_paid=True,
        enrolled_at=held.starts,
        paid_at=held.settled_at,
        until=held.ends,
    )
