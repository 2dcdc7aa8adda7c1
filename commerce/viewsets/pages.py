"""What commerce says about pages: granted ones stay, and a pricing page should sell."""

from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page

from commerce.domain.offers import offers_of
from commerce.domain.selling import holders_of
from commerce.models import PricingPage, ProductGrant

SELLS = {"checkout", "pricing_table"}


def refuse_page_deletion(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page that a product opens, or one above it."""
    keys = page.get_descendants(inclusive=True).values("translation_key")
    matters = Q(until=None) | Q(product__entitlements__isnull=False)
    grant = ProductGrant.objects.filter(matters, page_key__in=keys).first()
    if grant is None:
        return None
    messages.error(request, _why(page, grant))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def refuse_bulk_deletion(
    request: HttpRequest, action_type: str, objects: Iterable[object], _action: object
) -> HttpResponse | None:
    if action_type != "delete":
        return None
    pages = [each for each in objects if isinstance(each, Page)]
    refusals = (refuse_page_deletion(request, page) for page in pages)
    return next((refused for refused in refusals if refused), None)


def _why(page: Page, grant: ProductGrant) -> str:
    count = holders_of(grant.product)
    text = ngettext(
        "“%(page)s” cannot be deleted: %(count)s person holds it through “%(product)s”.",
        "“%(page)s” cannot be deleted: %(count)s people hold it through “%(product)s”.",
        count,
    )
    if not count:
        text = _(
            "“%(page)s” cannot be deleted: “%(product)s” sells it, or what is below it."
        )
    names = {"page": page, "count": count, "product": grant.product}
    instead = _("Unpublish it instead.")
    return f"{text % names} {instead}"


def warn_unsold(request: HttpRequest, page: Page) -> None:
    """After publishing: nothing is refused, but the editor knows."""
    if isinstance(page.specific, PricingPage) and not _sells(page.specific):
        messages.warning(request, _("This page sells nothing yet: add a checkout."))


def _sells(page: PricingPage) -> bool:
    placed = [block.value for block in page.body if block.block_type in SELLS]
    shown = [checkout.localized for checkout in placed if checkout]
    return any(checkout.live and offers_of(checkout) for checkout in shown)
