"""Ways to pay, as owners set them up."""

from django import forms
from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column

from commerce.gateways import gateway
from commerce.gateways.contract import Capability
from commerce.models import PaymentMethod

from .kept import KeptForm, KeptViewSet

GATEWAYS = {
    "stripe": _("Card, by Stripe"),
    "paypal": _("PayPal"),
    "transfer": _("Bank transfer"),
    "cod": _("Cash on delivery"),
}
ICONS = [
    ("", _("The gateway's own")),
    ("card", _("Card")),
    ("wallet", _("Wallet")),
    ("bank", _("Bank")),
    ("truck", _("Delivery")),
]


def gateway_name(code: str) -> str:
    """One that a third party adds is called by its code."""
    return str(GATEWAYS.get(code, code))


class GatewayColumn(Column):
    def get_value(self, instance: Model) -> str:
        return gateway_name(super().get_value(instance))


GATEWAY = GatewayColumn("gateway", label=_("Gateway"), sort_key="gateway")


def gateway_choices() -> list[tuple[str, str]]:
    """Those installed."""
    return [(code, gateway_name(code)) for code in settings.GATEWAYS]


class MethodForm(KeptForm):
    gateway = forms.ChoiceField(label=_("Gateway"), choices=gateway_choices)
    icon = forms.ChoiceField(label=_("Icon"), choices=ICONS, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        gone = self.instance.gateway
        if gone and gone not in settings.GATEWAYS:
            self.fields["gateway"].choices = [
                (gone, gateway_name(gone)),
                *gateway_choices(),
            ]

    def clean(self) -> dict:
        cleaned = super().clean()
        code = cleaned.get("gateway")
        chosen = (
            gateway(code).capabilities if code in settings.GATEWAYS else frozenset()
        )
        if Capability.DELIVERY in chosen and not cleaned.get("needs_shipping"):
            words = _("Nobody can deliver without an address.")
            self.add_error("needs_shipping", words)
        return cleaned


class PaymentMethodViewSet(KeptViewSet):
    model = PaymentMethod
    icon = "pick"
    list_display = [
        "__str__",
        GATEWAY,
        BooleanColumn("active", label=_("Active"), sort_key="active"),
    ]
    list_filter = ["active"]
    search_fields = ["code", "texts__name"]
    edit_handler = ObjectList(
        [
            InlinePanel(
                "texts",
                panels=[
                    FieldPanel("language"),
                    FieldPanel("name"),
                    FieldPanel("description"),
                    FieldPanel("instructions"),
                ],
                heading=pgettext_lazy("texts", "Words"),
                label=_("Language"),
                min_num=1,
            ),
            MultiFieldPanel(
                [
                    FieldPanel("gateway"),
                    FieldPanel("icon"),
                    FieldPanel("needs_shipping"),
                    FieldPanel(
                        "active",
                        help_text=_("Buy something with it first, then offer it."),
                    ),
                    FieldPanel("code", help_text=_("Stays for ever; used in reports.")),
                ],
                heading=_("How it works"),
            ),
        ],
        base_form_class=MethodForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PaymentMethod]:
        return PaymentMethod.objects.prefetch_related("texts")
