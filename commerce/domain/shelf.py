"""What may be bought by its code alone: the prices that some live checkout shows."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from commerce.models import CheckoutSnippet

from .offers import Offer, offer_in, versions_now


@dataclass(frozen=True)
class Shelf:
    """``checkout`` shows all of the offers, or most; its terms and ways to pay are theirs. None where nothing is sold."""

    offers: dict[str, Offer]
    checkout: CheckoutSnippet | None


def shelf_of(codes: Collection[str], language: str) -> Shelf:
    """The offers of these prices by code, without those that nobody may buy now. Three queries."""
    shown = CheckoutSnippet.prices.through.objects.filter(
        checkoutsnippet__live=True, price__code__in=codes
    )
    prices: dict[int, set[int]] = defaultdict(set)
    for checkout_id, price_id in shown.values_list("checkoutsnippet_id", "price_id"):
        prices[checkout_id].add(price_id)
    checkouts = CheckoutSnippet.objects.filter(pk__in=prices).select_related("locale")
    best = max(
        checkouts,
        key=lambda it: (
            len(prices[it.pk]),
            it.locale.language_code == language,
            -it.pk,
        ),
        default=None,
    )
    versions = versions_now(set().union(*prices.values()))
    offers = {row.price.code: offer_in(best, row, ()) for row in versions if best}
    return Shelf(offers, best)
