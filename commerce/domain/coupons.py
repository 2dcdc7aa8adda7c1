"""What a coupon takes off, for whom, and how often: exact however many try at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commerce.models import Coupon, CouponUse, Order, OrderLine, Product, fold_code
from commerce.money import CURRENCIES, Money


class Refused(Exception):
    """The code takes nothing off here; ``str`` says why, in the buyer's language."""


class Unknown(Refused):
    """No such code, or one that is switched off: nobody learns which."""


@dataclass(frozen=True)
class Person:
    """Who uses a coupon. ``open_key``: of the order that this purchase continues or replaces, if there is one."""

    user_id: int | None
    email: str = ""
    open_key: str = ""

    @property
    def name(self) -> str:
        return f"user {self.user_id}" if self.user_id else self.email

    @property
    def own(self) -> Q:
        """Uses by this account or this address, whichever was known then."""
        mine = Q(person=self.name)
        if self.user_id:
            mine |= Q(order__user_id=self.user_id)
        return mine | Q(order__email=self.email) if self.email else mine


def find(typed: str, who: Person) -> Coupon:
    """The coupon of this code, if this person may use it now. Raises Refused."""
    code = fold_code(typed)
    held = _is_held_by(code, who)
    coupon = Coupon.objects.filter(code=code).first()
    if coupon is None or not (coupon.active or held):
        raise Unknown(_("This code is not known. Check how it is spelled."))
    if not held:
        _refuse_closed(coupon)
        _refuse_spent(coupon)
        _refuse_repeated(coupon, who, more=1)
    prefetch_related_objects([coupon], "products")
    return coupon


def _refuse_closed(coupon: Coupon) -> None:
    now = timezone.now()
    if coupon.starts and now < coupon.starts:
        text = _("This code can be used from %(moment)s on.")
        raise Refused(text % {"moment": _said(coupon.starts)})
    if coupon.ends and now >= coupon.ends:
        raise Refused(
            _("This code ended on %(moment)s.") % {"moment": _said(coupon.ends)}
        )


def _said(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _is_held_by(code: str, who: Person) -> bool:
    """Reserved already, by the order that is open. Asked of every code: an answer's time tells nothing."""
    pending = Order.PaymentState.PENDING
    own = Q(order__open_key=who.open_key, order__payment_state=pending)
    live = CouponUse.objects.filter(own, coupon__code=code, released_at=None)
    return bool(who.open_key) and live.exists()


def _refuse_spent(coupon: Coupon) -> None:
    if coupon.limit_total is not None and coupon.used >= coupon.limit_total:
        raise Refused(_("This code has been used as often as it could be."))


def _refuse_repeated(coupon: Coupon, who: Person, *, more: int) -> None:
    if coupon.limit_person is None:
        return
    if _uses_of(coupon, who) + more > coupon.limit_person:
        raise Refused(_("You have used this code already."))


def _uses_of(coupon: Coupon, who: Person) -> int:
    return coupon.uses.filter(who.own, released_at=None).count()


@dataclass(frozen=True)
class Sold:
    """A line before any discount: minor units each, ``times`` its quantity (and days, where it is rented)."""

    product_id: int
    unit_amount: int
    times: int = 1
    is_shipping: bool = False

    @property
    def amount(self) -> int:
        return self.unit_amount * self.times


def sold(line: OrderLine) -> Sold:
    return Sold(
        line.product_id,
        line.unit_amount,
        line.quantity * (line.rental_days or 1),
        is_shipping=line.product.kind == Product.Kind.SHIPPING,
    )


def discounts(
    coupon: Coupon, lines: Sequence[Sold], currency: str, products: Iterable[int] = ()
) -> list[int]:
    """What it takes off each line, in minor units: never more than the line, always a multiple of the currency's step.

    ``products``: those the coupon is for; none means all. Shipping costs what it costs.

    A percentage rounds each line to the nearest step, a half in favour of the buyer. An amount is spread over its lines
    in proportion, the steps left over going to those that lost most by rounding down. A fixed price is that of one
    piece (and day), and never raises one.
    """
    step = CURRENCIES[currency].step
    wanted = set(products)
    chosen = [
        line.amount
        if not line.is_shipping and (not wanted or line.product_id in wanted)
        else 0
        for line in lines
    ]
    if coupon.kind == Coupon.Kind.AMOUNT:
        return spread(coupon.value, chosen, step)
    if coupon.kind == Coupon.Kind.FIXED_PRICE:
        return [
            max(amount - coupon.value * line.times, 0)
            for line, amount in zip(lines, chosen, strict=True)
        ]
    return [_share(amount, coupon.value, step) for amount in chosen]


def _share(amount: int, percent: int, step: int) -> int:
    """To the nearest step, a half upwards."""
    rounded = (2 * amount * percent + 100 * step) // (200 * step) * step
    return min(rounded, amount)


def spread(value: int, amounts: Sequence[int], step: int) -> list[int]:
    """``value`` over the amounts in proportion, by the largest remainder; the earlier of two equals comes first."""
    whole = sum(amounts)
    if not whole:
        return [0] * len(amounts)
    steps = min(value, whole) // step
    parts = [divmod(steps * amount, whole) for amount in amounts]
    left = steps - sum(share for share, _rest in parts)
    by_rest = sorted(range(len(parts)), key=lambda at: -parts[at][1])
    more = set(by_rest[:left])
    return [
        min((share + (at in more)) * step, amounts[at])
        for at, (share, _rest) in enumerate(parts)
    ]


def taken_off(coupon: Coupon, lines: Sequence[Sold], currency: str) -> list[int]:
    """``discounts`` of this order. Raises Refused where there are none."""
    products = {product.pk for product in coupon.products.all()}
    whole = sum(line.amount for line in lines if not line.is_shipping)
    if coupon.currency in {"", currency}:
        found = discounts(coupon, lines, currency, products)
        if coupon.minimum and whole < coupon.minimum:
            text = _("This code is for orders of %(amount)s or more.")
            raise Refused(text % {"amount": Money(coupon.minimum, currency)})
        if any(found):
            return found
    raise Refused(_("This code takes nothing off what you have chosen."))


def reduce(lines: Sequence[OrderLine], coupon: Coupon) -> None:
    """Each line carries its own part, whatever becomes of the coupon. Raises Refused."""
    less = taken_off(coupon, list(map(sold, lines)), lines[0].price_version.currency)
    for line, discount in zip(lines, less, strict=True):
        line.discount = discount
        line.amount -= discount


def take(coupon: Coupon, who: Person) -> None:
    """One use more, within its limits and terms as they were read. Raises Refused.

    The coupon's row stays locked until the transaction ends: call it before the order is written.
    """
    now = timezone.now()
    free = Q(limit_total=None) | Q(used__lt=F("limit_total"))
    begun = Q(starts=None) | Q(starts__lte=now)
    lasting = Q(ends=None) | Q(ends__gt=now)
    as_read = Q(pk=coupon.pk, active=True, kind=coupon.kind, value=coupon.value)
    usable = Coupon.objects.filter(free, begun, lasting, as_read)
    if not usable.update(used=F("used") + 1):
        find(coupon.code, who)  # says what became of it
        raise Refused(_("This code has just been changed. Try it again."))
    coupon.refresh_from_db(fields=["limit_person"])
    _refuse_repeated(coupon, who, more=1)


def note_use(coupon: Coupon, order: Order, who: Person, discount: int) -> None:
    """The order holds what was taken."""
    CouponUse.objects.create(
        coupon=coupon, order=order, person=who.name, discount=discount
    )


def release(order: Order) -> None:
    """Others may use it; once, however often this is asked. Call with coupon and order locked."""
    held = CouponUse.objects.filter(order=order, released_at=None)
    if held.update(released_at=timezone.now()):
        Coupon.objects.filter(uses__order=order).update(used=F("used") - 1)


def take_again(order: Order) -> bool:
    """Late money keeps the price it was promised; whether the coupon's limits still allow it. Locked as above."""
    gone = CouponUse.objects.filter(order=order, released_at__isnull=False)
    if not gone.update(released_at=None):
        return True
    Coupon.objects.filter(uses__order=order).update(used=F("used") + 1)
    use = CouponUse.objects.select_related("coupon").get(order=order)
    coupon, who = use.coupon, Person(order.user_id, order.email)
    spent = coupon.limit_total is not None and coupon.used > coupon.limit_total
    repeated = (
        coupon.limit_person is not None and _uses_of(coupon, who) > coupon.limit_person
    )
    return not (spent or repeated)
