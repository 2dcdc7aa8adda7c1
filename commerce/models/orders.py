"""One decision to buy, frozen as it was made."""

import hashlib
import secrets
import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from commerce.money import Money

from .catalogue import Price, PriceVersion, Product

ALPHABET = (
    "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is misread on the telephone
)


def new_number() -> str:
    """A number for people: random, so that it tells nobody how much the shop sells."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"A-{letters[:4]}-{letters[4:]}"


def hash_secret(secret: str) -> str:
    """What is stored of a secret that somebody else keeps; empty for none."""
    return hashlib.sha256(secret.encode()).hexdigest() if secret else ""


class OrderQuerySet(models.QuerySet):
    def of_viewer(self, user_id: int | None, browser_hash: str) -> Self:
        """Orders this person may see: their own, or those this browser has proved."""
        recent = timezone.now() - timedelta(hours=24)
        proved = (
            Q(browser_hash=browser_hash, created__gt=recent)
            if browser_hash
            else Q(pk=None)
        )
        return self.filter(proved | Q(user_id=user_id) if user_id else proved)


class Order(models.Model):
    class PaymentState(models.TextChoices):
        PENDING = "pending", _("Pending")
        PAID = "paid", _("Paid")
        PARTIALLY_REFUNDED = "partially_refunded", _("Partly refunded")
        REFUNDED = "refunded", _("Refunded")
        EXPIRED = "expired", _("Expired")
        CANCELED = "canceled", _("Cancelled")
        NEEDS_REVIEW = "needs_review", _("Under review")

    class Fulfilment(models.TextChoices):
        NONE = "none", _("Nothing to deliver")
        PROCESSING = "processing", _("Being prepared")
        SHIPPED = "shipped", _("Shipped")
        DELIVERED = "delivered", _("Delivered")
        RETURNED = "returned", _("Returned")

    class Audience(models.TextChoices):
        PERSON = "particulier", _("Private person")
        COMPANY = "professionnel", _("Company")

    PAID = (PaymentState.PAID, PaymentState.PARTIALLY_REFUNDED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(
        _("number"), max_length=20, unique=True, default=new_number
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="orders",
    )
    email = models.EmailField(_("e-mail address"))
    audience = models.CharField(
        max_length=20, choices=Audience, default=Audience.PERSON
    )
    billing = models.JSONField(_("billing details"), default=dict)
    shipping = models.JSONField(_("shipping address"), default=dict)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    checkout_key = models.UUIDField(null=True)
    source_page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    currency = models.CharField(max_length=3)
    total = models.BigIntegerField(_("total"))
    terms_accepted_at = models.DateTimeField(null=True)
    terms_version = models.CharField(max_length=64, blank=True)
    waived_withdrawal_at = models.DateTimeField(null=True)
    payment_state = models.CharField(
        _("payment"), max_length=20, choices=PaymentState, default=PaymentState.PENDING
    )
    fulfilment = models.CharField(
        _("delivery"), max_length=20, choices=Fulfilment, default=Fulfilment.NONE
    )
    open_key = models.CharField(max_length=255, help_text="person and products")
    reserved = models.BooleanField(
        default=False, help_text="stock is taken for it, or sold with it"
    )
    browser_hash = models.CharField(max_length=64, blank=True, db_index=True)
    origin = models.CharField(
        max_length=64, blank=True, help_text="the buyer's network address, hashed"
    )
    claim_hash = models.CharField(max_length=64, blank=True, db_index=True)
    claimed_at = models.DateTimeField(null=True)
    corrections = models.PositiveIntegerField(
        default=0, help_text="times the buyer corrected the e-mail address"
    )
    paid_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    objects = models.Manager.from_queryset(OrderQuerySet)()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-created"]
        permissions = [
            ("view_figures", "Can see what the shop takes"),
            ("cancel_order", "Can cancel an order that is not paid"),
            ("fulfil_order", "Can say how far a delivery is"),
            ("export_order", "Can take along lists of money and people"),
        ]
        indexes = [models.Index(fields=["email"]), models.Index(fields=["-created"])]
        constraints = [
            models.UniqueConstraint(
                fields=["open_key"],
                condition=Q(payment_state="pending"),
                name="order_one_open",
            ),
            models.CheckConstraint(condition=Q(total__gte=0), name="order_total"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def money(self) -> Money:
        return Money(self.total, self.currency)

    def new_claim_token(self, fact: str) -> str:
        """The secret of a fresh claim link; any earlier link dies. Only for mail to this very address.

        The same for the same ``fact``, so that a mail repeated after a crash holds the link it held before. Of no use
        where the address was corrected meanwhile.
        """
        proof = f"{self.pk} {self.email} {fact}"
        token = salted_hmac("claim", proof, algorithm="sha256").hexdigest()
        still = Order.objects.filter(pk=self.pk, email=self.email)
        still.update(claim_hash=hash_secret(token))
        return token


class OrderLine(models.Model):
    """What was bought, in the words and at the amount of that day."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="lines")
    price = models.ForeignKey(Price, on_delete=models.PROTECT, related_name="lines")
    price_version = models.ForeignKey(PriceVersion, on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    unit_amount = models.BigIntegerField()
    quantity = models.PositiveIntegerField(default=1)
    rental_days = models.PositiveIntegerField(null=True)
    discount = models.BigIntegerField(default=0)
    amount = models.BigIntegerField(help_text="what this line costs in all")
    taken = models.PositiveIntegerField(
        default=0, help_text="pieces taken from the stock, where it was counted"
    )
    kind = models.CharField(max_length=10, choices=Price.Kind)
    days = models.PositiveIntegerField(null=True, help_text="of a pass")
    settled_at = models.DateTimeField(null=True)
    holds = models.BooleanField(
        default=False, help_text="paid for, and neither given back nor disputed"
    )

    class Meta:
        verbose_name = _("order line")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="order_line_amount"
            ),
            models.CheckConstraint(
                condition=Q(
                    amount=F("unit_amount")
                    * F("quantity")
                    * Coalesce(F("rental_days"), 1)
                    - F("discount"),
                    discount__gte=0,
                ),
                name="order_line_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def money(self) -> Money:
        """Before any discount."""
        return Money(self.amount + self.discount, self.order.currency)

    @property
    def cost(self) -> Money:
        return Money(self.amount, self.order.currency)

    @property
    def off(self) -> Money:
        """What the coupon takes, below zero."""
        return Money(-self.discount, self.order.currency)
