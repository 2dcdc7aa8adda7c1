"""How goods travel to a country, and what that costs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commerce.models import CheckoutSnippet, ShippingMethod

from .items import Item
from .offers import offer_in, versions_now


@dataclass(frozen=True)
class Way:
    """A shipping method with its amount in force."""

    method: ShippingMethod
    item: Item

    @property
    def code(self) -> str:
        return self.method.code


def ways() -> list[Way]:
    """All that may be chosen somewhere, in the order of the CMS. Three queries at most, one where there is none."""
    methods = list(ShippingMethod.objects.active().prefetch_related("texts"))
    if not methods:
        return []
    versions = versions_now(method.price_id for method in methods)
    offers = {row.price_id: offer_in(CheckoutSnippet(), row, ()) for row in versions}
    return [
        Way(method, Item(replace(offers[method.price_id], title=method.name)))
        for method in methods
        if method.price_id in offers
    ]


def ways_to(country: str, known: Sequence[Way]) -> list[Way]:
    return [way for way in known if way.method.goes_to(country)]


def countries_of(known: Sequence[Way]) -> set[str] | None:
    """Where the shop delivers to; None: everywhere."""
    if not known or any(not way.method.countries for way in known):
        return None
    return {country for way in known for country in way.method.countries}
