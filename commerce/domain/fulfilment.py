"""How far a parcel is: what staff say, one step after the other. Of money it says nothing.

What came back is in the stock again; damaged pieces are taken out of it by hand.
"""

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from commerce.gateways import gateway
from commerce.gateways.contract import Capability, PaymentSnapshot, Status
from commerce.models import Effect, FulfilmentStep, Order, OrderLine, Payment, Product

from . import facts
from .locking import lock_order, locked
from .reservations import put_back, release

logger = logging.getLogger(__name__)
MOVED = "commerce.fulfil"
States = Order.Fulfilment
MOVES: dict[str, tuple[str, ...]] = {
    States.PROCESSING: (States.SHIPPED,),
    States.SHIPPED: (States.DELIVERED, States.RETURNED),
    States.DELIVERED: (States.RETURNED,),
}
WAY = (States.PROCESSING, States.SHIPPED, States.DELIVERED)
ON_THE_WAY = timedelta(days=365)  # what was sent out is owed, and expires for nobody


class NoSuchMove(Exception):
    """Not from where the order is, or not before it is paid."""


def moves(order: Order) -> tuple[str, ...]:
    """What may be said of it next."""
    possible = MOVES.get(order.fulfilment, ())
    return possible if order.fulfilment != States.PROCESSING or may_leave(order) else ()


def may_leave(order: Order) -> bool:
    return to_ship().filter(pk=order.pk).exists()


def to_ship() -> QuerySet[Order]:
    """Of which something leaves now: a thing that is paid for and not disputed, or all of it, to be paid at the door."""
    sent = OrderLine.objects.filter(
        order=OuterRef("pk"), product__kind__in=Product.DELIVERED, holds=True
    )
    at_the_door = Payment.objects.filter(
        order=OuterRef("pk"),
        gateway__in=gateways_at_the_door(),
        status__in=Payment.OPEN,
    )
    unpaid = Q(payment_state=Order.PaymentState.PENDING)
    return Order.objects.filter(
        Exists(sent) | unpaid & Exists(at_the_door), fulfilment=States.PROCESSING
    ).order_by("created")


def contents(order: Order) -> list[OrderLine]:
    """What the parcel holds: nothing whose money went back."""
    owed = order.payment_state == Order.PaymentState.PENDING
    return [
        line
        for line in order.lines.all()
        if line.product.needs_shipping and (owed or line.holds)
    ]


def paid_at_the_door(order: Order) -> Payment | None:
    """The attempt whose money whoever delivers takes, and staff have not recorded."""
    codes = gateways_at_the_door()
    payments = (each for each in order.payments.all() if each.status in Payment.OPEN)
    return next((each for each in payments if each.gateway in codes), None)


def gateways_at_the_door() -> list[str]:
    """Codes of those whose money whoever delivers takes."""
    return [code for code in settings.GATEWAYS if Capability.DELIVERY in gateway(code).capabilities]  # fmt: skip


def move(
    order_id: uuid.UUID, state: str, *, by: User, tracking: str = "", note: str = ""
) -> FulfilmentStep:
    """The buyer is told by mail. Raises NoSuchMove; a form sent twice does, for nothing leads from a state to itself."""
    with locked():
        order = lock_order(pk=order_id)
        if state not in moves(order):
            raise NoSuchMove
        order.fulfilment = state
        if state == States.SHIPPED:
            _keep_open(order)
        if state == States.RETURNED:
            _come_back(order)
        order.save()
        step = order.steps.create(state=state, tracking=tracking, note=note, by=by)
        Effect.once(state, step.pk, order=str(order.pk), tracking=tracking)
        told = {"state": state, "tracking": tracking, "note": note}
        log(order, MOVED, user=by, title=order.number, data=told)
    logger.info("order %s order=%s by=%s", state, order.number, by.pk)
    return step


def _keep_open(order: Order) -> None:
    """Who pays at the door has time, and may order the same again meanwhile."""
    if payment := paid_at_the_door(order):
        payment.expires_at = order.expires_at = timezone.now() + ON_THE_WAY
        payment.save(update_fields=["expires_at", "updated"])
        order.open_key = f"sent {order.pk}"


def _come_back(order: Order) -> None:
    """Its pieces are sold again. Nobody waits for money that was not paid; should it come after all, it still counts."""
    if order.payment_state != Order.PaymentState.PENDING:
        put_back(order.lines.all())
        return
    for payment in order.payments.filter(status__in=Payment.OPEN):
        closed = PaymentSnapshot(Status.CANCELED, currency=payment.currency)
        facts.record_facts(payment, closed)
    order.payment_state = Order.PaymentState.CANCELED
    release(order)


@dataclass(frozen=True)
class Stop:
    """A stop on the parcel's way. ``at``: since when, None while it is to come."""

    state: str
    at: datetime | None = None
    tracking: str = ""

    @property
    def label(self) -> str:
        return str(States(self.state).label)


def way_of(order: Order) -> list[Stop]:
    """For the buyer: where the parcel was and what is to come; empty where none will leave."""
    if order.fulfilment == States.NONE:
        return []
    steps = list(order.steps.all())
    if not steps and not may_leave(order):
        return []
    begun = order.paid_at or order.created
    past = [Stop(States.PROCESSING, begun)]
    past += [Stop(it.state, it.at, it.tracking) for it in steps]
    reached = {stop.state for stop in past}
    ahead = () if States.RETURNED in reached else WAY
    return past + [Stop(it) for it in ahead if it not in reached]
