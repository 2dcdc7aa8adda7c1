"""Lines that are paid and open nothing to whoever paid, and why."""

from datetime import timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from accounts.models import User
from commerce.models import Entitlement, Order, OrderLine, Product, ProductGrant

from .claims import ask_for_link
from .entitlements import derive_entitlements
from .locking import locked

UNCLAIMED_AFTER = timedelta(hours=1)  # the buying browser has it open meanwhile
REBUILT, SENT = "commerce.rebuild_access", "commerce.send_link"


class Why(StrEnum):
    NO_ACCESS = "no_access"
    OPENS_NOTHING = "opens_nothing"
    UNCLAIMED = "unclaimed"


def locked_lines() -> QuerySet[OrderLine]:
    """Newest first, each with ``derived``, ``opens`` and its order."""
    now = timezone.now()
    pages = Page.objects.live().values("translation_key")
    in_force = Q(until=None) | Q(until__gt=now)
    grants = ProductGrant.objects.filter(
        in_force, product=OuterRef("product"), page_key__in=pages
    )
    derived = Exists(Entitlement.objects.filter(line=OuterRef("pk")))
    unclaimed = Q(order__user=None, order__paid_at__lt=now - UNCLAIMED_AFTER)
    return (
        OrderLine.objects.filter(
            order__payment_state__in=Order.PAID,
            product__kind=Product.Kind.ACCESS,
            holds=True,
        )
        .annotate(derived=derived, opens=Exists(grants))
        .filter(Q(derived=False) | Q(opens=False) | unclaimed)
        .select_related("order", "product")
        .order_by("-order__paid_at", "pk")
    )


def why(line: OrderLine) -> Why:
    """The first reason, of a line found by ``locked_lines``."""
    if not line.derived:
        return Why.NO_ACCESS
    return Why.UNCLAIMED if line.opens else Why.OPENS_NOTHING


def rebuild(order: Order, *, by: User) -> None:
    """What this order's buyer holds, derived anew."""
    with locked():
        order = Order.objects.select_for_update().get(pk=order.pk)
        derive_entitlements(order)
        log(order, REBUILT, user=by, title=order.number)


def send_link(order: Order, *, by: User) -> None:
    """The guest's link once more, to the order's own address."""
    ask_for_link(order)
    log(order, SENT, user=by, title=order.number)
