"""Transactions that hold locks, and the promise that nobody talks to the network inside one.

Lock order, everywhere: coupon, order, payment, its events, stock (by product id), holding (by product id).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

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
    used = CouponUse.objects.filter(order__in=orders).values("coupon")
    list(Coupon.objects.select_for_update().filter(pk__in=used).values("pk"))
    return orders.select_for_update(of=("self",)).get()


def refuse_inside_lock() -> None:
    """Raises NetworkInsideLock, and GatewayUnavailable on a copy; called before every call to a provider."""
    if _holding_locks.get():
        raise NetworkInsideLock
    if is_copy():
        raise GatewayUnavailable("copy")
