"""What is held when one buys again, and where a pass is bought again."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone

from commerce.models import CheckoutSnippet, Entitlement, Order, Price


def held_until(user_id: int | None, browser_hash: str) -> dict[int, datetime | None]:
    """By product, when what this person or browser holds ends; None: never. One query; none for a stranger."""
    if not (user_id or browser_hash):
        return {}
    proved = Order.objects.of_viewer(user_id, browser_hash)
    own = Q(order__in=proved) | (Q(user_id=user_id) if user_id else Q(pk=None))
    lasting = Q(ends=None) | Q(ends__gt=timezone.now())
    held = Entitlement.objects.filter(own, lasting)
    in_turn = held.order_by(F("ends").asc(nulls_last=True))
    return dict(in_turn.values_list("product_id", "ends"))


def last_pass(user_id: int | None, products: Collection[str] = ()) -> Price | None:
    """The price of the pass that ends, or ended, last; of these products only, where any are named."""
    if user_id is None:
        return None
    passes = Entitlement.objects.filter(user_id=user_id, ends__isnull=False)
    held = (
        (passes.filter(product__code__in=products) if products else passes)
        .select_related("line__price")
        .order_by("-ends")
        .first()
    )
    return held.line.price if held else None


def checkout_selling(price: Price, language: str) -> CheckoutSnippet | None:
    """A live checkout with this price, in this language if there is one."""
    selling = CheckoutSnippet.objects.filter(live=True, prices=price).select_related(
        "locale"
    )
    return min(
        selling,
        key=lambda snippet: (snippet.locale.language_code != language, snippet.pk),
        default=None,
    )
