"""What may be bought by its code alone: the prices that live checkouts show, on the terms of those checkouts."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from wagtail.models import Site

from commerce.models import CheckoutSnippet, Price

from .offers import Offer, offer_in, versions_now
from .terms import terms_of


@dataclass(frozen=True)
class Shelf:
    """``sellers``: whose terms and ways to pay hold; none where nothing is sold."""

    offers: dict[str, Offer]
    sellers: list[CheckoutSnippet]


def shelf_of(codes: Collection[str], language: str) -> Shelf:
    """The offers of these prices by code, without those that nobody may buy now. Three queries."""
    prices = Price.objects.of_codes(codes).filter(checkoutsnippet__live=True)
    versions = versions_now(prices.values_list("pk", flat=True))
    nowhere = CheckoutSnippet()
    offers = {row.price.code: offer_in(nowhere, row, ()) for row in versions}
    return Shelf(offers, sellers_of([row.price_id for row in versions], language))


def sellers_of(prices: Collection[int], language: str) -> list[CheckoutSnippet]:
    """A live checkout for each of these prices: as few as may be, in this language where there is one. Two queries."""
    shown = defaultdict(set)
    placed = CheckoutSnippet.prices.through.objects.filter(
        checkoutsnippet__live=True, price__in=prices
    )
    for checkout, price in placed.values_list("checkoutsnippet_id", "price_id"):
        shown[checkout].add(price)
    best_last = sorted(
        CheckoutSnippet.objects.filter(pk__in=shown).select_related("locale"),
        key=lambda it: (
            len(shown[it.pk]),
            it.locale.language_code == language,
            -it.pk,
        ),
    )
    chosen = {price: checkout for checkout in best_last for price in shown[checkout.pk]}
    return list(dict.fromkeys(chosen.values()))


def joint(sellers: Sequence[CheckoutSnippet], site: Site | None) -> CheckoutSnippet:
    """One that asks what all of these ask, in no table; of a single one, that itself. Ways to pay: ``methods_of``."""
    if len(sellers) == 1:
        return sellers[0]
    terms = dict.fromkeys(terms_of(seller, site) for seller in sellers)
    return CheckoutSnippet(
        takes_coupons=all(seller.takes_coupons for seller in sellers),
        terms="".join(terms),
    )
