"""What buyers send to show that their transfer is on its way."""

import uuid
from typing import Self

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from .payments import Payment


def private_storage() -> Storage:
    return storages["private"]


def own_place(proof: "TransferProof", name: str) -> str:
    """Nothing of the name the buyer's file had but its kind."""
    return f"proofs/{proof.payment_id}/{uuid.uuid4()}.{name.rpartition('.')[2]}"


class TransferProofQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(state=TransferProof.State.WAITING)


class TransferProof(models.Model):
    """A bank's confirmation, as the buyer sent it; for staff alone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To check")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")

    payment = models.ForeignKey(
        Payment,
        verbose_name=_("payment"),
        on_delete=models.PROTECT,
        related_name="proofs",
    )
    file = models.FileField(
        upload_to=own_place, storage=private_storage, max_length=255
    )
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(help_text="bytes")
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING
    )
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager.from_queryset(TransferProofQuerySet)()

    class Meta:
        verbose_name = _("proof of transfer")
        verbose_name_plural = _("proofs of transfer")
        ordering = ["-uploaded_at"]
        default_permissions = ()  # whoever may see a payment and record it
        indexes = [
            models.Index(
                fields=["uploaded_at"],
                condition=models.Q(state="waiting"),
                name="proof_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.payment.order.number
