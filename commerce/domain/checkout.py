"""Placing an order: every amount is ours, and one decision is one order however often it is sent."""

import hashlib
import secrets
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from commerce.models import (
    Coupon,
    CouponUse,
    Entitlement,
    Order,
    Payment,
    PaymentMethod,
    Price,
    ProviderCall,
)

from . import attempts, copies, coupons
from .items import MOST_ITEMS, Item, WrongItem
from .locking import lock_orders, locked
from .reservations import exchange
from .settlement import settle

OPEN_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Buyer:
    """``user_id`` of who is signed in, else the one-time ``token`` of a guest's checkout form."""

    user_id: int | None
    token: str
    browser_hash: str = ""
    origin: str = ""

    def open_key(self, items: Sequence[Item]) -> str:
        who = (
            f"user {self.user_id}"
            if self.user_id
            else hashlib.sha256(self.token.encode()).hexdigest()
        )
        products = sorted(item.offer.price.product_id for item in items)
        return f"{who} product {'+'.join(map(str, products))}"


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
    replaces: uuid.UUID | None = None  # an order of the same basket, changed since
    coupon: Coupon | None = None


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
    items: Sequence[Item],
    method: PaymentMethod | None,
    *,
    buyer: Buyer,
    details: Details,
    urls_of: Callable[[Order], dict[str, str]],
) -> Placed:
    """The buyer's one open order of these products, made with its first attempt in one transaction, or found.

    Raises ReadOnlyCopy, AlreadyHeld, SoldOut, WrongItem, coupons.Refused, and OrderClosed or StillProcessing where an
    earlier order turns out to be paid or on its way.
    """
    copies.refuse()
    copies.settle_in()
    _refuse_wrong(items, buyer)

    def write(earlier: Sequence[Order]) -> Placed:
        order = _new_order(earlier, items, buyer, details)
        return Placed(order, _first_call(order, method, urls_of))

    for _attempt in range(2):
        is_open, others = _begun(items, buyer, details)
        try:
            if not is_open:
                return _instead(others, details.coupon, write)
            if found := _gone_on_with(others, items, buyer, details):
                return Placed(found)
        except IntegrityError:  # the other tab won the race to the unique key
            continue
        except coupons.Refused:  # or to the coupon's last use: its order is ours
            if not _begun(items, buyer, details)[0]:
                raise
    return Placed(_open_orders(items, buyer).get())


def _refuse_wrong(items: Sequence[Item], buyer: Buyer) -> None:
    """None, too many, or one held by this person, or by a guest's order that this browser placed."""
    if not 0 < len(items) <= MOST_ITEMS:
        raise WrongItem(len(items))
    prices = {item.offer.price.product_id: item.offer.price for item in items}
    own = Order.objects.of_viewer(buyer.user_id, buyer.browser_hash)
    held = Entitlement.objects.filter(order__in=own, product__in=prices, ends=None)
    found = held.values_list("product_id", flat=True).first()
    if found:
        raise AlreadyHeld(prices[found])


def _begun(
    items: Sequence[Item], buyer: Buyer, details: Details
) -> tuple[bool, list[Order]]:
    """Whether the person has an open order of just this; and those of other amounts or to another address, to give up."""
    states = Order.Fulfilment
    before = Order.objects.filter(
        pk=details.replaces,
        payment_state=Order.PaymentState.PENDING,
        fulfilment__in=[states.NONE, states.PROCESSING],  # what has left is owed
    )
    key = buyer.open_key(items)
    found = list(_open_orders(items, buyer) | before)
    others = [
        order
        for order in found
        if order.open_key != key or not _is_for(order, items, details)
    ]
    return len(others) < len(found), others


Write = Callable[[Sequence[Order]], Placed]


def _instead(earlier: Sequence[Order], coupon: Coupon | None, write: Write) -> Placed:
    """A new order in place of earlier ones, which stay as they are where it is refused."""
    if earlier:
        _rehearse(earlier, coupon, write)
    for payment in _to_close(earlier):
        attempts.close(payment)
    with locked():
        placed = write(lock_orders(earlier, coupon))
        if placed.order.total == 0:
            settle(placed.order)
        return placed


def _rehearse(earlier: Sequence[Order], coupon: Coupon | None, write: Write) -> None:
    """Written once to be undone, before anything is closed at a provider. Raises what refuses it."""
    with locked():
        orders = lock_orders(earlier, coupon)
        closable = _to_close(earlier).exclude(status=Payment.Status.PROCESSING)
        closable.update(status=Payment.Status.SUPERSEDED)
        write(orders)
        transaction.set_rollback(True)


def _to_close(orders: Sequence[Order]) -> QuerySet[Payment]:
    return Payment.objects.filter(order__in=orders, status__in=Payment.OPEN)


def _first_call(
    order: Order,
    method: PaymentMethod | None,
    urls_of: Callable[[Order], dict[str, str]],
) -> ProviderCall | None:
    """None where nothing is to be paid."""
    if order.total == 0 or method is None:
        return None
    return attempts.begin(order, method, urls_of(order))


def _open_orders(items: Sequence[Item], buyer: Buyer) -> QuerySet[Order]:
    return Order.objects.filter(
        open_key=buyer.open_key(items), payment_state=Order.PaymentState.PENDING
    )


def _is_for(order: Order, items: Sequence[Item], details: Details) -> bool:
    same = order.email == details.email and order.shipping == details.shipping
    in_time = order.expires_at > timezone.now()
    if not (same and in_time):
        return False
    lines = order.lines.values_list("price_version", "quantity", "rental_days")
    wanted = [(it.offer.version.pk, it.quantity, it.rental_days) for it in items]
    used = CouponUse.objects.filter(order=order).values_list("coupon", flat=True)
    coupon = [details.coupon.pk] if details.coupon else []
    return Counter(lines) == Counter(wanted) and list(used) == coupon


def _gone_on_with(
    others: Sequence[Order], items: Sequence[Item], buyer: Buyer, details: Details
) -> Order | None:
    """The open order, if it is open still. What was typed now counts: the form may have been corrected."""
    for other in others:
        attempts.give_up(other)
    with locked():
        order = _open_orders(items, buyer).select_for_update().first()
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


def _new_order(
    earlier: Sequence[Order], items: Sequence[Item], buyer: Buyer, details: Details
) -> Order:
    for each in earlier:
        attempts.cancel(each)
        coupons.release(each)
    lines = [item.line() for item in items]
    who = coupons.Person(buyer.user_id, details.email, buyer.open_key(items))
    if details.coupon:
        coupons.take(details.coupon, who)
        coupons.reduce(lines, details.coupon)
    order = Order.objects.create(
        **_typed(details),
        user_id=buyer.user_id,
        checkout_key=details.checkout_key,
        currency=items[0].money.currency,
        total=sum(line.amount for line in lines),
        fulfilment=_fulfilment(items),
        open_key=buyer.open_key(items),
        browser_hash=buyer.browser_hash,
        origin=buyer.origin,
        reserved=True,
        expires_at=timezone.now() + OPEN_FOR,
    )
    for line in lines:
        line.order = order
        line.save()
    if details.coupon:
        discount = sum(line.discount for line in lines)
        coupons.note_use(details.coupon, order, who, discount)
    if earlier or any(item.is_counted for item in items):
        exchange(earlier, lines)  # after the order: the other tab waits at its key
    return order


def _page(pk: int | None) -> Page | None:
    return Page.objects.filter(pk=pk).first() if pk else None


def _fulfilment(items: Sequence[Item]) -> str:
    states = Order.Fulfilment
    delivered = any(item.needs_shipping for item in items)
    return states.PROCESSING if delivered else states.NONE
