"""Transactions that hold locks, and the promise that nobody talks to the network inside one.

Lock order, everywhere: coupon, order, payment, its events, stock (by product id), holding (by product id).
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from commerce.gateways.contract import GatewayUnavailable
from commerce.models import Coupon, CouponUse, Order

from .copies import is_copy

LOCK_WAIT = "3s"
_holding_locks: ContextVar[bool] = ContextVar("holding_locks", default=False)


class NetworkInsideLock(RuntimeError):
    """A provider was about to be called while rows were locked."""


@contextmanager
def locked() -> Iterator[None]:
    """A transaction in which rows may be locked; waits for a lock three seconds at most."""
    mark = _holding_locks.set(True)
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
            yield
    finally:
        _holding_locks.reset(mark)


def lock_order(**named: object) -> Order:
    """The one order that this names (``pk=…``, ``payments=…``), behind its coupon. Call inside ``locked()``."""
    orders = Order.objects.filter(**named)
    _lock_coupons(orders)
    return orders.select_for_update(of=("self",)).get()


def lock_orders(orders: Collection[Order], coupon: Coupon | None) -> list[Order]:
    """As they are now, behind their coupons and one that is about to be used in their place."""
    if not orders:
        return []
    rows = Order.objects.filter(pk__in=[order.pk for order in orders])
    _lock_coupons(rows, coupon)
    return list(rows.select_for_update().order_by("pk"))


def _lock_coupons(orders: QuerySet[Order], coupon: Coupon | None = None) -> None:
    used = Q(pk__in=CouponUse.objects.filter(order__in=orders).values("coupon"))
    also = Q(pk=coupon.pk) if coupon else Q()
    rows = Coupon.objects.select_for_update().filter(used | also)
    list(rows.order_by("pk").values("pk"))


def refuse_inside_lock() -> None:
    """Raises NetworkInsideLock, and GatewayUnavailable on a copy; called before every call to a provider."""
    if _holding_locks.get():
        raise NetworkInsideLock
    if is_copy():
        raise GatewayUnavailable("copy")
