"""Proofs of transfer: what buyers may send, and what staff make of it."""

import io
import logging
import uuid
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageOps
from wagtail.log_actions import log

from accounts.models import User
from commerce.models import Effect, Order, Payment, TransferProof

from . import staff
from .locking import lock_order, locked
from .staff import Received

logger = logging.getLogger(__name__)
LARGEST = 10 * 1024 * 1024  # bytes
MOST = 5  # an order
FOR_ANOTHER = timedelta(days=3)
KEPT = timedelta(days=30)
REJECTED = "commerce.reject_proof"
PICTURES = ("JPEG", "PNG", "WEBP")
PDF, JPEG = "application/pdf", "image/jpeg"
LONGEST_EDGE = 2400  # pixels; a photographed page stays readable
MOST_PIXELS = 30_000_000


class RefusedProof(Exception):
    """The file is not kept."""


class NotAPaper(RefusedProof):
    """Neither a PDF nor a picture, whatever it is called."""


class TooLarge(RefusedProof):
    """More than LARGEST bytes, or a picture that unfolds into too much."""


class TooMany(RefusedProof):
    """MOST were sent for this order."""


class NothingAwaited(RefusedProof):
    """The payment is no transfer that somebody waits for."""


class AlreadyDecided(Exception):
    """Another colleague approved or rejected it."""


def add(payment_id: uuid.UUID, upload: UploadedFile) -> TransferProof:
    """Keep what the buyer sent. Raises RefusedProof."""
    content, content_type = _safe(upload)
    ending = "pdf" if content_type == PDF else "jpg"
    with transaction.atomic():
        payment = Payment.objects.select_for_update().get(pk=payment_id)
        if payment.gateway != "transfer" or payment.status not in Payment.OPEN:
            raise NothingAwaited
        if not takes_another(payment):
            raise TooMany
        proof = TransferProof.objects.create(
            payment=payment,
            file=ContentFile(content, f"proof.{ending}"),
            content_type=content_type,
            size=len(content),
        )
    logger.info("proof received payment=%s proof=%s", payment_id, proof.pk)
    return proof


def takes_another(payment: Payment) -> bool:
    sent = TransferProof.objects.filter(payment__order=payment.order_id)
    return sent.count() < MOST


def forget() -> None:
    """Of an order that ended without money, KEPT after it was sent; the others stay with their payment."""
    ended = [Order.PaymentState.EXPIRED, Order.PaymentState.CANCELED]
    old = TransferProof.objects.filter(
        uploaded_at__lt=timezone.now() - KEPT, payment__order__payment_state__in=ended
    )
    for proof in old:
        proof.file.delete(save=False)
        proof.delete()


def _safe(upload: UploadedFile) -> tuple[bytes, str]:
    """A PDF as it came, for it is never opened here; a picture drawn anew, without what else its file held."""
    if upload.size is None or upload.size > LARGEST:
        raise TooLarge
    content = upload.read()
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
        return content, PDF
    return _redrawn(content), JPEG


def _redrawn(content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=PICTURES) as picture:
            picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
            if picture.width * picture.height > MOST_PIXELS:
                raise TooLarge
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
            upright = upright.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as broken:
        raise NotAPaper from broken
    page = Image.new("RGB", upright.size, "white")
    page.paste(upright, mask=upright)
    drawn = io.BytesIO()
    page.save(drawn, "JPEG", quality=85)
    return drawn.getvalue()


def approve(proof_id: int, received: Received, *, form_id: str, by: User) -> Order:
    """The money is on our account: recorded as ``staff.record_payment`` does.

    Raises AlreadyDecided, and what ``staff.record_payment`` raises.
    """
    with locked():
        proof = _undecided(proof_id)
        return staff.record_payment(proof.payment_id, received, form_id=form_id, by=by)


def reject(proof_id: int, reason: str, *, by: User) -> TransferProof:
    """It shows no transfer of ours: the buyer is told why and may send another. Raises AlreadyDecided."""
    with locked():
        proof = _undecided(proof_id)
        proof.state, proof.reason = TransferProof.State.REJECTED, reason
        proof.decided_by, proof.decided_at = by, timezone.now()
        proof.save()
        payment = proof.payment
        _leave_time(payment)
        Effect.once("proof_rejected", proof.pk, payment=str(payment.pk), reason=reason)
        told = {"order": payment.order.number, "reason": reason}
        log(payment, REJECTED, user=by, title=payment.order.number, data=told)
    logger.info("proof rejected payment=%s proof=%s by=%s", payment.pk, proof_id, by.pk)
    return proof


def _leave_time(payment: Payment) -> None:
    """Nobody is told to send another proof and canceled the next minute."""
    until = timezone.now() + FOR_ANOTHER
    late = {"expires_at__lt": until}
    open_one = Payment.objects.filter(pk=payment.pk, status__in=Payment.OPEN, **late)
    if open_one.update(expires_at=until, check_due=until, updated=timezone.now()):
        orders = Order.objects.filter(pk=payment.order_id, **late)
        orders.update(expires_at=until)


def _undecided(proof_id: int) -> TransferProof:
    """With its order locked, so that two colleagues decide one after the other."""
    found = TransferProof.objects.get(pk=proof_id)
    lock_order(payments=found.payment_id)
    proof = TransferProof.objects.select_for_update().get(pk=proof_id)
    if proof.state != TransferProof.State.WAITING:
        raise AlreadyDecided
    return proof
