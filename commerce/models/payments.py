"""Attempts at paying an order, what we asked a provider, and what the provider's ids mean here."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commerce.money import Money

from .checkout import PaymentMethod
from .orders import Order


class PaymentQuerySet(models.QuerySet):
    def looks_due(self) -> Self:
        """Somebody asked for a look and nobody is on it."""
        now = timezone.now()
        free = Q(look_until=None) | Q(look_until__lt=now)
        return self.filter(free, looks_wanted__gt=F("looks_done"), look_due__lte=now)


class Payment(models.Model):
    """One attempt at an order through one gateway."""

    class Status(models.TextChoices):
        CREATED = "created", _("Not started")
        PENDING = "pending", _("Waiting for the buyer")
        PROCESSING = "processing", _("Being confirmed")
        SUCCEEDED = "succeeded", _("Paid")
        FAILED = "failed", _("Failed")
        CANCELED = "canceled", _("Cancelled")
        SUPERSEDED = "superseded", _("Replaced by another attempt")
        NEEDS_REVIEW = "needs_review", _("Under review")

    OPEN = (Status.CREATED, Status.PENDING, Status.PROCESSING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(
        Order,
        verbose_name=_("order"),
        on_delete=models.PROTECT,
        related_name="payments",
    )
    method = models.ForeignKey(
        PaymentMethod, on_delete=models.PROTECT, related_name="payments"
    )
    gateway = models.CharField(_("gateway"), max_length=30)
    livemode = models.BooleanField(default=False)
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.CREATED
    )
    amount = models.BigIntegerField(_("amount"))
    captured = models.BigIntegerField(_("received"), default=0)
    currency = models.CharField(max_length=3)
    ref = models.CharField(_("provider's id"), max_length=255, blank=True)
    address = models.TextField(blank=True, help_text="where the buyer pays")
    expires_at = models.DateTimeField(null=True)
    failure_code = models.CharField(max_length=100, blank=True)
    details = models.JSONField(default=dict)
    paid_at = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    looks_wanted = models.PositiveIntegerField(default=0)
    looks_done = models.PositiveIntegerField(default=0)
    look_token = models.UUIDField(null=True)
    look_until = models.DateTimeField(null=True)
    look_due = models.DateTimeField(default=timezone.now)
    look_failures = models.PositiveIntegerField(default=0)
    check_due = models.DateTimeField(null=True)
    checks = models.PositiveIntegerField(default=0)
    doubted_since = models.DateTimeField(
        null=True, help_text="since then the provider shows less than was recorded"
    )

    objects = models.Manager.from_queryset(PaymentQuerySet)()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-created"]
        permissions = [
            ("record_payment", "Can record that money arrived"),
            ("refund_payment", "Can give money back"),
        ]
        indexes = [
            models.Index(fields=["created"]),  # the tries of the last hour
            models.Index(
                fields=["look_due"],
                condition=Q(looks_wanted__gt=F("looks_done")),
                name="payment_looks_due",
            ),
            models.Index(
                fields=["check_due"],
                condition=Q(check_due__isnull=False),
                name="payment_checks_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="payment_amount"),
            models.CheckConstraint(
                condition=Q(captured__gte=0), name="payment_captured"
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(status__in=["created", "pending", "processing"]),
                name="payment_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.ref or self.pk}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class ProviderRef(models.Model):
    """Any id a provider uses for something of ours."""

    gateway = models.CharField(max_length=30)
    livemode = models.BooleanField(default=False)
    ref = models.CharField(max_length=255)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refs")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("provider's id")
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "livemode", "ref"], name="provider_ref_once"
            )
        ]

    def __str__(self) -> str:
        return self.ref


class GatewayCustomer(models.Model):
    """By this id a provider knows a person, who need not type everything there again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="customers"
    )
    gateway = models.CharField(max_length=30)
    livemode = models.BooleanField(default=False)
    ref = models.CharField(max_length=255)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("customer at a provider")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "gateway", "livemode"], name="gateway_customer_once"
            )
        ]

    def __str__(self) -> str:
        return self.ref


class ProviderCall(models.Model):
    """One call at a provider, committed before it is made; the same key is sent however often we try."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ANSWERED = "answered", _("Answered")
        UNKNOWN = "unknown", _("No answer")
        REFUSED = "refused", _("Refused")

    key = models.CharField(max_length=120, unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="calls")
    operation = models.CharField(max_length=30)
    number = models.PositiveIntegerField(default=1)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    answered_at = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("provider call")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.key
