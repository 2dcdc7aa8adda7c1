"""Codes that make things cheaper, and the orders that use them."""

import unicodedata
from typing import Self

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commerce.money import CURRENCIES, Money

from .catalogue import Product
from .orders import Order

LONGEST_CODE = 40
LONGEST_TYPED = 60  # people put spaces into it


def fold_code(typed: str) -> str:
    """The one spelling under which a code is stored and looked up: capitals, no spaces.

    Cut first: normalising takes quadratically long. What was cut is longer than any code, and so known to nobody.
    """
    plain = typed.replace("\0", "")[
        :LONGEST_TYPED
    ]  # PostgreSQL refuses to look for a NUL
    capitals = unicodedata.normalize("NFKC", plain).upper()
    spaced = unicodedata.normalize("NFKC", capitals)
    return unicodedata.normalize("NFKC", "".join(spaced.split()))[:LONGEST_TYPED]


class CouponQuerySet(models.QuerySet):
    def in_state(self, state: "Coupon.State") -> Self:
        """One state each, as ``Coupon.state``."""
        now = timezone.now()
        states = Coupon.State
        on = self.filter(active=True)
        begun = on.exclude(starts__gt=now)
        open_ = begun.exclude(ends__lte=now)
        spent = Q(limit_total__isnull=False, used__gte=F("limit_total"))
        found = {
            states.OFF: self.filter(active=False),
            states.PLANNED: on.filter(starts__gt=now),
            states.OVER: begun.filter(ends__lte=now),
            states.USED_UP: open_.filter(spent),
            states.ACTIVE: open_.exclude(spent),
        }
        return found[state]


class Coupon(models.Model):
    """What people type to pay less. Never deleted: orders refer to it."""

    class Kind(models.TextChoices):
        PERCENT = "percent", _("Percent off")
        AMOUNT = "amount", _("Amount off")
        FIXED_PRICE = "fixed_price", _("Fixed price")

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        PLANNED = "planned", _("Planned")
        OVER = "over", _("Over")
        USED_UP = "used_up", _("Used up")
        OFF = "off", _("Switched off")

    code = models.CharField(
        _("code"),
        max_length=LONGEST_CODE,
        unique=True,
        validators=[
            RegexValidator(r"^[\w-]+\Z", _("Use letters, digits, - and _ only."))
        ],
    )
    kind = models.CharField(
        _("kind"), max_length=11, choices=Kind, default=Kind.PERCENT
    )
    value = models.BigIntegerField(
        _("value"), help_text="percent, or minor units of the currency"
    )
    currency = models.CharField(
        max_length=3,
        choices=[(code, code) for code in CURRENCIES],
        blank=True,
        editable=False,
        help_text="empty where nothing of it is an amount",
    )
    starts = models.DateTimeField(_("from"), null=True, blank=True)
    ends = models.DateTimeField(_("until"), null=True, blank=True)
    limit_total = models.PositiveIntegerField(
        _("uses in all"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    limit_person = models.PositiveIntegerField(
        _("uses per person"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    minimum = models.BigIntegerField(_("minimum order"), null=True, blank=True)
    products = models.ManyToManyField(
        Product, verbose_name=_("products"), blank=True, related_name="coupons"
    )
    active = models.BooleanField(_("active"), default=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)
    created = models.DateTimeField(auto_now_add=True)

    objects = models.Manager.from_queryset(CouponQuerySet)()

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        ordering = ["-created", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="percent", value__gte=1, value__lte=100)
                | (Q(kind="amount", value__gte=1) & ~Q(currency=""))
                | (Q(kind="fixed_price", value__gte=0) & ~Q(currency="")),
                name="coupon_value",
            ),
            models.CheckConstraint(
                condition=Q(minimum=None) | (Q(minimum__gte=1) & ~Q(currency="")),
                name="coupon_minimum",
            ),
            models.CheckConstraint(
                condition=(Q(limit_total=None) | Q(limit_total__gte=1))
                & (Q(limit_person=None) | Q(limit_person__gte=1)),
                name="coupon_limits",
            ),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gt=F("starts")),
                name="coupon_window",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, **how: object) -> None:
        """A form that was opened before somebody used the coupon does not turn the count back."""
        self.code = fold_code(self.code)
        if not self._state.adding:
            names = {field.name for field in self._meta.concrete_fields}
            how.setdefault("update_fields", names - {"id", "used"})
        super().save(**how)

    @property
    def state(self) -> State:
        now = timezone.now()
        if not self.active:
            return self.State.OFF
        if self.starts and now < self.starts:
            return self.State.PLANNED
        if self.ends and now >= self.ends:
            return self.State.OVER
        spent = self.limit_total is not None and self.used >= self.limit_total
        return self.State.USED_UP if spent else self.State.ACTIVE

    @property
    def gives(self) -> str:
        """In words: 10% off, €5 off, for €49."""
        if self.kind == self.Kind.PERCENT:
            return gettext("%(percent)s%% off") % {"percent": self.value}
        money = {"amount": Money(self.value, self.currency)}
        if self.kind == self.Kind.AMOUNT:
            return gettext("%(amount)s off") % money
        return gettext("for %(amount)s") % money

    @property
    def least(self) -> Money | None:
        """What an order must come to."""
        return Money(self.minimum, self.currency) if self.minimum else None

    def values_besides(self) -> dict[str, str]:
        """For its history: amounts as people read them."""
        return {"value": self.gives, "minimum": str(self.least or "")}


class CouponUse(models.Model):
    """An order's hold on a coupon; ``released_at`` once the order expired, was canceled or replaced."""

    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="uses")
    order = models.OneToOneField(
        Order, on_delete=models.PROTECT, related_name="coupon_use"
    )
    person = models.CharField(max_length=254, help_text="user id, or folded e-mail")
    discount = models.BigIntegerField(_("discount"), help_text="in minor units")
    created = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("use of a coupon")
        verbose_name_plural = _("uses of coupons")
        ordering = ["-created", "-id"]
        indexes = [models.Index(fields=["coupon", "person"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(discount__gte=0), name="coupon_use_discount"
            )
        ]

    def __str__(self) -> str:
        return f"{self.coupon} {self.order}"

    @property
    def money(self) -> Money:
        return Money(self.discount, self.order.currency)
