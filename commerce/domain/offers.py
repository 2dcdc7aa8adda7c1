"""What a checkout offers: its live prices with their amounts, and the ways to pay that fit."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Exists, F, Q, QuerySet, Subquery
from django.utils import timezone

from commerce.models import CheckoutSnippet, PaymentMethod, Price, PriceVersion
from commerce.models.catalogue import feature_list
from commerce.models.words import preference
from commerce.money import Money


@dataclass(frozen=True)
class Offer:
    """One plan as a visitor sees it. ``saving``: against buying the checkout's shortest pass for as many days.

    ``payable``: it costs nothing, or a way to pay for it is open.
    """

    price: Price
    version: PriceVersion
    name: str
    title: str
    recommended: bool = False
    payable: bool = True
    saving: Money | None = None
    features: list[str] = field(default_factory=list)
    description: str = ""

    @property
    def money(self) -> Money:
        return self.version.money

    @property
    def is_sold_out(self) -> bool:
        return self.price.product.stock == 0

    @property
    def is_rented(self) -> bool:
        return self.price.kind == Price.Kind.PER_DAY

    @property
    def is_free(self) -> bool:
        return self.version.amount == 0


def offers_of(checkout: CheckoutSnippet) -> list[Offer]:
    """The plans that can be bought now, cheapest first; empty where none has an amount. One query."""
    chosen = checkout.prices.values_list("id", flat=True)  # a draft's are in no table
    # False sorts before True: a way that needs no address, if there is one
    ways = _ways_of(checkout).order_by("needs_shipping").values("needs_shipping")
    versions = versions_now(chosen, needs_address=Subquery(ways[:1]))
    return [offer_in(checkout, version, versions) for version in versions]


def methods_of(
    checkouts: Sequence[CheckoutSnippet], *, delivered: bool
) -> list[PaymentMethod]:
    """The active ways to pay that all of these have; those that need shipping only where something is shipped."""
    ways = _ways_of(*checkouts).prefetch_related("texts") if checkouts else []
    return [way for way in ways if delivered or not way.needs_shipping]


WORDS = {
    "name": F("price__texts__name"),
    "name_language": F("price__texts__language"),
    "title": F("price__product__texts__title"),
    "features": F("price__product__texts__features"),
    "description": F("price__product__texts__description"),
    "language": F("price__product__texts__language"),
}


def versions_now(prices: Iterable[int], **more: Subquery) -> list[PriceVersion]:
    """The amounts in force of those prices that are live, with all that an offer says; cheapest first. One query.

    Each row comes once for every language there is, which costs less than choosing in the database.
    """
    rows = (
        PriceVersion.objects.filter(
            price__in=Price.objects.live().filter(pk__in=prices),
            currency=settings.CURRENCY,
            effective_from__lte=timezone.now(),
        )
        .select_related("price__product")
        .annotate(**WORDS, **more)
    )
    best_last = sorted(rows, key=_newest_and_best_understood)
    in_force = {row.price_id: row for row in best_last}
    return sorted(in_force.values(), key=lambda row: (row.amount, row.price_id))


def _newest_and_best_understood(row: PriceVersion) -> tuple:
    words = preference(row.language) + preference(row.name_language)
    return row.effective_from, row.pk, words


def offer_in(
    checkout: CheckoutSnippet, version: PriceVersion, all_here: Collection[PriceVersion]
) -> Offer:
    """One of a checkout's ``versions_now``."""
    price = version.price
    title = version.title or price.product.code
    return Offer(
        price=price,
        version=version,
        name=version.name or title,
        title=title,
        recommended=price.pk == checkout.recommended_id,
        payable=is_payable(version),
        saving=_saving(version, all_here),
        features=feature_list(version.features or ""),
        description=version.description or "",
    )


def _ways_of(*checkouts: CheckoutSnippet) -> QuerySet[PaymentMethod]:
    """Of each its own, else every active one; without those whose gateway is gone."""
    active = PaymentMethod.objects.active()
    ways = active.filter(gateway__in=settings.GATEWAYS)
    for checkout in checkouts:
        own = active.filter(pk__in=checkout.methods.values_list("id", flat=True))
        ways = ways.filter(Q(pk__in=own.values("pk")) | ~Exists(own))
    return ways


def is_payable(version: PriceVersion) -> bool:
    """By ``needs_address``: whether even the easiest way needs one; None where there is no way at all."""
    if version.amount == 0:
        return True
    needs_address = getattr(version, "needs_address", False)
    return needs_address is False or (
        needs_address is True and version.price.product.needs_shipping
    )


def _saving(version: PriceVersion, all_here: Iterable[PriceVersion]) -> Money | None:
    """12 × 49 € against 499 €: whole passes of the shortest kind that fit into this one's days."""
    passes = [
        (other.price.days, other.amount)
        for other in all_here
        if other.price.days and other.price.product_id == version.price.product_id
    ]
    shortest, unit = min(passes, default=(0, 0))
    days = version.price.days
    if not days or not shortest or days <= shortest:
        return None
    saved = (days // shortest) * unit - version.amount
    return Money(saved, version.currency) if saved > 0 else None
