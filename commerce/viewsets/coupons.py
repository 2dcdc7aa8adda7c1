"""Coupons: what their codes give, to whom and how often, and which orders used them."""

from typing import ClassVar

import django_filters
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views import snippets

from commerce.models import Coupon, Product, fold_code
from commerce.models.orders import ALPHABET
from commerce.money import Money, WrongAmount

from .kept import IndexView, KeptForm, KeptViewSet
from .prices import AmountField

FROZEN = ("kind", "value", "starts", "minimum", "products")
MOST_USES = 100


class CodeInput(forms.TextInput):
    """A code, and a button that makes one up."""

    class Media:
        js: ClassVar = [Script("cms/coupon-code.js", type="module")]

    def render(self, *args: object, **kwargs: object) -> SafeString:
        field = super().render(*args, **kwargs)
        context = {"field": field, "alphabet": ALPHABET}
        return render_to_string("commerce/admin/code_input.html", context)


class CouponForm(KeptForm):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=CodeInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "People may type it in small letters and with spaces. Stays for ever."
        ),
    )
    value = forms.CharField(
        label=gettext_lazy("How much"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    minimum = AmountField(
        label=gettext_lazy("Minimum order"),
        required=False,
        help_text=gettext_lazy("Before the coupon, without shipping."),
    )
    products = forms.ModelMultipleChoiceField(
        Product.objects.none(),
        label=gettext_lazy("Products"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick none for all of them."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        coupon = self.instance
        self.fields["value"].help_text = _(
            "Percent: 1 to 100. Amount off, or what each product then costs: in %(currency)s."
        ) % {"currency": settings.CURRENCY}
        chosen = coupon.products.all() if coupon.pk else Product.objects.none()
        products = Product.objects.live() | chosen
        self.fields["products"].queryset = products.distinct().prefetch_related("texts")
        if coupon.pk:
            self.initial["value"] = _typed(coupon)
            self.initial["minimum"] = coupon.least and coupon.least.decimal
        if coupon.pk and coupon.uses.exists():
            for name in FROZEN:
                self.fields[name].disabled = True

    def clean_code(self) -> str:
        return fold_code(self.cleaned_data["code"])

    def clean_minimum(self) -> int | None:
        if self.fields["minimum"].disabled:
            return self.instance.minimum
        money = self.cleaned_data["minimum"]
        return money.amount or None if money else None

    def clean(self) -> dict:
        data = super().clean()
        typed, kind = data.get("value"), data.get("kind")
        if self.fields["value"].disabled:
            data["value"] = self.instance.value
        elif typed and kind:
            self._read(typed, kind)
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("This is before it starts."))
        return data

    def _read(self, typed: str, kind: str) -> None:
        """The value as it is stored, and the currency where an amount is part of it."""
        is_percent = kind == Coupon.Kind.PERCENT
        try:
            value = _percent(typed) if is_percent else _amount(typed, kind)
        except ValueError:
            text = _("Type a whole number from 1 to 100.")
            if not is_percent:
                text = _("Type an amount in %(currency)s, like 49 or 49,90.")
                text %= {"currency": settings.CURRENCY}
            self.add_error("value", text)
            return
        self.cleaned_data["value"] = value
        in_money = not is_percent or self.cleaned_data.get("minimum")
        self.instance.currency = settings.CURRENCY if in_money else ""


def _typed(coupon: Coupon) -> object:
    """As its author wrote it."""
    if coupon.kind == Coupon.Kind.PERCENT:
        return coupon.value
    return Money(coupon.value, coupon.currency).decimal


def _percent(typed: str) -> int:
    value = int(typed.replace("%", ""))
    if not 1 <= value <= 100:
        raise ValueError(typed)
    return value


def _amount(typed: str, kind: str) -> int:
    """Nothing off is no coupon; a product for nothing is one."""
    value = Money.parse(typed, settings.CURRENCY).amount
    if not value and kind == Coupon.Kind.AMOUNT:
        raise WrongAmount(typed)
    return value


class CouponFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=Coupon.State.choices, method="in_state"
    )

    class Meta:
        model = Coupon
        fields = ["state", "kind", "products"]

    def in_state(
        self, coupons: QuerySet[Coupon], _name: str, state: str
    ) -> QuerySet[Coupon]:
        return coupons.filter(pk__in=Coupon.objects.in_state(state).values("pk"))


def _uses(coupon: Coupon) -> str:
    if coupon.limit_total is None:
        return str(coupon.used)
    text = _("%(used)s of %(limit)s")
    return text % {"used": coupon.used, "limit": coupon.limit_total}


def _for(coupon: Coupon) -> str:
    return ", ".join(map(str, coupon.products.all())) or _("all products")


class CreateView(snippets.CreateView):
    def get_success_url(self) -> str:
        """Its code is to be read, and told to people."""
        return reverse(self.edit_url_name, args=[self.object.pk])


class EditView(snippets.EditView):
    inspect_url_name = ""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse(self.inspect_url_name, args=[self.object.pk])
        return [HeaderButton(_("Uses"), url=url, icon_name="clipboard-list")]


class InspectView(snippets.InspectView):
    page_title = gettext_lazy("Uses")

    def get_context_data(self, **kwargs: object) -> dict:
        uses = self.object.uses.select_related("order", "coupon")
        count = uses.count()
        said = ngettext("%(count)s order", "%(count)s orders", count)
        return super().get_context_data(
            uses=uses[:MOST_USES],
            count=said % {"count": count},
            more=count > MOST_USES,
            used=_uses(self.object),
            products=_for(self.object),
            **kwargs,
        )


class CouponViewSet(KeptViewSet):
    """Without a chooser: nothing places a coupon, and it would show the codes to everybody in the CMS."""

    model = Coupon
    icon = "cut"
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    inspect_view_class = InspectView
    inspect_view_enabled = True
    inspect_template_name = "commerce/admin/coupon.html"
    list_display = [
        "code",
        Column("gives", label=gettext_lazy("Gives")),
        Column("products", label=gettext_lazy("For"), accessor=_for),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor=lambda coupon: coupon.state.label,
            primary=lambda coupon: coupon.state == Coupon.State.ACTIVE,
        ),
        Column("used", label=gettext_lazy("Used"), accessor=_uses, sort_key="used"),
        DateColumn("ends", label=gettext_lazy("Until"), sort_key="ends"),
    ]
    filterset_class = CouponFilters
    search_fields = ["code", "note"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                template="commerce/admin/coupon_panel.html",
                heading=gettext_lazy("State"),
            ),
            FieldPanel("code"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("value")]),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
                    FieldRowPanel(
                        [FieldPanel("limit_total"), FieldPanel("limit_person")]
                    ),
                    FieldPanel("minimum"),
                    FieldPanel("products"),
                ],
                heading=gettext_lazy("Limits"),
                help_text=gettext_lazy("What stays empty does not limit."),
            ),
            FieldPanel("active"),
            FieldPanel("note", help_text=gettext_lazy("Only colleagues see it.")),
        ],
        base_form_class=CouponForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Coupon]:
        return Coupon.objects.prefetch_related("products__texts")

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        inspect = {"inspect_url_name": self.get_url_name("inspect")}
        return {**super().get_common_view_kwargs(**kwargs), **inspect}

    def register_chooser_viewset(self) -> None:
        """Not wanted."""
