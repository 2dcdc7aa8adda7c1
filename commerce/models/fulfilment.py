"""What staff say of a delivery."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .orders import Order


class FulfilmentStep(models.Model):
    """A parcel has come this far; ``Order.fulfilment`` is the last of an order's."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(
        _("state"), max_length=20, choices=Order.Fulfilment.choices
    )
    tracking = models.CharField(
        max_length=300, blank=True, help_text="number, or the carrier's page of it"
    )
    note = models.TextField(blank=True, help_text="for colleagues")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("delivery step")
        ordering = ["at", "pk"]
        default_permissions = ()  # seen with its order

    def __str__(self) -> str:
        return self.get_state_display()
