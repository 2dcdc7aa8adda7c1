"""How a guest's order finds its person: by a single-use link sent to the order's own address."""

import logging

from django.db.models import F
from django.utils import timezone

from accounts.mailbox import user_of_proved_mailbox
from accounts.models import User
from commerce.models import Effect, Order
from commerce.models.orders import hash_secret

from .entitlements import derive_entitlements
from .locking import locked

logger = logging.getLogger(__name__)
MOST_CORRECTIONS = 3


class SpentLink(Exception):
    """Used already, replaced by a newer one, or never ours."""


class NotCorrectable(Exception):
    """The order is somebody's already, is not paid, or was corrected three times."""


def order_of_link(token: str) -> Order:
    """Raises SpentLink."""
    order = (
        Order.objects.filter(claim_hash=hash_secret(token)).first() if token else None
    )
    if order is None:
        raise SpentLink
    return order


def claim(token: str) -> User:
    """Whoever reads this mailbox owns the order: the account of that address, made if there is none. Raises SpentLink."""
    found = order_of_link(token)
    with locked():
        order = Order.objects.select_for_update().get(pk=found.pk)
        if order.claim_hash != hash_secret(token):
            raise SpentLink
        user = user_of_proved_mailbox(order.email, language=order.language)
        if order.user_id not in {None, user.pk}:
            raise SpentLink
        order.user = user
        order.claim_hash = ""
        order.claimed_at = timezone.now()
        order.save(update_fields=["user", "claim_hash", "claimed_at", "updated"])
        derive_entitlements(order)
        _welcome(order)
    logger.info("access changed: order claimed order=%s", order.number)
    return user


def _welcome(order: Order) -> None:
    """Once a person, where this is their first order and opens something."""
    others = Order.objects.filter(user=order.user_id).exclude(pk=order.pk)
    if order.entitlements.exists() and not others.exists():
        Effect.once("welcome", order.user_id, order=str(order.pk))


def is_correctable(order: Order) -> bool:
    """Whether ``correct_address`` would take another address."""
    paid = order.payment_state == Order.PaymentState.PAID
    return paid and not order.user_id and order.corrections < MOST_CORRECTIONS


def correct_address(order: Order, email: str) -> None:
    """By the browser that bought: the buyer mistyped. Links sent before are dead. Raises NotCorrectable."""
    with locked():
        changed = Order.objects.filter(
            pk=order.pk,
            user=None,
            payment_state=Order.PaymentState.PAID,
            corrections__lt=MOST_CORRECTIONS,
        ).update(
            email=email,
            claim_hash="",
            corrections=F("corrections") + 1,
            updated=timezone.now(),
        )
        if not changed:
            raise NotCorrectable
        order.refresh_from_db()
        fact = f"{order.pk} corrected {order.corrections}"
        Effect.once("sign_in_link", fact, order=str(order.pk))
    logger.info("address corrected order=%s", order.number)


def ask_for_link(order: Order) -> None:
    """Mail a sign-in link to the order's address, at most one in ten minutes whoever asks."""
    tenth = int(timezone.now().timestamp()) // 600
    Effect.once("sign_in_link", f"{order.pk} {tenth}", order=str(order.pk))
