"""Who holds what: derived from settled order lines, rebuilt whole each time."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from commerce.models import Entitlement, Holding, Order, OrderLine, Product

from .locking import locked

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Period:
    """From ``starts`` until ``ends``; None is for ever."""

    starts: datetime
    ends: datetime | None


def fold(lines: Iterable[OrderLine]) -> dict[int, Period]:
    """Periods by line id: passes follow each other, so days bought early are added."""
    periods: dict[int, Period] = {}
    cursor: datetime | None = None
    for line in sorted(lines, key=lambda line: (line.settled_at, line.pk)):
        if line.days is None:
            periods[line.pk] = Period(line.settled_at, None)
            continue
        starts = max(line.settled_at, cursor) if cursor else line.settled_at
        cursor = starts + timedelta(days=line.days * line.quantity)
        periods[line.pk] = Period(starts, cursor)
    return periods


def derive_entitlements(order: Order, lines: Iterable[OrderLine] | None = None) -> None:
    """What this order's buyer holds of each product it names in its ``lines``. Call inside ``locked()``."""
    named = {line.product_id for line in lines or order.lines.all()}
    for product_id in sorted(named):
        if order.user_id:
            derive_holding(order.user_id, product_id)
        else:
            _store(
                _counting(product_id).filter(order=order),
                order.entitlements.all(),
                product_id,
            )


def derive_holding(user_id: int, product_id: int) -> None:
    """One person and one product; the holding is locked, for two passes may settle at once."""
    Holding.objects.bulk_create(
        [Holding(user_id=user_id, product_id=product_id)],
        update_conflicts=True,  # and so locks the row that is there, in one statement
        unique_fields=["user", "product"],
        update_fields=["product"],
    )
    held = Entitlement.objects.filter(user_id=user_id)
    _store(_counting(product_id).filter(order__user_id=user_id), held, product_id)


def rebuild_entitlements() -> int:
    """Derive everything anew, each order under its lock; the number of rows that changed, which is 0 where all is well."""
    before = _all_rows()
    paid = Order.objects.filter(lines__settled_at__isnull=False).distinct()
    for pk in paid.values_list("pk", flat=True):
        with locked():
            derive_entitlements(Order.objects.select_for_update().get(pk=pk))
    return len(before ^ _all_rows())


def _counting(product_id: int) -> "Iterable[OrderLine]":
    return OrderLine.objects.filter(
        product_id=product_id,
        product__kind=Product.Kind.ACCESS,
        holds=True,
    ).select_related("order")


def _store(
    lines: Iterable[OrderLine], held: QuerySet[Entitlement], product_id: int
) -> None:
    """One row a counting line; a line that no longer counts holds nothing."""
    lines = {line.pk: line for line in lines}
    held.filter(product_id=product_id).exclude(line_id__in=lines).delete()
    periods = fold(lines.values())
    Entitlement.objects.bulk_create(
        [_entitlement(lines[pk], product_id, periods[pk]) for pk in periods],
        update_conflicts=True,
        unique_fields=["line", "product"],
        update_fields=["user", "order", "starts", "ends", "settled_at"],
    )
    for pk, period in periods.items():
        logger.info(
            "access derived order=%s product=%s until=%s",
            lines[pk].order.number,
            product_id,
            period.ends,
        )


def _entitlement(line: OrderLine, product_id: int, period: Period) -> Entitlement:
    return Entitlement(
        line=line,
        product_id=product_id,
        order=line.order,
        user_id=line.order.user_id,
        starts=period.starts,
        ends=period.ends,
        settled_at=line.settled_at,
    )


def _all_rows() -> set[tuple]:
    return set(Entitlement.objects.values_list("line_id", "user_id", "starts", "ends"))
