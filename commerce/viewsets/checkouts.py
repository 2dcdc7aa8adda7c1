"""The editor's checkout: what it offers, in which words, and what happens after."""

from collections.abc import Iterable

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column, LocaleColumn, StatusTagColumn
from wagtail.models import Locale
from wagtail.snippets.views import snippets
from wagtail.snippets.views.chooser import SnippetCreateView

from commerce.domain.placed import listed, state_of, why_empty
from commerce.models import CheckoutSnippet, PaymentMethod, Price

from .lists import ChooseView, ListedChooserViewSet, UsageColumn


class StateColumn(StatusTagColumn):
    """Below the state: why nothing can be bought, where that is so."""

    cell_template_name = "commerce/admin/state_cell.html"

    def get_primary(self, instance: CheckoutSnippet) -> bool:
        return instance.live

    def get_cell_context_data(
        self, instance: CheckoutSnippet, parent_context: dict
    ) -> dict:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "why": instance.live and why_empty(instance)}


class PriceChoices(forms.ModelMultipleChoiceField):
    """Each price with its amount and what it opens."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, price: Price) -> str:
        return _price_label(price)


class PriceChoice(forms.ModelChoiceField):
    def label_from_instance(self, price: Price) -> str:
        return _price_label(price)


class MethodChoices(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, method: PaymentMethod) -> str:
        off = _("switched off")
        return str(method) if method.active else f"{method} ({off})"


def _price_label(price: Price) -> str:
    title = price.product.title
    label = str(price) if price.name == title else f"{price} – {title}"
    archived = _("archived")
    return label if _is_sold(price) else f"{label} ({archived})"


def _is_sold(price: Price) -> bool:
    return not (price.archived_at or price.product.archived_at)


def _offered(checkout: CheckoutSnippet) -> QuerySet[Price]:
    """Everything on sale, and what this checkout holds although it no longer is."""
    chosen = [price.pk for price in checkout.prices.all()]
    sold = Q(archived_at=None, product__archived_at=None)
    return (
        Price.objects.filter(sold | Q(pk__in=chosen))
        .select_related("product")
        .prefetch_related("texts", "versions", "product__texts")
    )


class CheckoutForm(WagtailAdminModelForm):
    prices = PriceChoices(
        Price.objects.none(),
        label=gettext_lazy("Prices"),
        required=False,
        help_text=gettext_lazy(
            "Visitors choose among these. Owners set the amounts, in the prices themselves."
        ),
    )
    recommended = PriceChoice(
        Price.objects.none(),
        label=gettext_lazy("Recommended"),
        required=False,
        help_text=gettext_lazy("Stands out, and is chosen beforehand."),
    )
    methods = MethodChoices(
        PaymentMethod.objects.prefetch_related("texts"),
        label=gettext_lazy("Payment methods"),
        required=False,
        help_text=gettext_lazy("Tick none to offer every active method."),
    )

    class Meta(WagtailAdminModelForm.Meta):
        model = CheckoutSnippet
        fields = ["name", "prices", "recommended", "methods"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offered = _offered(self.instance)
        self.fields["prices"].queryset = offered
        self.fields["recommended"].queryset = offered

    def clean(self) -> dict:
        data = super().clean()
        if not self.is_deferred_validation:
            self._check_offer(data.get("prices") or (), data.get("methods") or ())
        if data.get("recommended") and data["recommended"] not in data.get(
            "prices", ()
        ):
            self.add_error("recommended", _("Choose one of the prices above."))
        return data

    def _check_offer(
        self, prices: Iterable[Price], methods: Iterable[PaymentMethod]
    ) -> None:
        if not any(_is_sold(price) for price in prices):
            self.add_error("prices", _("Choose at least one active price."))
        if methods and not any(method.active for method in methods):
            self.add_error("methods", _("No active method remains."))


class NewCheckoutForm(CheckoutForm):
    """Made while one writes a page, which may be in another language than the CMS."""

    language = forms.ModelChoiceField(
        Locale.objects.all(),
        label=gettext_lazy("Language"),
        empty_label=None,
        required=False,
    )

    field_order = ["name", "language"]


class NewCheckoutView(SnippetCreateView):
    """The “New” tab of the chooser: live at once where its author may publish, for it is placed at once."""

    def save_form(self, form: NewCheckoutForm) -> CheckoutSnippet:
        checkout = form.save(commit=False)
        checkout.locale = form.cleaned_data["language"] or Locale.get_active()
        checkout.live = False
        checkout.save()
        revision = checkout.save_revision(user=self.request.user)
        if self.request.user.has_perm("commerce.publish_checkoutsnippet"):
            revision.publish(user=self.request.user)
        return checkout


class ChooseCheckoutView(ChooseView):
    def get_creation_form_kwargs(self) -> dict:
        """Wagtail says of which language the page is."""
        code = self.request.GET.get("locale")
        locale = Locale.objects.filter(language_code=code).first()
        return {"initial": {"language": locale or Locale.get_active()}}


class CheckoutChooserViewSet(ListedChooserViewSet):
    choose_view_class = ChooseCheckoutView
    create_view_class = NewCheckoutView
    creation_form_class = NewCheckoutForm
    choose_one_text = gettext_lazy("Choose a checkout")
    choose_another_text = gettext_lazy("Choose another checkout")
    edit_item_text = gettext_lazy("Edit this checkout")
    creation_tab_label = gettext_lazy("New")
    create_action_label = gettext_lazy("Create this checkout")


class SpokenMixin:
    """Without one in the address, the language one works in, not the site's."""

    def get_locale(self) -> Locale:
        asked = self.request.GET.get("locale")
        return super().get_locale() if asked else Locale.get_active()


class CheckoutIndexView(SpokenMixin, snippets.IndexView):
    pass


class CheckoutCreateView(SpokenMixin, snippets.CreateView):
    pass


class CheckoutViewSet(snippets.SnippetViewSet):
    model = CheckoutSnippet
    index_view_class = CheckoutIndexView
    add_view_class = CheckoutCreateView
    icon = "form"
    copy_view_enabled = False
    chooser_viewset_class = CheckoutChooserViewSet
    facts = [
        LocaleColumn(label=gettext_lazy("Language")),
        Column(
            "offer",
            classname="offer",
            label=gettext_lazy("Prices"),
            accessor=lambda checkout: ", ".join(map(str, checkout.prices.all())),
        ),
        StateColumn("state", label=gettext_lazy("State"), accessor=state_of),
        UsageColumn("used_on", label=gettext_lazy("Used"), sort_key="used_on"),
    ]
    list_display = ["name", *facts]
    list_filter = ["live"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    HelpPanel(
                        template="commerce/admin/usage_panel.html",
                        heading=gettext_lazy("Where it is used"),
                    ),
                    FieldPanel("name"),
                    FieldPanel("prices"),
                    FieldPanel("recommended"),
                    FieldPanel("methods"),
                    FieldPanel("takes_coupons"),
                ],
                heading=gettext_lazy("Offer"),
            ),
            ObjectList(
                [
                    FieldPanel(
                        "heading",
                        help_text=gettext_lazy("Above the prices. May stay empty."),
                    ),
                    FieldPanel(
                        "button",
                        help_text=gettext_lazy(
                            "Empty: “Buy now”, or “Start now” where it is free."
                        ),
                    ),
                    FieldPanel(
                        "terms",
                        help_text=gettext_lazy(
                            "Read before paying; kept with each order. Empty: those of the home page."
                        ),
                    ),
                ],
                heading=pgettext_lazy("texts", "Words"),
            ),
            ObjectList(
                [FieldPanel("thank_you"), FieldPanel("next_page")],
                heading=gettext_lazy("After"),
            ),
        ],
        base_form_class=CheckoutForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[CheckoutSnippet]:
        return listed()
