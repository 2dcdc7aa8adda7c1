"""What is sold, as owners write it."""

from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from commerce.domain.reservations import recount
from commerce.models import Product, ProductGrant

from .kept import SOLD, ArchivedViewSet, KeptForm
from .lists import IN_CHECKOUTS, ListedChooserViewSet, UsageColumn


class GrantForm(WagtailAdminModelForm):
    """A page is chosen; what is stored is the key that all its translations share."""

    page = forms.ModelChoiceField(
        Page.objects.filter(depth__gt=1), label=_("Page"), widget=AdminPageChooser
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["page"] = forms.CharField(
                label=_("Page"),
                disabled=True,
                required=False,
                initial=_titles(self.instance),
            )

    def clean(self) -> dict:
        page = self.cleaned_data.get("page")
        if isinstance(page, Page):
            self.instance.page_key = page.translation_key
        return super().clean()


def _titles(grant: ProductGrant) -> str:
    titles = Page.objects.filter(translation_key=grant.page_key).values_list(
        "title", flat=True
    )
    return " / ".join(dict.fromkeys(titles)) or str(_("This page is gone."))


class GrantFormSet(BaseChildFormSet):
    """Shows what is opened now. Removing a page withdraws it: its row stays for those who bought before."""

    def __init__(
        self, *args: object, instance: Product | None = None, **kwargs: object
    ) -> None:
        if instance and instance.pk:
            kwargs["queryset"] = instance.grants.filter(until=None)
        super().__init__(*args, instance=instance, **kwargs)

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        keys = [form.instance.page_key for form in kept if form.instance.page_key]
        if len(keys) != len(set(keys)):
            raise forms.ValidationError(_("This page is in the list already."))

    def save(self, *, commit: bool = True) -> list[ProductGrant]:
        saved = super().save(commit=False)
        for grant in self.deleted_objects:
            grant.until = timezone.now()
        self.instance.grants.add(*self.deleted_objects)
        if commit:
            self.instance.grants.commit()
        return saved


class GrantsPanel(InlinePanel):
    def get_form_options(self) -> dict:
        options = super().get_form_options()
        options["formsets"][self.relation_name] |= {
            "form": GrantForm,
            "formset": GrantFormSet,
        }
        return options


class StockWidget(forms.MultiWidget):
    """How many there are, and how many there were when the form was opened."""

    def __init__(self) -> None:
        super().__init__([forms.NumberInput(attrs={"min": 0}), forms.HiddenInput()])

    def decompress(self, value: int | None) -> list[int | None]:
        return [value, value]


class StockField(forms.MultiValueField):
    """Both numbers; None where nobody counts."""

    def __init__(self, **kwargs: object) -> None:
        whole = {"min_value": 0, "required": False}
        fields = (forms.IntegerField(**whole), forms.IntegerField(**whole))
        super().__init__(fields, widget=StockWidget, require_all_fields=False, **kwargs)

    def compress(self, numbers: list[int | None]) -> tuple[int | None, int | None]:
        return tuple(numbers) if numbers else (None, None)


class ProductForm(KeptForm):
    pieces = StockField(
        label=_("Pieces in stock"),
        required=False,
        help_text=_(
            "For goods and rentals. Leave empty where nobody counts. What is sold while you type is taken off all the same."
        ),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.initial["pieces"] = self.instance.stock

    def save(self, *, commit: bool = True) -> Product:
        product = super().save(commit=commit)
        pieces, seen = self.cleaned_data["pieces"]
        if product.pk and pieces != seen:
            recount(product, pieces, seen=seen)
        return product


class ProductViewSet(ArchivedViewSet):
    model = Product
    icon = "key"
    chooser_viewset_class = ListedChooserViewSet
    facts = [
        Column("get_kind_display", label=_("Kind")),
        Column("stock", label=_("Stock"), sort_key="stock"),
        Column(
            "offer",
            classname="offer",
            label=_("Prices"),
            accessor=lambda product: ", ".join(
                str(price) for price in product.prices.all() if not price.archived_at
            ),
        ),
        SOLD,
        UsageColumn("used_on", label=_("Used"), in_words=IN_CHECKOUTS),
    ]
    list_display = [
        "__str__",
        Column("code", label=_("Code"), sort_key="code"),
        *facts,
    ]
    list_filter = {"kind": ["exact"], "archived_at": ["isnull"]}
    search_fields = ["code", "texts__title"]
    edit_handler = ObjectList(
        [
            InlinePanel(
                "texts",
                panels=[
                    FieldPanel("language"),
                    FieldPanel("title"),
                    FieldPanel("description"),
                    FieldPanel("features"),
                ],
                heading=pgettext_lazy("texts", "Words"),
                label=_("Language"),
                help_text=_(
                    "One row for each language. Where one is missing, visitors read the site's default language."
                ),
                min_num=1,
            ),
            FieldPanel("kind"),
            FieldPanel("pieces"),
            GrantsPanel(
                "grants",
                panels=[FieldPanel("page")],
                heading=_("Opened pages"),
                label=_("Page"),
                help_text=_(
                    "Whoever holds the product sees these pages, everything below them, and all their translations. "
                    "Removing a page closes it to new buyers only."
                ),
            ),
            HelpPanel(template="commerce/admin/prices_panel.html", heading=_("Prices")),
            FieldPanel("code"),
        ],
        base_form_class=ProductForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        counted = Product.objects.annotate(
            used_on=Count("prices__checkoutsnippet", distinct=True)
        )
        return counted.prefetch_related(
            "texts", "prices__texts", "prices__versions", "prices__product__texts"
        )
