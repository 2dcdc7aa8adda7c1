"""The one question other apps ask commerce: may this viewer see this page, and if not, what would open it?

Answered at request time from dates; nothing anywhere stores "enrolled".
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast

from django.conf import settings
from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.models import Page

from commerce.money import Money

from .models.catalogue import PriceVersion, ProductGrant
from .models.orders import Order, hash_secret


class Gated:
    """Mixin for page types that may be closed."""

    is_gated = True
    locked_template: str

    def serve_locked(self, request: HttpRequest, access: "Access") -> HttpResponse:
        """403: why it is closed, and the shortest way in."""
        context = {**self.get_context(request), "access": access}
        return TemplateResponse(request, self.locked_template, context, status=403)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        if not self.is_gated or self._access_in(request).allowed:
            return super().get_preview_template(request, mode_name)
        return self.locked_template

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict:
        context = super().get_preview_context(request, mode_name)
        return {**context, "access": self._access_in(request)}

    def _access_in(self, request: HttpRequest) -> "Access":
        return access_in(request, cast("Page", self))


class Reason(StrEnum):
    FREE = "free"
    EDITOR = "editor"
    HELD = "held"
    ENDED = "ended"
    FOR_SALE = "for_sale"
    NOT_FOR_SALE = "not_for_sale"


@dataclass(frozen=True)
class Viewer:
    """Who looks: a user, and the orders this browser proves by its cookie.

    ``supposed``: in a preview, how long everything is held though nothing was bought: until so long ago where negative.
    """

    user_id: int | None = None
    browser_hash: str = ""
    supposed: timedelta | None = None

    @property
    def is_nobody(self) -> bool:
        return not (self.user_id or self.browser_hash or self.supposed)


FOR_GOOD = timedelta.max
PREVIEWED = {
    "visitor": Viewer(),
    "signed_in": Viewer(),
    "holder": Viewer(supposed=FOR_GOOD),
    "ending": Viewer(supposed=timedelta(days=3)),
    "ended": Viewer(supposed=timedelta(days=-1)),
}


@dataclass(frozen=True)
class Access:
    """``until``: when a held access ends (None: never) or when the last one ended. ``products``: codes that open the page."""

    allowed: bool
    reason: Reason
    until: datetime | None = None
    products: tuple[str, ...] = field(default=())


def viewer_of(request: HttpRequest) -> Viewer:
    if seen_by := getattr(request, "seen_by", ""):
        return PREVIEWED[seen_by]
    return Viewer(
        user_id=request.user.pk,
        browser_hash=hash_secret(request.COOKIES.get(settings.ORDER_COOKIE, "")),
    )


def can_view(viewer: Viewer, page: Page) -> Access:
    """Whether this viewer may see this page now, and why or why not.

    One query; one more for a guest's browser.
    """
    if not getattr(page, "is_gated", False):
        return Access(allowed=True, reason=Reason.FREE)
    return access_below(viewer, page)


def access_below(viewer: Viewer, page: Page) -> Access:
    """Whether what is gated at or below this page is open to the viewer. One query."""
    return _judge(_grants_over(page, viewer))


def access_in(request: HttpRequest, page: Page) -> Access:
    """``access_below`` for who asks. One query a request: what lies over a lesson tells of its course too."""
    asked, grants = getattr(request, "grants", (None, []))
    if asked is None or not asked.path.startswith(page.path):
        asked, grants = page, list(_grants_over(page, viewer_of(request)))
        request.grants = asked, grants
    return _judge(row for row in grants if row["depth"] <= page.depth)


def holds(request: HttpRequest, page: Page) -> bool:
    """Whether what is gated at or below this page is open to who asks; strangers hold nothing."""
    return not viewer_of(request).is_nobody and access_in(request, page).allowed


def prices_from(pages: Iterable[Page]) -> dict[int, Money]:
    """The least that opens each page for good, by itself or with others that the product names.

    A pass and what opens the whole catalogue are no price of a page; where nothing else is sold, it has none. One query.
    """
    now = timezone.now()
    by_key: dict[object, dict[int, PriceVersion]] = {}
    versions = (
        PriceVersion.objects.filter(
            currency=settings.CURRENCY,
            effective_from__lte=now,
            price__kind="one_time",
            price__archived_at=None,
            price__product__archived_at=None,
            price__product__grants__until=None,
            price__product__grants__starts__lte=now,
            price__product__grants__page_key__in=[
                page.translation_key for page in pages
            ],
        )
        .annotate(page_key=F("price__product__grants__page_key"))
        .order_by("effective_from", "pk")
    )
    for (
        version
    ) in versions:  # a later amount replaces the earlier one of the same price
        by_key.setdefault(version.page_key, {})[version.price_id] = version
    return {
        page.pk: min(
            by_key[page.translation_key].values(), key=lambda each: each.amount
        ).money
        for page in pages
        if page.translation_key in by_key
    }


@dataclass(frozen=True)
class Held:
    """A page opened by what somebody holds or held. ``until`` None: for ever."""

    page: Page
    until: datetime | None
    ended: bool


def held_pages(viewer: Viewer, pages: QuerySet) -> list[Held]:
    """Those of these pages that a product of the viewer opens or opened. Three queries, however many."""
    if viewer.is_nobody:
        return []
    grants = _with_entitlements(ProductGrant.objects.all(), viewer).filter(
        held__isnull=False
    )
    rows = list(
        grants.values(
            "page_key", "until", "held__starts", "held__ends", "held__settled_at"
        )
    )
    keys = {row["page_key"] for row in rows if _covers(row)}
    granted = {
        page.path: page.translation_key
        for page in Page.objects.filter(translation_key__in=keys)
    }
    found = []
    for page in pages:
        above = {granted[path] for path in _lineage(page) if path in granted}
        mine = [row for row in rows if row["page_key"] in above and _covers(row)]
        if mine:
            last = _last_end(mine)
            found.append(Held(page, last, ended=bool(last and last <= timezone.now())))
    return found


def _lineage(page: Page) -> list[str]:
    """The tree paths of the page and all above it."""
    return [
        page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)
    ]


def _grants_over(page: Page, viewer: Viewer) -> Iterable[dict]:
    over = Page.objects.filter(path__in=_lineage(page))
    granted = over.filter(translation_key=OuterRef("page_key"))
    rows = _with_entitlements(
        ProductGrant.objects.filter(page_key__in=over.values("translation_key")), viewer
    ).values(
        "product_id",
        "until",
        "held__starts",
        "held__ends",
        "held__settled_at",
        code=F("product__code"),
        archived=F("product__archived_at"),
        depth=Subquery(granted.values("depth")[:1]),
    )
    return [*_supposed(viewer), *rows]


def _supposed(viewer: Viewer) -> list[dict]:
    """The holding of a preview: over every page, of a product that nobody sells."""
    if viewer.supposed is None:
        return []
    now = timezone.now()
    ends = None if viewer.supposed == FOR_GOOD else now + viewer.supposed
    return [
        {
            "code": "",
            "archived": now,
            "depth": 0,
            "until": None,
            "held__starts": now - timedelta(days=30),
            "held__ends": ends,
            "held__settled_at": now - timedelta(days=30),
        }
    ]


def _with_entitlements(grants: QuerySet, viewer: Viewer) -> QuerySet:
    own = (
        Q(product__entitlements__user_id=viewer.user_id)
        if viewer.user_id
        else Q(pk=None)
    )
    if viewer.browser_hash:
        proved = Order.objects.of_viewer(None, viewer.browser_hash).values_list(
            "pk", flat=True
        )
        own |= Q(product__entitlements__order_id__in=list(proved))
    held = FilteredRelation("product__entitlements", condition=own)
    return grants.filter(starts__lte=timezone.now()).annotate(held=held)


def _judge(rows: Iterable[dict]) -> Access:
    now = timezone.now()
    rows = list(rows)
    held = [row for row in rows if _covers(row)]
    current = [row for row in held if row["held__starts"] <= now and _ends(row) > now]
    if current:
        return Access(allowed=True, reason=Reason.HELD, until=_last_end(held))
    on_sale = [
        row
        for row in rows
        if not row["archived"] and (not row["until"] or row["until"] > now)
    ]
    products = tuple(dict.fromkeys(row["code"] for row in on_sale))
    past = [row["held__ends"] for row in held if row["held__starts"] <= now]
    if past:
        return Access(
            allowed=False, reason=Reason.ENDED, until=max(past), products=products
        )
    reason = Reason.FOR_SALE if products else Reason.NOT_FOR_SALE
    return Access(allowed=False, reason=reason, products=products)


FOR_EVER = datetime.max.replace(tzinfo=timezone.get_default_timezone())


def _ends(row: dict) -> datetime:
    return row["held__ends"] or FOR_EVER


def _last_end(rows: list[dict]) -> datetime | None:
    last = max(_ends(row) for row in rows)
    return None if last == FOR_EVER else last


def _covers(row: dict) -> bool:
    """A withdrawn grant stays open to what was settled before."""
    if row["held__starts"] is None:
        return False
    return row["until"] is None or row["held__settled_at"] < row["until"]
