"""Placing an order: every amount is ours, and one decision is one order however often it is sent."""

import hashlib
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from commerce.models import (
    Entitlement,
    Order,
    OrderLine,
    Payment,
    PaymentMethod,
    Price,
    ProviderCall,
)

from . import attempts, copies
from .locking import locked
from .offers import Offer
from .settlement import settle

OPEN_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Buyer:
    """``user_id`` of who is signed in, else the one-time ``token`` of a guest's checkout form."""

    user_id: int | None
    token: str
    browser_hash: str = ""

    def open_key(self, price: Price) -> str:
        who = (
            f"user {self.user_id}"
            if self.user_id
            else hashlib.sha256(self.token.encode()).hexdigest()
        )
        return f"{who} product {price.product_id}"


@dataclass(frozen=True)
class Details:
    """What the buyer typed and agreed to, at which checkout."""

    email: str
    language: str
    terms_version: str
    waives_withdrawal: bool
    accepts_terms: bool
    billing: dict[str, str] = field(default_factory=dict)
    shipping: dict[str, str] = field(default_factory=dict)
    phone: str = ""
    notes: str = ""
    audience: str = Order.Audience.PERSON
    source_page_id: int | None = None
    checkout_key: uuid.UUID | None = None


class AlreadyHeld(Exception):
    """The buyer has this for good: nothing to pay."""

    def __init__(self, price: Price) -> None:
        super().__init__(price)
        self.price = price


def new_token() -> str:
    return secrets.token_urlsafe(24)


@dataclass(frozen=True)
class Placed:
    """The buyer's open order; ``call`` opens its first attempt, where the order is new and costs something."""

    order: Order
    call: ProviderCall | None = None


def place_order(
    offer: Offer,
    method: PaymentMethod | None,
    *,
    buyer: Buyer,
    details: Details,
    urls_of: Callable[[Order], dict[str, str]],
) -> Placed:
    """The buyer's one open order of this product, made with its first attempt in one transaction, or found.

    Raises ReadOnlyCopy, AlreadyHeld, and OrderClosed or StillProcessing where an earlier order turns out to be paid or on its way.
    """
    copies.refuse()
    copies.settle_in()
    _refuse_what_is_held(offer.price, buyer)
    is_open = _keep_or_give_up(offer, buyer, details)
    for _attempt in range(2):
        try:
            with locked():
                found = _open_order(offer, buyer, details) if is_open else None
                if found:
                    return Placed(found)
                order = _new_order(offer, buyer, details)
                if order.total == 0 or method is None:
                    return Placed(order)
                return Placed(order, attempts.begin(order, method, urls_of(order)))
        except (
            IntegrityError
        ):  # the other tab won the race to the unique key: its order is ours
            is_open = True
    return Placed(_open_orders(offer, buyer).get())


def _refuse_what_is_held(price: Price, buyer: Buyer) -> None:
    """By this person, or by a guest's order that this browser placed."""
    if price.product.needs_shipping:
        return
    own = Order.objects.of_viewer(buyer.user_id, buyer.browser_hash)
    if Entitlement.objects.filter(
        order__in=own, product_id=price.product_id, ends=None
    ).exists():
        raise AlreadyHeld(price)


def _keep_or_give_up(offer: Offer, buyer: Buyer, details: Details) -> bool:
    """Whether the person has an open order of just this; one at another amount or address is closed, its attempt first."""
    for order in _open_orders(offer, buyer):
        if _is_for(order, offer, details):
            return True
        for payment in order.payments.filter(status__in=Payment.OPEN):
            attempts.close(payment)
        Order.objects.filter(
            pk=order.pk, payment_state=Order.PaymentState.PENDING
        ).update(
            payment_state=Order.PaymentState.CANCELED  # late money still turns it into paid
        )
    return False


def _open_orders(offer: Offer, buyer: Buyer) -> QuerySet[Order]:
    return Order.objects.filter(
        open_key=buyer.open_key(offer.price), payment_state=Order.PaymentState.PENDING
    )


def _is_for(order: Order, offer: Offer, details: Details) -> bool:
    same = order.email == details.email and order.shipping == details.shipping
    in_time = order.expires_at > timezone.now()
    return same and in_time and order.lines.filter(price_version=offer.version).exists()


def _open_order(offer: Offer, buyer: Buyer, details: Details) -> Order | None:
    """What was typed now counts: the form may have been corrected."""
    order = _open_orders(offer, buyer).select_for_update().first()
    if order:
        for name, value in _typed(details).items():
            setattr(order, name, value)
        order.browser_hash = buyer.browser_hash
        order.save()
    return order


def _typed(details: Details) -> dict[str, object]:
    now = timezone.now()
    return {
        "email": details.email,
        "audience": details.audience,
        "billing": details.billing,
        "shipping": details.shipping,
        "phone": details.phone,
        "notes": details.notes,
        "language": details.language,
        "source_page": _page(details.source_page_id),
        "terms_version": details.terms_version,
        "terms_accepted_at": now if details.accepts_terms else None,
        "waived_withdrawal_at": now if details.waives_withdrawal else None,
    }


def _new_order(offer: Offer, buyer: Buyer, details: Details) -> Order:
    order = Order.objects.create(
        **_typed(details),
        user_id=buyer.user_id,
        checkout_key=details.checkout_key,
        currency=offer.version.currency,
        total=offer.version.amount,
        fulfilment=_fulfilment(offer),
        open_key=buyer.open_key(offer.price),
        browser_hash=buyer.browser_hash,
        expires_at=timezone.now() + OPEN_FOR,
    )
    _add_line(order, offer)
    if order.total == 0:
        settle(order)
    return order


def _page(pk: int | None) -> Page | None:
    return Page.objects.filter(pk=pk).first() if pk else None


def _fulfilment(offer: Offer) -> str:
    states = Order.Fulfilment
    return states.PROCESSING if offer.price.product.needs_shipping else states.NONE


def _add_line(order: Order, offer: Offer) -> None:
    OrderLine.objects.create(
        order=order,
        product=offer.price.product,
        price=offer.price,
        price_version=offer.version,
        title=offer.title,
        amount=offer.version.amount,
        kind=offer.price.kind,
        days=offer.price.days,
    )
