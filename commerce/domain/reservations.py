"""What is held for an order while it lives: pieces of the stock, and its use of a coupon.

Taken in the transaction that makes the order, given back in the one that ends it. Call each with the order locked, or just made.
"""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from commerce.models import Order, OrderLine, Product

from . import coupons


class SoldOut(Exception):
    """There are fewer pieces of ``product`` than the order wants."""

    def __init__(self, product: Product) -> None:
        super().__init__(product)
        self.product = product


def hold(order: Order) -> None:
    """Its pieces leave the stock, all or none. Raises SoldOut, and then the transaction must not be kept."""
    if _mark(order, reserved=True):
        take_pieces(order)


def take_pieces(order: Order) -> None:
    """The same for an order that was made reserved."""
    lines = order.lines.select_related("product").order_by("product_id", "pk")
    for line in lines:
        if line.product.stock is not None:
            _take(line)


def release(order: Order) -> None:
    """Its pieces are back in the stock and others may use its coupon, once however often it is called."""
    if not _mark(order, reserved=False):
        return
    coupons.release(order)
    for line in order.lines.filter(taken__gt=0).order_by("product_id", "pk"):
        Product.objects.filter(pk=line.product_id, stock__isnull=False).update(
            stock=F("stock") + line.taken
        )
    order.lines.update(taken=0)


def take_again(order: Order) -> list[str]:
    """For money that came after the release: what could not be held once more, "coupon" and "stock"."""
    if order.reserved:
        return []
    lacking = [] if coupons.take_again(order) else ["coupon"]
    try:
        with transaction.atomic():
            hold(order)
    except SoldOut:
        order.reserved = False
        lacking.append("stock")
    return lacking


def recount(product: Product, pieces: int | None, *, seen: int | None) -> None:
    """Staff counted so many where they saw so many: what was sold in between is gone all the same. None: nobody counts."""
    row = Product.objects.filter(pk=product.pk)
    if pieces is None or seen is None:
        row.update(stock=pieces)
        return
    row.update(stock=Greatest(F("stock") + (pieces - seen), 0))


def _take(line: OrderLine) -> None:
    left = Product.objects.filter(pk=line.product_id, stock__gte=line.quantity)
    if not left.update(stock=F("stock") - line.quantity):
        raise SoldOut(line.product)
    OrderLine.objects.filter(pk=line.pk).update(taken=line.quantity)


def _mark(order: Order, *, reserved: bool) -> int:
    """The row and this object; 0 where it was so already."""
    order.reserved = reserved
    row = Order.objects.filter(pk=order.pk, reserved=not reserved)
    return row.update(reserved=reserved)
