"""Money that went back: facts about a payment, keyed by the provider's ids."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commerce.money import Money

from .orders import OrderLine
from .payments import Payment


class RefundQuerySet(models.QuerySet):
    def counting(self) -> Self:
        """What was given back, or is on its way: neither failed nor canceled."""
        return self.exclude(status__in=[Refund.Status.FAILED, Refund.Status.CANCELED])


class Refund(models.Model):
    """Part of a payment, or all of it, on its way back. Its amount is kept from other refunds from the start."""

    class Status(models.TextChoices):
        """In the order in which a refund moves; it never moves back."""

        REQUESTED = "requested", _("Requested")
        PENDING = "pending", _("On its way")
        SUCCEEDED = "succeeded", _("Refunded")
        FAILED = "failed", _("Failed")
        CANCELED = "canceled", _("Cancelled")

    class Source(models.TextChoices):
        STAFF = "staff", _("Staff")
        CUSTOMER = "customer", _("At the customer's request")
        PROVIDER = "provider", _("At the provider")
        AUTOMATIC = "automatic", _("Paid twice")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(
        Payment,
        verbose_name=_("payment"),
        on_delete=models.PROTECT,
        related_name="refunds",
    )
    ref = models.CharField(_("provider's id"), max_length=255, blank=True)
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(max_length=3)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.REQUESTED
    )
    source = models.CharField(_("source"), max_length=10, choices=Source)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    failure_code = models.CharField(max_length=100, blank=True)
    form_id = models.CharField(max_length=40, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    objects = models.Manager.from_queryset(RefundQuerySet)()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "ref"], condition=~Q(ref=""), name="refund_once"
            ),
            models.UniqueConstraint(
                fields=["form_id"], condition=~Q(form_id=""), name="refund_form_once"
            ),
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(source="automatic") & ~Q(status__in=["failed", "canceled"]),
                name="refund_automatic_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.money} {self.ref}".strip()

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def counts(self) -> bool:
        """Given back, or on its way."""
        return self.status not in {self.Status.FAILED, self.Status.CANCELED}


class RefundLine(models.Model):
    """Which part of a refund is for which line, as staff said; a provider's own refund has none."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, related_name="refund_lines"
    )
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("refunded line")
        constraints = [
            models.UniqueConstraint(fields=["refund", "line"], name="refund_line_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="refund_line_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.line_id}"


class DisputeQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(status__in=Dispute.OPEN)


class Dispute(models.Model):
    """A buyer asked the bank, or PayPal, for the money. The provider's newest word counts: won may become lost."""

    class Status(models.TextChoices):
        INQUIRY = "inquiry", _("Question from the bank")
        NEEDS_RESPONSE = "needs_response", _("Waits for our answer")
        UNDER_REVIEW = "under_review", _("Being decided")
        APPEAL = "appeal", _("Appealed")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")
        PREVENTED = "prevented", _("Prevented")
        UNKNOWN = "unknown", _("Unknown")

    OPEN = (
        Status.NEEDS_RESPONSE,
        Status.UNDER_REVIEW,
        Status.APPEAL,
        Status.UNKNOWN,
    )
    ENDED = (Status.WON, Status.LOST, Status.PREVENTED)
    OURS = (Status.INQUIRY, Status.WON, Status.PREVENTED)  # the money is here

    payment = models.ForeignKey(
        Payment,
        verbose_name=_("payment"),
        on_delete=models.PROTECT,
        related_name="disputes",
    )
    ref = models.CharField(_("provider's id"), max_length=255)
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(max_length=3)
    status = models.CharField(_("status"), max_length=20, choices=Status)
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    due_by = models.DateTimeField(_("answer until"), null=True)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    updated = models.DateTimeField(auto_now=True)

    objects = models.Manager.from_queryset(DisputeQuerySet)()

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "ref"], name="dispute_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="dispute_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.money} {self.ref}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
