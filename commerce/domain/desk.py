"""All that a checkout form has to offer: plans or a basket, ways to send and ways to pay."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    return _opened(Desk(offers=offers), [checkout], offers)


def desk_for(basket: Sequence[Item], sellers: Sequence[CheckoutSnippet]) -> Desk:
    """Of what was put together from these."""
    return _opened(Desk(basket=basket), sellers, [item.offer for item in basket])


def _opened(
    desk: Desk, sellers: Sequence[CheckoutSnippet], sold: Sequence[Offer]
) -> Desk:
    """Asks for what is sent only where something is."""
    delivered = any(offer.price.product.needs_shipping for offer in sold)
    methods = methods_of(sellers, delivered=delivered)
    return replace(desk, methods=methods, shipping=ways() if delivered else ())
