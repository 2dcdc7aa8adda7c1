"""What a checkout offers: its live prices with their amounts, and the ways to pay that fit."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Prefetch

from commerce.gateways import UnknownGateway, gateway
from commerce.models import CheckoutSnippet, PaymentMethod, Price, PriceVersion
from commerce.money import Money


@dataclass(frozen=True)
class Offer:
    """One plan as a visitor sees it. ``saving``: against buying the checkout's shortest pass for as many days."""

    price: Price
    version: PriceVersion
    recommended: bool = False
    saving: Money | None = None
    features: list[str] = field(default_factory=list)

    @property
    def money(self) -> Money:
        return self.version.money

    @property
    def is_free(self) -> bool:
        return self.version.amount == 0


def offers_of(checkout: CheckoutSnippet) -> list[Offer]:
    """The plans that can be bought now, cheapest first; empty where none has an amount."""
    chosen = checkout.prices.values_list("pk", flat=True)  # a draft's are in no table
    prices = (
        Price.objects.live()
        .filter(pk__in=chosen)
        .select_related("product")
        .prefetch_related(
            "texts",
            "product__texts",
            Prefetch(
                "versions", PriceVersion.objects.filter(currency=settings.CURRENCY)
            ),
        )
    )
    priced = [(price, price.current_version) for price in prices]
    found = sorted(
        ((price, version) for price, version in priced if version),
        key=lambda pair: (pair[1].amount, pair[0].pk),
    )
    return [_offer(checkout, price, version, found) for price, version in found]


def methods_of(
    checkout: CheckoutSnippet, offers: Iterable[Offer]
) -> list[PaymentMethod]:
    """The active ways to pay of this checkout; those that need shipping only where something is shipped."""
    active = PaymentMethod.objects.active()
    own = active.filter(pk__in=checkout.methods.values_list("pk", flat=True))
    shipped = any(offer.price.product.needs_shipping for offer in offers)
    return [
        method
        for method in (own or active).prefetch_related("texts")
        if _installed(method) and (shipped or not method.needs_shipping)
    ]


def _installed(method: PaymentMethod) -> bool:
    try:
        return bool(gateway(method.gateway))
    except UnknownGateway:
        return False


def _offer(
    checkout: CheckoutSnippet,
    price: Price,
    version: PriceVersion,
    all_priced: list[tuple[Price, PriceVersion]],
) -> Offer:
    words = price.product.words()
    return Offer(
        price=price,
        version=version,
        recommended=price.pk == checkout.recommended_id,
        saving=_saving(price, version, all_priced),
        features=words.feature_list if words else [],
    )


def _saving(
    price: Price, version: PriceVersion, all_priced: list[tuple[Price, PriceVersion]]
) -> Money | None:
    """12 × 49 € against 499 €: whole passes of the shortest kind that fit into this one's days."""
    passes = [
        (other.days, amount.amount)
        for other, amount in all_priced
        if other.days and other.product_id == price.product_id
    ]
    shortest, unit = min(passes, default=(0, 0))
    if not price.days or not shortest or price.days <= shortest:
        return None
    saved = (price.days // shortest) * unit - version.amount
    return Money(saved, version.currency) if saved > 0 else None
