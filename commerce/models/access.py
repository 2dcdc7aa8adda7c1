"""Who holds what, until when: a cache of what domain.entitlements derives from payments."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .catalogue import Product
from .orders import Order, OrderLine


class Holding(models.Model):
    """A person and a product: the row that is locked before their access is derived anew."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="holdings"
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="holdings"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "product"], name="holding_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} holds {self.product_id}"


class Entitlement(models.Model):
    """A person, or a guest's order not yet claimed, holds this product from … until …"""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="entitlements",
    )
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="entitlements"
    )
    line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, related_name="entitlements"
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="entitlements"
    )
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"), null=True)
    settled_at = models.DateTimeField()

    class Meta:
        verbose_name = _("entitlement")
        ordering = ["starts", "id"]
        permissions = [("restore_entitlement", "Can put right what was paid and is locked")]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["line", "product"], name="entitlement_once"
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gt=models.F("starts")),
                name="entitlement_period",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "product"]),
            models.Index(fields=["ends"]),  # whom to remind
        ]

    def __str__(self) -> str:
        return f"{self.product_id} until {self.ends or 'for ever'}"
