"""An offer in words: what a plan card or a price box says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Locale, Page

from commerce.models import CheckoutSnippet, Price

from .offers import Offer, offers_of


@dataclass(frozen=True)
class Plan:
    """``note`` says how long, and that nothing renews; ``saving`` is empty where there is none."""

    name: str
    amount: str
    note: str
    saving: str
    features: list[str]
    url: str
    label: str
    featured: bool


def plan_of(checkout: CheckoutSnippet, offer: Offer, page: Page | None) -> Plan:
    return Plan(
        name=offer.price.name,
        amount=_("Free") if offer.is_free else str(offer.money),
        note=term_of(offer.price),
        saving=_("Save %(amount)s") % {"amount": offer.saving} if offer.saving else "",
        features=offer.features,
        url=_address(checkout, offer, page),
        label=checkout.button or (_("Start now") if offer.is_free else _("Buy now")),
        featured=offer.recommended,
    )


def term_of(price: Price) -> str:
    """How long it opens, and that it ends by itself."""
    if price.product.needs_shipping:
        return _("Delivered to you.")
    if price.kind == Price.Kind.ONE_TIME:
        return _("Paid once, yours for good.")
    return ngettext(
        "%(days)s day of access, paid once, no automatic renewal.",
        "%(days)s days of access, paid once, no automatic renewal.",
        price.days,
    ) % {"days": price.days}


def selling(
    products: Iterable[str], locale: Locale, first: CheckoutSnippet | None = None
) -> Iterator[tuple[CheckoutSnippet, Offer]]:
    """Live checkouts of a language with the offers of theirs that are for these products; each price once.

    ``first``: the checkout, in any language, that comes before all others.
    """
    seen: set[int] = set()
    found = CheckoutSnippet.objects.filter(
        live=True, locale=locale, prices__product__code__in=list(products)
    ).distinct()
    leading = first.translation_key if first else None
    for checkout in sorted(found, key=lambda each: each.translation_key != leading):
        for offer in offers_of(checkout):
            if offer.price.product.code in products and offer.price.pk not in seen:
                seen.add(offer.price.pk)
                yield checkout, offer


def _address(checkout: CheckoutSnippet, offer: Offer, page: Page | None) -> str:
    query = {"plan": offer.price.code} | ({"page": page.pk} if page else {})
    return f"{reverse('checkout', args=[checkout.translation_key])}?{urlencode(query)}"
