"""Prices: what one may pay for a product, and the amounts that owners add."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    ObjectList,
)
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views import snippets

from commerce.domain.pricing import add_amount
from commerce.models import Price, PriceVersion, Product
from commerce.money import Money, WrongAmount

from .actions import ActionMixin
from .kept import SOLD, ArchivedViewSet, KeptForm
from .kept import EditView as ArchivedEditView
from .lists import IN_CHECKOUTS, ListedChooserViewSet, UsageColumn


class AmountField(forms.CharField):
    """An amount as people type it, of the site's currency or another; cleaned it is Money."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, currency: str = "", **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.currency = currency or settings.CURRENCY

    def to_python(self, value: str | None) -> Money | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return Money.parse(text, self.currency)
        except WrongAmount as wrong:
            raise forms.ValidationError(
                _("Type an amount in %(currency)s, like 49 or 49,90.")
                % {"currency": self.currency}
            ) from wrong


class AmountForm(forms.Form):
    amount = AmountField(
        label=gettext_lazy("Amount"),
        help_text=gettext_lazy("Tax included. 0 makes it free: people only sign in."),
    )
    starts = forms.DateTimeField(
        label=gettext_lazy("From"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=gettext_lazy("Leave empty: from now on."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For your colleagues, in a year."),
    )

    def clean_starts(self) -> datetime | None:
        starts = self.cleaned_data["starts"]
        if starts and starts < timezone.now():
            raise forms.ValidationError(
                _("This moment has passed. Leave it empty to start now.")
            )
        return starts


class AddAmountView(ActionMixin, FormView):
    """The one place where an amount is typed for a price that exists."""

    model = Price
    form_class = AmountForm
    template_name = "commerce/admin/amount.html"
    page_title = gettext_lazy("Add an amount")
    header_icon = "plus"
    permission_required = "add"

    def form_valid(self, form: AmountForm) -> HttpResponse:
        data = form.cleaned_data
        version = add_amount(
            self.object,
            data["amount"],
            by=self.request.user,
            reason=data["reason"],
            starts=data["starts"],
        )
        text = _("“%(name)s” costs %(amount)s. Past orders keep their price.")
        if data["starts"]:
            text = _(
                "“%(name)s” will cost %(amount)s from then on. Past orders keep their price."
            )
        names = {"name": self.object.name, "amount": version.money}
        messages.success(self.request, text % names)
        return redirect(self.home_url_name, self.object.pk)


class PriceForm(KeptForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        products = Product.objects.live().prefetch_related("texts")
        self.fields["product"].queryset = products
        if self.instance.pk:
            self.fields["product"].disabled = True
            self.fields["product"].queryset = Product.objects.filter(
                pk=self.instance.product_id
            )

    def clean(self) -> dict:
        data = super().clean()
        is_pass = data.get("kind") == Price.Kind.PASS
        if is_pass and not data.get("days"):
            self.add_error("days", _("Say for how many days the pass opens."))
        if not is_pass:
            data["days"] = None
        self._fit(data.get("product"), data.get("kind"))
        return data

    def _fit(self, product: Product | None, kind: str | None) -> None:
        """What is rented costs so much a day, and nothing else does."""
        if product is None or kind is None:
            return
        is_rented = product.kind == Product.Kind.RENTAL
        if is_rented != (kind == Price.Kind.PER_DAY):
            words = (
                _("What is rented is priced per day.")
                if is_rented
                else _("Only what is rented is priced per day.")
            )
            self.add_error("kind", words)


class CreateView(snippets.CreateView):
    amount_url_name = ""

    def get_success_url(self) -> str:
        """A price without an amount sells nothing: ask for it next."""
        if self.request.user.has_perm("commerce.add_priceversion"):
            return reverse(self.amount_url_name, args=[self.object.pk])
        return super().get_success_url()


class EditView(ArchivedEditView):
    amount_url_name = ""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("commerce.add_priceversion"):
            return []
        url = reverse(self.amount_url_name, args=[self.object.pk])
        return [HeaderButton(_("Add an amount"), url=url, icon_name="plus")]


class PriceViewSet(ArchivedViewSet):
    model = Price
    icon = "tag"
    add_view_class = CreateView
    edit_view_class = EditView
    chooser_viewset_class = ListedChooserViewSet
    facts = [
        Column("product", label=gettext_lazy("Product")),
        Column("get_kind_display", label=gettext_lazy("Kind")),
        Column("days", label=gettext_lazy("Days"), sort_key="days"),
        SOLD,
        UsageColumn("used_on", label=gettext_lazy("Used"), in_words=IN_CHECKOUTS),
    ]
    list_display = ["__str__", *facts]
    list_filter = {"kind": ["exact"], "product": ["exact"], "archived_at": ["isnull"]}
    search_fields = ["code", "texts__name", "product__texts__title"]
    edit_handler = ObjectList(
        [
            FieldPanel("product", widget=forms.Select),
            FieldRowPanel(
                [
                    FieldPanel("kind"),
                    FieldPanel(
                        "days",
                        help_text=gettext_lazy(
                            "For a pass: paid once, ends by itself."
                        ),
                    ),
                ]
            ),
            InlinePanel(
                "texts",
                panels=[FieldPanel("language"), FieldPanel("name")],
                heading=pgettext_lazy("texts", "Words"),
                label=gettext_lazy("Language"),
                min_num=1,
            ),
            HelpPanel(
                template="commerce/admin/amounts_panel.html",
                heading=gettext_lazy("Amounts"),
            ),
            FieldPanel(
                "code",
                help_text=gettext_lazy("Stays for ever; used in addresses."),
            ),
        ],
        base_form_class=PriceForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Price]:
        counted = Price.objects.annotate(
            used_on=Count("checkoutsnippet", distinct=True)
        )
        return counted.select_related("product").prefetch_related(
            "texts", "versions", "product__texts"
        )

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        amount = {"amount_url_name": self.get_url_name("amount")}
        return super().get_common_view_kwargs(**amount, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        policy = ModelPermissionPolicy(PriceVersion)  # not that of the price
        add = self.construct_view(AddAmountView, permission_policy=policy)
        return [
            *super().get_urlpatterns(),
            path("amount/<int:pk>/", add, name="amount"),
        ]
