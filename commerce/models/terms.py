"""What buyers agreed to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Terms(models.Model):
    """One wording of the terms of sale, kept because orders were placed under it (``Order.terms_version``)."""

    version = models.CharField(max_length=64, unique=True)
    text = models.TextField()

    class Meta:
        verbose_name = _("terms of sale")
        verbose_name_plural = _("terms of sale")

    def __str__(self) -> str:
        return self.version
