"""All that a checkout form has to offer: plans or a basket, ways to send and ways to pay."""

from collections.abc import Sequence
from dataclasses import dataclass

from commerce.models import CheckoutSnippet, PaymentMethod

from .items import Item
from .offers import Offer, methods_of, offers_of
from .shipping import Way, ways


@dataclass(frozen=True)
class Desk:
    """Either ``offers``, of which one is chosen, or a ``basket``, which is bought whole."""

    offers: Sequence[Offer] = ()
    basket: Sequence[Item] = ()
    methods: Sequence[PaymentMethod] = ()
    shipping: Sequence[Way] = ()


def desk_of(checkout: CheckoutSnippet) -> Desk:
    """Of one that is placed."""
    offers = offers_of(checkout)
    return _desk([checkout], offers, offers=offers)


def desk_for(basket: Sequence[Item], sellers: Sequence[CheckoutSnippet]) -> Desk:
    """Of what was put together from these."""
    return _desk(sellers, [item.offer for item in basket], basket=basket)


def _desk(
    sellers: Sequence[CheckoutSnippet],
    sold: Sequence[Offer],
    **known: Sequence[Offer] | Sequence[Item],
) -> Desk:
    """Asks for what is sent only where something is."""
    delivered = any(offer.price.product.needs_shipping for offer in sold)
    return Desk(
        **known,
        methods=methods_of(sellers, delivered=delivered),
        shipping=ways() if delivered else (),
    )
