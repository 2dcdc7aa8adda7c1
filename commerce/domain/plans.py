"""An offer in words: what a plan card or a price box says."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Locale, Page

from commerce.models import CheckoutSnippet, Price

from .offers import Offer, offer_in, versions_now


@dataclass(frozen=True)
class Plan:
    """``note`` says how long, and that nothing renews; ``saving`` is empty where there is none, ``url`` where none is left."""

    offer: Offer
    code: str
    name: str
    amount: str
    note: str
    saving: str
    features: list[str]
    url: str
    label: str
    featured: bool
    text: str = ""
    rented: bool = False
    sold_out: bool = False


def plan_of(
    checkout: CheckoutSnippet, offer: Offer, page: Page | None, coupon: str = ""
) -> Plan:
    return Plan(
        offer=offer,
        code=offer.price.code,
        name=offer.name,
        amount=cost_of(offer),
        note=term_of(offer),
        saving=_("Save %(amount)s") % {"amount": offer.saving} if offer.saving else "",
        features=offer.features,
        url="" if offer.is_sold_out else _address(checkout, offer, page, coupon),
        label=checkout.button or (_("Start now") if offer.is_free else _("Buy now")),
        featured=offer.recommended,
        text=offer.description,
        rented=offer.is_rented,
        sold_out=offer.is_sold_out,
    )


def cost_of(offer: Offer) -> str:
    """In a word or an amount; of what is rented, that of a day."""
    if offer.is_sold_out:
        return _("Sold out")
    if offer.is_free:
        return _("Free")
    words = _("%(amount)s a day") if offer.is_rented else "%(amount)s"
    return words % {"amount": offer.money}


def holding_of(offer: Offer, held: Mapping[int, datetime | None]) -> str:
    """What its buyer has of it already, by product, and what paying adds; empty where it is nothing."""
    price = offer.price
    if price.product_id not in held or price.product.needs_shipping:
        return ""
    until = held[price.product_id]
    if until is None:
        return _("You have this for good. Nothing to pay.")
    words = {"until": _day(until)}
    if price.kind != Price.Kind.PASS:
        return _("You have access until %(until)s.") % words
    words["later"] = _day(until + timedelta(days=price.days))
    return (
        _(
            "You have access until %(until)s. Remaining days are added: access until %(later)s."
        )
        % words
    )


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")


def term_of(offer: Offer) -> str:
    """How long it opens, and that it ends by itself."""
    price = offer.price
    if offer.is_rented:
        return _("Rented by the day, delivered to you.")
    if price.product.needs_shipping:
        return _("Delivered to you.")
    if price.kind == Price.Kind.ONE_TIME:
        return (
            _("Yours for good.") if offer.is_free else _("Paid once, yours for good.")
        )
    if offer.is_free:
        days = ngettext(
            "%(days)s day of access.", "%(days)s days of access.", price.days
        )
        return days % {"days": price.days}
    return ngettext(
        "%(days)s day of access, paid once, no automatic renewal.",
        "%(days)s days of access, paid once, no automatic renewal.",
        price.days,
    ) % {"days": price.days}


def selling(
    products: Iterable[str], locale: Locale, first: CheckoutSnippet | None = None
) -> Iterator[tuple[CheckoutSnippet, Offer]]:
    """Live checkouts of a language with the offers of theirs that are for these products; each price once.

    Where the language has no such checkout, those of any other: what is on sale can be bought from everywhere.
    ``first``: the checkout, in any language, that comes before all others. Two queries.
    """
    placed = _placed_prices(products, locale)
    versions = versions_now(set().union(*placed.values()))
    leading = first.translation_key if first else None
    seen: set[int] = set()
    for checkout in sorted(placed, key=lambda each: each.translation_key != leading):
        here = [each for each in versions if each.price_id in placed[checkout]]
        for version in here:
            if version.price_id not in seen:
                seen.add(version.price_id)
                yield checkout, offer_in(checkout, version, here)


def _placed_prices(
    products: Iterable[str], locale: Locale
) -> dict[CheckoutSnippet, set[int]]:
    """Which prices of these products each live checkout of a language has; of any, where that one has none."""
    rows = (
        CheckoutSnippet.prices.through.objects.filter(
            checkoutsnippet__live=True,
            price__product__code__in=list(products),
        )
        .select_related("checkoutsnippet")
        .order_by("checkoutsnippet__name", "checkoutsnippet")
    )
    placed: dict[CheckoutSnippet, set[int]] = {}
    for row in rows:
        placed.setdefault(row.checkoutsnippet, set()).add(row.price_id)
    local = {each: placed[each] for each in placed if each.locale_id == locale.pk}
    return local or placed


def _address(
    checkout: CheckoutSnippet, offer: Offer, page: Page | None, coupon: str
) -> str:
    query = {"plan": offer.price.code} | ({"page": page.pk} if page else {})
    query |= {"coupon": coupon} if coupon else {}
    return f"{reverse('checkout', args=[checkout.translation_key])}?{urlencode(query)}"
