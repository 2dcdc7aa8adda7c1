"""What somebody put aside to buy together: prices, pieces and days. Amounts are never kept."""

import uuid
from collections.abc import Mapping

from commerce.models import CheckoutSnippet, OrderLine, Price

from .items import MOST_ITEMS, Item, WrongItem
from .offers import Offer, offer_in, versions_now

Kept = dict[str, list[int]]  # by the price's code: pieces, and days where it is rented


class NotSold(Exception):
    """No live checkout sells it, or the basket is full."""


def offers_for(codes: Mapping[str, object] | list[str]) -> dict[str, Offer]:
    """Of what is on sale somewhere now, by code. One query."""
    placed = Price.objects.of_codes(codes).filter(checkoutsnippet__live=True)
    versions = versions_now(placed.values_list("pk", flat=True)) if codes else []
    none = CheckoutSnippet()
    return {row.price.code: offer_in(none, row, ()) for row in versions}


def items_in(kept: Kept, order: uuid.UUID | None = None) -> list[Item]:
    """In the order of adding; without what is no longer sold. What their own ``order`` took counts as there."""
    offers = offers_for(kept)
    for line in OrderLine.objects.filter(order=order, taken__gt=0) if order else ():
        for offer in offers.values():
            product = offer.price.product
            if product.pk == line.product_id and product.stock is not None:
                product.stock += line.taken
    return [item_of(offers[code], *kept[code]) for code in kept if code in offers]


def item_of(offer: Offer, quantity: int = 1, days: int = 1) -> Item:
    """Raises WrongItem."""
    return Item(offer, quantity, days if offer.is_rented else None)


def added(kept: Kept, code: str, quantity: int, days: int) -> Kept:
    """With so many more of it; for the days said last. Raises NotSold, WrongItem."""
    offer = offers_for([code]).get(code)
    if offer is None or (code not in kept and len(kept) >= MOST_ITEMS - 1):
        raise NotSold(code)  # one line is left for shipping
    before = kept[code][0] if code in kept else 0
    try:
        item = item_of(offer, before + quantity, days)
    except WrongItem:
        if not before:
            raise
        item = item_of(offer, before, days)  # as many as may be are there already
    return kept | {code: as_kept(item)}


def as_kept(item: Item) -> list[int]:
    return [item.quantity, item.rental_days or 1]
