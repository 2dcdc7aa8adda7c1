"""A buyer's own orders, to whom the website shows them: the account that placed them, or the browser."""

import uuid
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Self

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override
from ninja import Path, Router
from pydantic import BaseModel

from accounts.api import Missing
from commerce.access import viewer_of
from commerce.domain.orders import word_of
from commerce.models import Order, OrderLine

from .fields import PageNumber, Ref
from .people import KNOWN
from .refusals import refusals

router = Router(tags=["orders"], auth=KNOWN)
PAGE_SIZE = 20


class Line(BaseModel):
    """``id`` is the price's code; ``days`` of a pass or a rental."""

    id: str
    title: str
    quantity: int
    days: int | None
    amount: int


class OrderOut(BaseModel):
    """``status`` is the customer's word for the two states that follow. ``total`` and ``amount`` in minor units; ``url`` is the order's page on the website."""

    id: uuid.UUID
    number: str
    status: str
    payment_state: str
    fulfilment: str
    email: str
    currency: str
    total: int
    items: list[Line]
    created: datetime
    updated: datetime
    paid_at: datetime | None
    url: str

    @classmethod
    def of(cls, order: Order) -> Self:
        named = cls.model_fields.keys() - {"status", "items", "url"}
        same = {name: getattr(order, name) for name in named}
        with override(order.language):
            address = reverse("order", args=[order.pk])
        lines = [_line(line) for line in order.lines.all()]
        return cls(
            **same,
            status=word_of(order),
            items=lines,
            url=f"{settings.APP_URL}{address}",
        )


class Orders(BaseModel):
    count: int
    results: list[OrderOut]


@router.get("orders/", response={200: Orders, **refusals(401, 422)})
def list_orders(request: HttpRequest, page: PageNumber = 1) -> Orders:
    """Newest first, 20 to a page."""
    rows = own_orders(request)
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Orders(count=rows.count(), results=[OrderOut.of(order) for order in shown])


@router.get(
    "orders/session/{session_id}/", response={200: OrderOut, **refusals(401, 404, 422)}
)
def order_of_session(
    request: HttpRequest, session_id: Annotated[Ref, Path()]
) -> OrderOut:
    """By what a checkout answered. The id alone opens nothing: it is in logs and histories."""
    return OrderOut.of(proved_order(request, session_id))


@router.get("orders/{id}/", response={200: OrderOut, **refusals(401, 404, 422)})
def order(request: HttpRequest, id: uuid.UUID) -> OrderOut:  # noqa: A002 -- the guides' name
    found = own_orders(request).filter(pk=id).first()
    if found is None:
        raise Missing
    return OrderOut.of(found)


def own_orders(request: HttpRequest) -> QuerySet[Order]:
    viewer = viewer_of(request)
    proved = Order.objects.of_viewer(viewer.user_id, viewer.browser_hash)
    return proved.prefetch_related("lines__price")


def proved_order(request: HttpRequest, session_id: str) -> Order:
    """The order that a checkout answered this id for, if it is of who asks. Raises Missing."""
    named = Q(payments__refs__ref=session_id)
    with suppress(ValueError):  # of a provider's id
        named |= Q(pk=uuid.UUID(session_id))
    found = own_orders(request).filter(named).first()
    if found is None:
        raise Missing
    return found


def _line(line: OrderLine) -> Line:
    return Line(
        id=line.price.code,
        title=line.title,
        quantity=line.quantity,
        days=line.rental_days or line.days,
        amount=line.amount,
    )
