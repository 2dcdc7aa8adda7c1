"""Checkouts as editors place them: whether something can be bought from one, and which pages show it."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from commerce.models import CheckoutSnippet, PaymentMethod

from .offers import is_payable


def listed() -> QuerySet[CheckoutSnippet]:
    """With all that ``state_of``, ``why_unsold`` and a list ask: the same few queries, however many."""
    rows = CheckoutSnippet.objects.select_related("locale").prefetch_related(
        "prices__texts", "prices__versions", "prices__product__texts"
    )
    return rows.annotate(used_on=_usage(), needs_address=Subquery(_easiest_way()))


def _usage() -> Coalesce:
    """How many pages show it, in any language: a page shows the checkout of its own."""
    translations = CheckoutSnippet.objects.filter(
        translation_key=OuterRef(OuterRef("translation_key"))
    )
    shown = _references(translations).order_by().values("to_content_type")
    return Coalesce(
        Subquery(
            shown.annotate(pages=Count("object_id", distinct=True)).values("pages")
        ),
        0,
    )


def _references(checkouts: QuerySet[CheckoutSnippet]) -> QuerySet[ReferenceIndex]:
    return ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(CheckoutSnippet),
        to_object_id__in=checkouts.values(text=Cast("pk", CharField())),
    )


def pages_with(checkout: CheckoutSnippet) -> QuerySet[Page]:
    """Those that show it, in any language."""
    return _pages(
        CheckoutSnippet.objects.filter(translation_key=checkout.translation_key)
    )


def emptied_without(checkout: CheckoutSnippet) -> QuerySet[Page]:
    """The live ones that refer to this very translation, for another is shown only through it."""
    return _pages(CheckoutSnippet.objects.filter(pk=checkout.pk)).live()


def _pages(checkouts: QuerySet[CheckoutSnippet]) -> QuerySet[Page]:
    keys = _references(checkouts).values_list("object_id", flat=True)
    rows = Page.objects.filter(pk__in=list(keys)).select_related("locale")
    return rows.order_by("title")


def _easiest_way() -> QuerySet[PaymentMethod]:
    """Whether even the easiest way to pay needs an address, as ``offers_of`` asks it of one checkout."""
    active = PaymentMethod.objects.active()
    own = active.filter(checkoutsnippet=OuterRef(OuterRef("pk")))
    ways = active.filter(
        Q(checkoutsnippet=OuterRef("pk")) | ~Exists(own), gateway__in=settings.GATEWAYS
    )
    return ways.order_by("needs_shipping").values(asks=F("needs_shipping"))[:1]


def in_language_of(
    checkout: CheckoutSnippet | None, page: Page | None
) -> CheckoutSnippet | None:
    """Its live translation into the language of a page, if there is one; most are in it already."""
    if not (checkout and page) or checkout.locale_id == page.locale_id:
        return checkout
    translated = checkout.get_translation_or_none(page.locale)
    return translated if translated and translated.live else checkout


def unsold_on(checkout: CheckoutSnippet | None, page: Page | None) -> str:
    """Why the visitors of a page see nothing of a checkout placed there; empty where they do."""
    shown = in_language_of(checkout, page)
    if shown is None:
        return _("no checkout is chosen here.")
    return why_unsold(listed().get(pk=shown.pk))


def state_of(checkout: CheckoutSnippet) -> str:
    if not checkout.live:
        return _("Draft")
    return _("Live with changes") if checkout.has_unpublished_changes else _("Live")


def why_unsold(checkout: CheckoutSnippet) -> str:
    """Why nothing can be bought from it, as the end of a sentence; empty where something can.

    Ways to pay are judged of one that is ``listed`` only: a draft's are in no table.
    """
    if not checkout.live:
        return _("it is a draft.")
    return why_empty(checkout)


def why_empty(checkout: CheckoutSnippet) -> str:
    """The same, were it published."""
    prices = checkout.prices.all()
    kept = [price for price in prices if not price.archived_at]
    sold = [price for price in kept if not price.product.archived_at]
    amounts = [version for price in sold if (version := price.current_version)]
    for version in amounts:
        version.needs_address = getattr(checkout, "needs_address", False)
    for found, why in (
        (prices, _("no price is chosen.")),
        (kept, _("it has no price that is still sold.")),
        (sold, _("what it sells is archived.")),
        (amounts, _("no price of it has an amount yet.")),
        (any(map(is_payable, amounts)), _("no way to pay for it is open.")),
    ):
        if not found:
            return why
    return ""
