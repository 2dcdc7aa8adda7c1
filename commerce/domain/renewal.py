"""Where a pass is bought again."""

from collections.abc import Collection

from commerce.models import CheckoutSnippet, Entitlement, Price


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
