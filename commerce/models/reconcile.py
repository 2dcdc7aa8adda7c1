"""Our books beside the provider's: each comparison, and what did not agree."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .payments import Payment

GATEWAY = {"verbose_name": _("gateway"), "max_length": 30}


class ReconcileRunQuerySet(models.QuerySet):
    def finished(self) -> Self:
        """Read to the end."""
        return self.filter(finished__isnull=False, error="")


class ReconcileRun(models.Model):
    """One reading of a provider's books, kept also where all agrees. Unfinished it is taken up again after its lease."""

    LEASE = timedelta(minutes=2)

    gateway = models.CharField(**GATEWAY)
    livemode = models.BooleanField(default=False)
    asked = models.DateTimeField(_("asked"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    token = models.UUIDField(null=True)
    lease = models.DateTimeField(null=True)
    finished = models.DateTimeField(_("finished"), null=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True, help_text="the next one begins here")
    seen = models.JSONField(default=dict, help_text="objects by kind")
    looks = models.PositiveIntegerField(_("looks"), default=0)
    totals = models.JSONField(default=dict, help_text="by day and currency")
    error = models.TextField(blank=True)

    objects = models.Manager.from_queryset(ReconcileRunQuerySet)()

    class Meta:
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")
        ordering = ["-asked"]
        indexes = [models.Index(fields=["gateway", "-finished"], name="run_by_end")]
        constraints = [
            models.UniqueConstraint(
                fields=["gateway"],
                condition=Q(finished=None),
                name="reconcile_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.asked:%Y-%m-%d %H:%M}"


class Drift(models.Model):
    """Something of which the provider's books and ours differ, after we looked."""

    class Kind(models.TextChoices):
        ORPHAN = "orphan", _("Money of no order here")
        AMOUNT = "amount", _("Another amount")
        MISSING = "missing", _("Unknown to the provider")
        UNHELD = "unheld", _("Refund or dispute not taken in")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        FIXED = "fixed", _("Agrees again")
        DISMISSED = "dismissed", _("Dismissed")

    gateway = models.CharField(**GATEWAY)
    livemode = models.BooleanField(default=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    about = models.CharField(max_length=10, help_text="payment, refund or dispute")
    status = models.CharField(max_length=20, blank=True, help_text="of a dispute")
    ref = models.CharField(_("provider's id"), max_length=255)
    refs = models.JSONField(default=list)
    reference = models.CharField(_("order"), max_length=40, blank=True)
    ours = models.BigIntegerField(_("here"), default=0)
    theirs = models.BigIntegerField(_("at the provider"), default=0)
    currency = models.CharField(max_length=3)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, related_name="drifts"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.OPEN
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    found = models.DateTimeField(_("found"), auto_now_add=True)
    seen = models.DateTimeField(default=timezone.now, help_text="last")
    closed = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        permissions = [("settle_drift", "Can settle differences with a provider")]
        ordering = ["-found"]
        indexes = [
            models.Index(fields=["found"], condition=Q(state="open"), name="drift_open")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "livemode", "kind", "ref"], name="drift_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.ref}"
