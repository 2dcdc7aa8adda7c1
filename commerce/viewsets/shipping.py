"""How goods are sent, as owners write it: words and countries here, the amount with its price."""

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet

from commerce.models import Price, Product, ShippingMethod
from commerce.postal import countries, country_name

from .kept import KeptForm


class ShippingForm(KeptForm):
    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        choices=countries,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 12}),
        help_text=_("Where it sends to. Choose none for everywhere."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        costs = Price.objects.live().filter(product__kind=Product.Kind.SHIPPING)
        self.fields["price"].queryset = costs.prefetch_related("texts", "versions")


def _places(method: ShippingMethod) -> str:
    return ", ".join(map(country_name, method.countries)) or str(_("Everywhere"))


class ShippingMethodViewSet(SnippetViewSet):
    model = ShippingMethod
    icon = "globe"
    list_display = [
        "__str__",
        Column("price", label=_("Price")),
        Column("countries", label=_("Countries"), accessor=_places),
        BooleanColumn("active", label=_("Offered")),
    ]
    edit_handler = ObjectList(
        [
            InlinePanel(
                "texts",
                panels=[
                    FieldPanel("language"),
                    FieldPanel("name"),
                    FieldPanel("description"),
                ],
                heading=pgettext_lazy("texts", "Words"),
                label=_("Language"),
                min_num=1,
            ),
            FieldPanel("price", widget=forms.Select),
            FieldPanel("countries"),
            FieldPanel("active"),
            FieldPanel("code", help_text=_("Stays for ever; used in reports.")),
        ],
        base_form_class=ShippingForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShippingMethod]:
        return ShippingMethod.objects.select_related("price").prefetch_related(
            "texts", "price__texts", "price__versions"
        )
