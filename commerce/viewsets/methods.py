"""Ways to pay, as owners set them up."""

from typing import cast

from django import forms
from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log
from wagtail.snippets.views import snippets

from commerce.bank import WrongIban, clean_iban
from commerce.gateways import UnknownGateway, gateway
from commerce.gateways.contract import (
    Capability,
    GatewayError,
    GatewayRejected,
    PingGateway,
)
from commerce.models import PaymentMethod

from .actions import ActionMixin
from .history import TESTED
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

    def clean_iban(self) -> str:
        typed = self.cleaned_data["iban"]
        try:
            return clean_iban(typed) if typed else ""
        except WrongIban as wrong:
            words = _("This is no IBAN: a sign is missing or mistyped.")
            raise forms.ValidationError(words) from wrong

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("iban") and not cleaned.get("account_holder"):
            words = _("Buyers need the name that goes with the IBAN.")
            self.add_error("account_holder", words)
        code = cleaned.get("gateway")
        chosen = (
            gateway(code).capabilities if code in settings.GATEWAYS else frozenset()
        )
        if cleaned.get("embedded") and Capability.EMBED not in chosen:
            words = _("This gateway has no form for our own page.")
            self.add_error("embedded", words)
        if Capability.DELIVERY in chosen and not cleaned.get("needs_shipping"):
            words = _("Nobody can deliver without an address.")
            self.add_error("needs_shipping", words)
        return cleaned


def _asked(method: PaymentMethod) -> PingGateway | None:
    """The provider that can say whether our keys work; none where nobody is called."""
    try:
        found = gateway(method.gateway)
    except UnknownGateway:
        return None
    can = Capability.PING in found.capabilities
    return cast("PingGateway", found) if can else None


class EditView(snippets.EditView):
    ping_url_name = ""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not _asked(self.object):
            return []
        url = reverse(self.ping_url_name, args=[self.object.pk])
        return [HeaderButton(_("Test the connection"), url=url, icon_name="link")]


class PingView(ActionMixin, TemplateView):
    """Asks the provider whether our keys work. No money moves."""

    template_name = "commerce/admin/ping.html"
    page_title = _("Test the connection")
    permission_required = "change"
    header_icon = "link"

    def dispatch(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.provider = _asked(self.object)
        if self.provider is None:
            raise Http404
        return super().dispatch(request, pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        works = False
        try:
            self.provider.ping()
        except GatewayRejected:
            text = _("The keys are refused. Compare them with the provider's own page.")
            messages.error(request, text)
        except GatewayError:
            text = _("The provider does not answer, so nothing is known of the keys.")
            messages.error(request, text)
        else:
            works = True
            messages.success(request, _("The provider answers, and the keys work."))
        log(self.object, TESTED, user=request.user, data={"works": works})
        return redirect(self.home_url_name, pk)


class PaymentMethodViewSet(KeptViewSet):
    model = PaymentMethod
    edit_view_class = EditView
    icon = "card"
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
                    FieldPanel("embedded"),
                    FieldPanel(
                        "active",
                        help_text=_(
                            "Test the connection, buy something with it, then offer it."
                        ),
                    ),
                    FieldPanel("code", help_text=_("Stays for ever; used in reports.")),
                ],
                heading=_("How it works"),
            ),
            MultiFieldPanel(
                [FieldPanel("account_holder"), FieldPanel("iban")],
                heading=_("Bank account, for transfers"),
            ),
        ],
        base_form_class=MethodForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PaymentMethod]:
        return PaymentMethod.objects.prefetch_related("texts")

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        names = {
            "ping_url_name": self.get_url_name("ping"),
            "home_url_name": self.get_url_name("edit"),
        }
        return super().get_common_view_kwargs(**names, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        ping = self.construct_view(PingView)
        return [*super().get_urlpatterns(), path("ping/<int:pk>/", ping, name="ping")]
