"""What somebody put aside to buy together: prices, pieces and days. Amounts are never kept."""

import uuid
from collections.abc import Iterable
from dataclasses import replace

from commerce.models import CheckoutSnippet, Order, Price, Product

from .items import MOST_DAYS, MOST_ITEMS, Item
from .offers import Offer, offer_in, versions_now
from .reservations import count_own

MOST_THINGS = MOST_ITEMS - 1  # one line is left for shipping
Kept = dict[str, list[int]]  # by the price's code: pieces, and days where it is rented


class NotSold(Exception):
    """No live checkout sells it, or it is nothing that is sent."""


class Full(Exception):
    """There are as many things in the basket as one order holds."""


def offers_for(codes: Iterable[str]) -> dict[str, Offer]:
    """Of what is sent and on sale somewhere now, by code; access is bought at its own checkout. One query."""
    placed = Price.objects.of_codes(codes).filter(
        checkoutsnippet__live=True, product__kind__in=Product.DELIVERED
    )
    versions = versions_now(placed.values_list("pk", flat=True))
    nowhere = CheckoutSnippet()
    return {row.price.code: offer_in(nowhere, row, ()) for row in versions}


def items_in(kept: Kept, order: uuid.UUID | None = None) -> list[Item]:
    """In the order of adding; without what is no longer sold. What their own ``order`` took counts as there."""
    offers = offers_for(kept) if kept else {}
    if order:
        count_own(offers.values(), Order.objects.filter(pk=order))
    return [item_of(offers[code], *kept[code]) for code in kept if code in offers]


def item_of(offer: Offer, quantity: int = 1, days: int = 1) -> Item:
    """So many of it, or as many as one order may hold."""
    one = Item(offer, 1, min(days, MOST_DAYS) if offer.is_rented else None)
    return replace(one, quantity=min(quantity, one.most))


def added(kept: Kept, code: str, quantity: int, days: int) -> Kept:
    """With so many more of it; for the days said last. Raises NotSold, Full."""
    offers = offers_for([*kept, code])
    if code not in offers:
        raise NotSold(code)
    if len(offers) > MOST_THINGS:
        raise Full(code)
    before = kept[code][0] if code in kept else 0
    return kept | as_kept([item_of(offers[code], before + quantity, days)])


def as_kept(items: Iterable[Item]) -> Kept:
    return {
        item.offer.price.code: [item.quantity, item.rental_days or 1] for item in items
    }
