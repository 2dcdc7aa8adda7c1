"""Ways to send what was bought, each with the price that owners set for it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.search import index

from .catalogue import Price
from .words import Spoken, Words


class ShippingMethodQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(active=True)


class ShippingMethod(index.Indexed, Spoken, ClusterableModel):
    """A way to send goods. What it costs is a price, so that owners alone set amounts."""

    code = models.SlugField(_("code"), unique=True)
    price = models.ForeignKey(
        Price,
        verbose_name=_("price"),
        on_delete=models.PROTECT,
        limit_choices_to=Q(product__kind="shipping"),
        related_name="shipping_methods",
        help_text=_("Of a product of the kind “Shipping costs”."),
    )
    countries = models.JSONField(
        _("countries"),
        default=list,
        blank=True,
        help_text=_("Where it sends to. Leave empty for everywhere."),
    )
    sort_order = models.PositiveIntegerField(
        pgettext_lazy("place in a list", "order"), default=0
    )
    active = models.BooleanField(_("active"), default=True)

    objects = models.Manager.from_queryset(ShippingMethodQuerySet)()
    search_fields = [index.SearchField("code"), index.AutocompleteField("code")]
    sort_order_field = "sort_order"

    class Meta:
        verbose_name = _("shipping method")
        verbose_name_plural = _("shipping methods")
        ordering = ["sort_order", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        words = self.words()
        return words.name if words else self.code

    @property
    def description(self) -> str:
        words = self.words()
        return words.description if words else ""

    def goes_to(self, country: str) -> bool:
        return not self.countries or country in self.countries


class ShippingMethodText(Words):
    method = ParentalKey(ShippingMethod, related_name="texts", on_delete=models.CASCADE)
    name = models.CharField(_("name"), max_length=100)
    description = models.CharField(_("description"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("words")
        constraints = [
            models.UniqueConstraint(
                fields=["method", "language"], name="shipping_text_language"
            )
        ]

    def __str__(self) -> str:
        return self.name
