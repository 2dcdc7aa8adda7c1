"""What commerce says about pages: granted ones stay, and a pricing page should sell."""

from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy
from wagtail.admin import messages
from wagtail.blocks import StreamValue
from wagtail.models import Page

from commerce.domain.covered import holders_of, lost_grants
from commerce.domain.placed import unsold_on
from commerce.models import PricingPage, ProductGrant
from story.checks import Finding

SELLS = {"checkout", "pricing_table"}
KEEP = ngettext_lazy(
    "%(count)s person has “%(page)s” through %(products)s and keeps it. Whoever buys later does not get it.",
    "%(count)s people have “%(page)s” through %(products)s and keep it. Whoever buys later does not get it.",
    "count",
)
KEEP_ANYWHERE = ngettext_lazy(
    "%(count)s person has “%(page)s” through %(products)s and keeps it. If it leaves what was bought, whoever buys later does not get it.",
    "%(count)s people have “%(page)s” through %(products)s and keep it. If it leaves what was bought, whoever buys later does not get it.",
    "count",
)
LOSE = ngettext_lazy(
    "%(count)s person has “%(page)s” through %(products)s and loses it.",
    "%(count)s people have “%(page)s” through %(products)s and lose it.",
    "count",
)


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
    count = holders_of([grant])
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


def name_who_keeps(request: HttpRequest, page: Page, destination: Page) -> None:
    """Before a move is confirmed."""
    _name(request, who_keeps(page, destination))


def name_who_loses(request: HttpRequest, page: Page) -> None:
    """Before a deletion is confirmed."""
    _name(request, who_loses(page))


def _name(request: HttpRequest, touched: str) -> None:
    if touched and request.method == "GET":
        messages.warning(request, touched)


def who_keeps(page: Page, destination: Page | None = None) -> str:
    """How many people a move touches, and through which products; without a destination, any that leaves them."""
    text = KEEP if destination else KEEP_ANYWHERE
    return _touched(text, page, lost_grants(page, destination))


def who_loses(page: Page) -> str:
    """The same of a deletion."""
    return _touched(LOSE, page, lost_grants(page))


def _touched(text: str, page: Page, grants: QuerySet[ProductGrant]) -> str:
    held = [grant for grant in grants if holders_of([grant])]
    count = holders_of(held)
    products = dict.fromkeys(str(grant.product) for grant in held)
    names = {"count": count, "page": page, "products": ", ".join(products)}
    return text % names if count else ""


def warn_unsold(request: HttpRequest, page: Page) -> None:
    """After publishing: nothing is refused, but the editor knows."""
    if isinstance(page.specific, PricingPage) and not _sells(page.specific):
        messages.warning(request, _("This page sells nothing yet: add a checkout."))


def _sells(page: PricingPage) -> bool:
    placed = [block.value for block in page.body if block.block_type in SELLS]
    return any(unsold_on(checkout, page) == "" for checkout in placed if checkout)


def check_checkouts(page: Page) -> Iterator[Finding]:
    """Checkouts of the page from which nothing can be bought now."""
    placed = [("checkout", getattr(page, "checkout", None))]
    blocks = getattr(page, "body", None)
    if isinstance(blocks, StreamValue):
        shown = [block for block in blocks if block.block_type in SELLS]
        placed += [(f"body.{block.id}", block.value) for block in shown]
        yield from _lost(blocks)
    if isinstance(page, PricingPage) and not any(
        checkout for _path, checkout in placed
    ):
        yield Finding(_("This page sells nothing yet: add a checkout."), "body")
    for path, checkout in placed:
        if checkout and (why := unsold_on(checkout, page)):
            text = _("Nothing can be bought from the checkout “%(checkout)s”: %(why)s")
            yield Finding(text % {"checkout": checkout, "why": why}, path)


def _lost(blocks: StreamValue) -> Iterator[Finding]:
    for block, kept in zip(blocks, blocks.raw_data, strict=True):
        if block.block_type in SELLS and kept["value"] and not block.value:
            text = _("The checkout that stood here was deleted: choose another.")
            yield Finding(text, f"body.{block.id}")
