"""The terms of sale: which a buyer reads, and which an order was placed under."""

from django.utils.translation import get_language
from wagtail.models import Site

from commerce.models import CheckoutSnippet, Order, Terms
from commerce.models.orders import hash_secret


def terms_of(checkout: CheckoutSnippet, site: Site | None) -> str:
    """The checkout's own; else those of the site's home page in the language spoken, else in any that has some."""
    return checkout.terms or (of_site(site) if site else "")


def of_site(site: Site) -> str:
    """Those of checkouts without their own: in the language spoken, else in any that has some."""
    home = site.root_page
    kind = home.specific_class
    if not hasattr(kind, "terms"):
        return ""
    same = kind.objects.live().filter(translation_key=home.translation_key)
    told = dict(
        same.exclude(terms="").values_list("locale__language_code", "terms").order_by()
    )
    return told.get(get_language()) or next(iter(told.values()), "")


def version_of(text: str) -> str:
    """Empty where there is nothing to read."""
    return hash_secret(text)[:16]


def keep(text: str) -> str:
    """The version of this wording, which ``agreed`` finds for good."""
    version = version_of(text)
    if version:
        Terms.objects.get_or_create(version=version, defaults={"text": text})
    return version


def agreed(order: Order) -> str:
    """The words the buyer agreed to; empty where they were not kept."""
    kept = Terms.objects.filter(version=order.terms_version).first()
    return kept.text if kept else ""
