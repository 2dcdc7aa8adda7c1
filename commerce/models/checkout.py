"""What editors place on pages: checkouts, and the ways to pay they offer."""

from typing import Self

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index

from commerce.bank import LONGEST_HOLDER, in_groups

from .words import Spoken, Words


class PaymentMethodQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(active=True)


class PaymentMethod(PreviewableMixin, index.Indexed, Spoken, ClusterableModel):
    """A way to pay that a buyer can choose; which gateway carries it out is staff's choice."""

    code = models.SlugField(_("code"), unique=True)
    gateway = models.CharField(_("gateway"), max_length=30)
    icon = models.CharField(
        _("icon"),
        max_length=30,
        blank=True,
        help_text=_("Leave empty for the gateway's own."),
    )
    needs_shipping = models.BooleanField(
        _("needs an address"),
        default=False,
        help_text=_("Offered only where something is delivered."),
    )
    account_holder = models.CharField(
        _("account holder"), max_length=LONGEST_HOLDER, blank=True
    )
    iban = models.CharField(
        _("IBAN"),
        max_length=42,
        blank=True,
        help_text=_("Where a transfer goes; buyers copy it, or scan a code."),
    )
    embedded = models.BooleanField(
        _("card form on our own page"),
        default=False,
        help_text=_(
            "Buyers type their card here, in the provider’s fields, instead of going there. Where that form cannot load, they go there."
        ),
    )
    sort_order = models.PositiveIntegerField(
        pgettext_lazy("place in a list", "order"), default=0
    )
    active = models.BooleanField(_("active"), default=False)

    objects = models.Manager.from_queryset(PaymentMethodQuerySet)()
    search_fields = [index.SearchField("code"), index.AutocompleteField("code")]
    sort_order_field = "sort_order"

    class Meta:
        verbose_name = _("payment method")
        verbose_name_plural = _("payment methods")
        ordering = ["sort_order", "id"]

    def __str__(self) -> str:
        return self.name

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "commerce/previews/method.html"

    @property
    def name(self) -> str:
        words = self.words()
        return words.name if words else self.code

    @property
    def description(self) -> str:
        words = self.words()
        return words.description if words else ""

    @property
    def iban_in_groups(self) -> str:
        return in_groups(self.iban)


class PaymentMethodText(Words):
    method = ParentalKey(PaymentMethod, related_name="texts", on_delete=models.CASCADE)
    name = models.CharField(_("name"), max_length=100)
    description = models.CharField(_("description"), max_length=250, blank=True)
    instructions = models.TextField(
        _("instructions"),
        blank=True,
        help_text=_("Shown after the order: where to send a transfer, for example."),
    )

    class Meta:
        verbose_name = _("words")
        constraints = [
            models.UniqueConstraint(
                fields=["method", "language"], name="method_text_language"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CheckoutSnippet(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    ClusterableModel,
):
    """The editor's reusable checkout, placed on pages by reference."""

    name = models.CharField(
        _("internal name"), max_length=120, help_text=_("Only colleagues see it.")
    )
    prices = ParentalManyToManyField(
        "commerce.Price", verbose_name=_("prices"), blank=True
    )
    recommended = models.ForeignKey(
        "commerce.Price",
        verbose_name=_("recommended"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    methods = ParentalManyToManyField(
        PaymentMethod,
        verbose_name=_("payment methods"),
        blank=True,
        help_text=_("Leave empty to offer every active method."),
    )
    takes_coupons = models.BooleanField(
        _("takes coupons"),
        default=True,
        help_text=_("Asks “Have a code?” while there is a coupon that can be used."),
    )
    heading = models.CharField(_("heading"), max_length=120, blank=True)
    button = models.CharField(_("button"), max_length=40, blank=True)
    terms = RichTextField(_("terms"), blank=True, features=["bold", "italic", "link"])
    thank_you = RichTextField(
        _("thank-you text"), blank=True, features=["bold", "italic", "link"]
    )
    next_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("next page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Where the buyer goes after paying; the course by default."),
    )

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]
    preview_modes = [
        ("page", _("On a page")),
        ("form", _("The order form")),
        ("mistakes", _("The order form, sent with mistakes")),
        ("no_method", _("The order form, no way to pay open")),
        ("sold_out", _("The order form, when all is sold out")),
        ("draft", _("On a page, while it is a draft")),
        ("unsold", _("On a page, when all it sells is archived")),
        ("gone", _("The order form, when all it sells is archived")),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("checkout")
        verbose_name_plural = _("checkouts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "commerce/previews/checkout.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict:
        context = super().get_preview_context(request, mode_name)
        return {**context, "mode": mode_name, "held": {}}  # a stranger holds nothing
