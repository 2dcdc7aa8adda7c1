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


def desk_of(checkout: CheckoutSnippet, basket: Sequence[Item] = ()) -> Desk:
    """Asks for what is sent only where something is."""
    offers = [item.offer for item in basket] or offers_of(checkout)
    delivered = any(offer.price.product.needs_shipping for offer in offers)
    return Desk(
        offers=() if basket else offers,
        basket=basket,
        methods=methods_of(checkout, delivered=delivered),
        shipping=ways() if delivered else (),
    )
