"""Where this database lives."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Installation(models.Model):
    """The address at which this database may move money: one row, written at the first need."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(
        primary_key=True, default=ONLY, editable=False
    )
    app_url = models.CharField(_("address"), max_length=255)
    copy_url = models.CharField(
        max_length=255, blank=True, help_text="said to be a copy's"
    )
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True
    )

    class Meta:
        verbose_name = _("address of the live site")
        permissions = [("confirm_address", "Can say which address is the live site’s")]
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="installation_only_one")
        ]

    def __str__(self) -> str:
        return self.app_url
