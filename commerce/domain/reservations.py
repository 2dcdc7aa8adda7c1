"""What is held for an order while it lives: pieces of the stock, and its use of a coupon.

Taken in the transaction that makes the order, given back in the one that ends it. Call each with the order locked, or just made.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from commerce.models import Order, OrderLine, Product

from . import coupons
from .offers import Offer


class SoldOut(Exception):
    """There are fewer pieces of ``product`` than the order wants."""

    def __init__(self, product: Product) -> None:
        super().__init__(product)
        self.product = product


def take_pieces(lines: Iterable[OrderLine]) -> None:
    """They leave the stock, all or none. Raises SoldOut, and then the transaction must not be kept."""
    for line in sorted(lines, key=_by_product):
        if line.product.stock is not None:
            _take(line)


def put_back(lines: Iterable[OrderLine]) -> None:
    """Their pieces are in the stock again, once however often it is called."""
    for line in sorted(lines, key=_by_product):
        if line.taken:
            counted = Product.objects.filter(pk=line.product_id, stock__isnull=False)
            counted.update(stock=F("stock") + line.taken)
            line.taken = 0
            line.save(update_fields=["taken"])


def exchange(earlier: Sequence[Order], lines: Sequence[OrderLine]) -> None:
    """What earlier orders held is free, for these lines first. Raises SoldOut as ``take_pieces`` does."""
    held = list(OrderLine.objects.filter(order__in=earlier, taken__gt=0))
    wanted = [line.product_id for line in (*held, *lines)]
    counted = Product.objects.filter(pk__in=wanted, stock__isnull=False)
    list(counted.select_for_update().order_by("pk").values("pk"))
    put_back(held)
    Order.objects.filter(pk__in=[order.pk for order in earlier]).update(reserved=False)
    take_pieces(lines)


def count_own(offers: Iterable[Offer], orders: QuerySet[Order]) -> None:
    """What these hold until they are paid is there for who placed them. Changes no row."""
    waiting = orders.filter(payment_state=Order.PaymentState.PENDING)
    for line in OrderLine.objects.filter(order__in=waiting, taken__gt=0):
        for offer in offers:
            product = offer.price.product
            if product.pk == line.product_id and product.stock is not None:
                product.stock += line.taken


def release(order: Order) -> None:
    """Nobody waits for it: others may have its pieces and its use of a coupon."""
    coupons.release(order)
    put_back(order.lines.all())
    order.reserved = False
    order.save(update_fields=["reserved", "updated"])


def take_again(order: Order) -> list[str]:
    """For money that came after the release: what could not be held once more, "coupon" and "stock". Saves no order."""
    if order.reserved:
        return []
    lacking = [] if coupons.take_again(order) else ["coupon"]
    if order.fulfilment != Order.Fulfilment.RETURNED:
        order.reserved = are_there(order.lines.select_related("product"))
        lacking += [] if order.reserved else ["stock"]
    return lacking


def are_there(lines: Iterable[OrderLine]) -> bool:
    """Whether the pieces were there, and are taken now."""
    try:
        with transaction.atomic():
            take_pieces(lines)
    except SoldOut:
        return False
    return True


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


def _by_product(line: OrderLine) -> tuple[int, int]:
    return line.product_id, line.pk
