"""What an order means to the person who placed it."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from commerce.models import (
    CheckoutSnippet,
    Order,
    Payment,
    Product,
    ProductGrant,
)

from .balance import suspended
from .calls import REJECTED


class Stage(StrEnum):
    """One of the states a return page can be in."""

    PAID = "paid"
    PROCESSING = "processing"
    UNPAID = "unpaid"
    DECLINED = "declined"
    TROUBLE = "trouble"
    CANCELED = "canceled"
    EXPIRED = "expired"
    TRANSFER = "transfer"
    ON_DELIVERY = "on_delivery"
    REVIEW = "review"
    REFUNDED = "refunded"
    DISPUTED = "disputed"


@dataclass(frozen=True)
class OrderView:
    """An order with its current attempt, as pages show it."""

    order: Order
    stage: Stage
    payment: Payment | None


OFFLINE = {"transfer": Stage.TRANSFER, "cod": Stage.ON_DELIVERY}
BY_PAYMENT_STATE = {
    Order.PaymentState.PAID: Stage.PAID,
    Order.PaymentState.PARTIALLY_REFUNDED: Stage.PAID,
    Order.PaymentState.REFUNDED: Stage.REFUNDED,
    Order.PaymentState.EXPIRED: Stage.EXPIRED,
    Order.PaymentState.CANCELED: Stage.CANCELED,
    Order.PaymentState.NEEDS_REVIEW: Stage.REVIEW,
}
BY_PAYMENT = {
    Payment.Status.PROCESSING: Stage.PROCESSING,
    Payment.Status.FAILED: Stage.DECLINED,
    Payment.Status.CANCELED: Stage.CANCELED,
}


def view_of(order: Order) -> OrderView:
    payment = order.payments.exclude(status=Payment.Status.SUPERSEDED).first()
    return OrderView(order, _stage(order, payment), payment)


def _stage(order: Order, payment: Payment | None) -> Stage:
    known = BY_PAYMENT_STATE.get(order.payment_state)
    if known == Stage.PAID and suspended(Order.objects.filter(pk=order.pk)).exists():
        return Stage.DISPUTED
    if known or payment is None:
        return known or Stage.UNPAID
    if payment.failure_code == REJECTED or payment.status == Payment.Status.CREATED:
        return Stage.TROUBLE
    if payment.gateway in OFFLINE and payment.status in Payment.OPEN:
        return OFFLINE[payment.gateway]
    return BY_PAYMENT.get(payment.status, Stage.UNPAID)


class Word(models.TextChoices):
    """What people read of an order: one word for its two states."""

    PENDING = "pending", _("Pending")
    PROCESSING = "processing", _("Being prepared")
    PAID = "paid", _("Paid")
    SHIPPED = "shipped", _("Shipped")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")
    REFUNDED = "refunded", _("Refunded")
    PARTLY_REFUNDED = "partly_refunded", _("Partly refunded")
    RETURNED = "returned", _("Returned")
    EXPIRED = "expired", _("Expired")
    UNDER_REVIEW = "under_review", _("Under review")


_ON_ITS_WAY = {
    Order.Fulfilment.PROCESSING: Word.PROCESSING,
    Order.Fulfilment.SHIPPED: Word.SHIPPED,
    Order.Fulfilment.DELIVERED: Word.DELIVERED,
    Order.Fulfilment.RETURNED: Word.RETURNED,
}
# Payment, and what delivery makes of it: who waits for a parcel reads of the parcel, who got money back of the money.
WORDS: dict[str, tuple[Word, dict[str, Word]]] = {
    Order.PaymentState.PENDING: (
        Word.PENDING,
        {**_ON_ITS_WAY, Order.Fulfilment.PROCESSING: Word.PENDING},
    ),
    Order.PaymentState.PAID: (Word.PAID, _ON_ITS_WAY),
    Order.PaymentState.PARTIALLY_REFUNDED: (
        Word.PARTLY_REFUNDED,
        {
            Order.Fulfilment.PROCESSING: Word.PROCESSING,
            Order.Fulfilment.SHIPPED: Word.SHIPPED,
        },
    ),
    Order.PaymentState.REFUNDED: (Word.REFUNDED, {}),
    Order.PaymentState.CANCELED: (Word.CANCELLED, {}),
    Order.PaymentState.EXPIRED: (Word.EXPIRED, {}),
    Order.PaymentState.NEEDS_REVIEW: (Word.UNDER_REVIEW, {}),
}


def word_of(order: Order) -> Word:
    """The customer's word for where an order stands."""
    word, delivered = WORDS[order.payment_state]
    return delivered.get(order.fulfilment, word)


def next_page(order: Order) -> Page | None:
    """Where the buyer goes on: the lesson that stopped them, what the editor chose, or what was bought."""
    granted = ProductGrant.objects.filter(
        product__lines__order=order, product__kind=Product.Kind.ACCESS, until=None
    )
    keys = list(granted.values_list("page_key", flat=True))
    local = Page.objects.live().filter(locale__language_code=order.language)
    bought = local.filter(translation_key__in=keys).first()
    source = order.source_page
    if source and _is_gated_below(source, keys):
        return source
    chosen = CheckoutSnippet.objects.filter(
        translation_key=order.checkout_key, locale__language_code=order.language
    ).first()
    return chosen.next_page if chosen and chosen.next_page else bought


def _is_gated_below(page: Page, keys: list) -> bool:
    covered = (
        page.get_ancestors(inclusive=True).filter(translation_key__in=keys).exists()
    )
    return covered and getattr(page.specific, "is_gated", False)
