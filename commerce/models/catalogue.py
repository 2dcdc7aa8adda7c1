"""What is sold and what it costs."""

import uuid
from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.core.validators import slug_re
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.models import Page, PreviewableMixin
from wagtail.search import index

from commerce.money import CURRENCIES, Money

from .words import Spoken, Words


class ProductQuerySet(models.QuerySet):
    def live(self) -> Self:
        return self.filter(archived_at=None)


class Product(PreviewableMixin, index.Indexed, Spoken, ClusterableModel):
    """What is sold. One row for all languages; never deleted, only archived."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("Access to pages")
        GOODS = "goods", _("Shipped goods")
        RENTAL = "rental", _("Rental, per day")
        SHIPPING = "shipping", _("Shipping costs")

    DELIVERED = {Kind.GOODS, Kind.RENTAL}

    code = models.SlugField(
        _("code"),
        unique=True,
        help_text=_("Stays for ever; used in addresses and reports."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ACCESS)
    stock = models.PositiveIntegerField(
        _("pieces in stock"),
        null=True,
        editable=False,
        help_text="empty: as many as anybody wants; moved by conditional updates only",
    )
    archived_at = models.DateTimeField(
        _("archived"), null=True, blank=True, editable=False
    )
    created = models.DateTimeField(auto_now_add=True)

    objects = models.Manager.from_queryset(ProductQuerySet)()
    search_fields = [index.SearchField("code"), index.AutocompleteField("code")]

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "commerce/previews/product.html"

    def save(self, **kwargs: object) -> None:
        """All but the stock, which orders move while a form is open; its words and pages too."""
        if not self._state.adding and "update_fields" not in kwargs:
            own = {each.name for each in self._meta.concrete_fields}
            rows = {each.get_accessor_name() for each in get_all_child_relations(self)}
            kwargs["update_fields"] = (own | rows) - {"id", "stock"}
        super().save(**kwargs)

    @property
    def title(self) -> str:
        words = self.words()
        return words.title if words else self.code

    @property
    def needs_shipping(self) -> bool:
        return self.kind in self.DELIVERED

    def values_besides(self) -> dict[str, str]:
        """For its history: the pages it opens to who buys it now."""
        keys = self.grants.filter(until=None).values("page_key")
        pages = Page.objects.filter(translation_key__in=keys).order_by("path")
        return {"grants": ", ".join(dict.fromkeys(page.title for page in pages))}


class ProductText(Words):
    product = ParentalKey(Product, related_name="texts", on_delete=models.CASCADE)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    features = models.TextField(_("features"), blank=True, help_text=_("One per line."))

    class Meta:
        verbose_name = _("words")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "language"], name="product_text_language"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def feature_list(self) -> list[str]:
        return feature_list(self.features)


def feature_list(features: str) -> list[str]:
    return [line.strip() for line in features.splitlines() if line.strip()]


class ProductGrant(models.Model):
    """The product opens this page and everything below it, in every translation."""

    product = ParentalKey(Product, related_name="grants", on_delete=models.CASCADE)
    page_key = models.UUIDField(
        _("page"), help_text=_("Shared by all translations of the page.")
    )
    starts = models.DateTimeField(_("from"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("opened page")
        indexes = [models.Index(fields=["page_key"])]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "page_key"],
                condition=Q(until=None),
                name="product_grant_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id} → {self.page_key}"


class PriceQuerySet(models.QuerySet):
    def live(self) -> Self:
        return self.filter(archived_at=None, product__archived_at=None)

    def of_codes(self, sent: Iterable[str]) -> Self:
        """Whatever was sent as codes: PostgreSQL refuses to look for a NUL."""
        return self.filter(code__in=[each for each in sent if slug_re.match(each)])


class Price(index.Indexed, Spoken, ClusterableModel):
    """One way to pay for a product. Editors place it; its amounts are versions that owners add."""

    class Kind(models.TextChoices):
        ONE_TIME = "one_time", _("One-time payment")
        PASS = "pass", _("Pass for a number of days")
        PER_DAY = "per_day", _("Rent per day")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), unique=True)
    product = models.ForeignKey(
        Product,
        verbose_name=_("product"),
        on_delete=models.PROTECT,
        related_name="prices",
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind, default=Kind.ONE_TIME
    )
    days = models.PositiveIntegerField(_("days of access"), null=True, blank=True)
    archived_at = models.DateTimeField(
        _("archived"), null=True, blank=True, editable=False
    )
    created = models.DateTimeField(auto_now_add=True)

    objects = models.Manager.from_queryset(PriceQuerySet)()
    search_fields = [index.SearchField("code"), index.AutocompleteField("code")]

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["product", "days", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="pass", days__gt=0)
                | Q(kind__in=["one_time", "per_day"], days=None),
                name="price_days_of_a_pass",
            )
        ]

    def __str__(self) -> str:
        version = self.current_version
        amount = version.money if version else _("no amount yet")
        return f"{self.name} · {amount}"

    @property
    def name(self) -> str:
        words = self.words()
        return words.name if words else self.product.title

    @property
    def current_version(self) -> "PriceVersion | None":
        """The amount in force now in the site's currency. Reads all versions: prefetch them for lists."""
        now = timezone.now()
        in_force = [
            version
            for version in self.versions.all()
            if version.currency == settings.CURRENCY and version.effective_from <= now
        ]
        return max(
            in_force,
            key=lambda version: (version.effective_from, version.pk),
            default=None,
        )


class PriceText(Words):
    price = ParentalKey(Price, related_name="texts", on_delete=models.CASCADE)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("words")
        constraints = [
            models.UniqueConstraint(
                fields=["price", "language"], name="price_text_language"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PriceVersion(models.Model):
    """An amount of a price, in force from a moment on. Append-only: order lines point here for ever."""

    price = models.ForeignKey(Price, on_delete=models.PROTECT, related_name="versions")
    currency = models.CharField(
        max_length=3, choices=[(code, code) for code in CURRENCIES]
    )
    amount = models.BigIntegerField(_("amount"), help_text=_("In minor units."))
    effective_from = models.DateTimeField(_("from"), default=timezone.now)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("amount")
        ordering = ["-effective_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="price_version_amount"
            ),
        ]

    def __str__(self) -> str:
        return str(self.money)

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
