"""“Sell this course”: one form for what a product, a price and a checkout would take."""

from uuid import uuid5

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.locks import BaseLock
from wagtail.models import Page

from accounts.models import User
from commerce.access import Viewer, access_below
from commerce.domain.plans import selling
from commerce.domain.selling import is_sellable, own_price, sell_course
from commerce.models import CheckoutSnippet, PaymentMethod, Price

from .checkouts import MethodChoices
from .prices import AmountField


class SellForm(forms.Form):
    """Who may not price sees no amount; what is sold already keeps its methods, in its checkout."""

    amount = AmountField(
        label=gettext_lazy("Price"),
        help_text=gettext_lazy("Tax included. 0 makes it free: people only sign in."),
    )
    methods = MethodChoices(
        # nothing is delivered with a course
        PaymentMethod.objects.active()
        .filter(needs_shipping=False)
        .prefetch_related("texts"),
        label=gettext_lazy("Payment methods"),
        required=False,
        help_text=gettext_lazy("Tick none to offer every active method."),
    )

    def __init__(
        self,
        *args: object,
        may_price: bool,
        price: Price | None,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not may_price:
            del self.fields["amount"]
        if price:
            del self.fields["methods"]


class SellView(WagtailAdminTemplateMixin, FormView):
    form_class = SellForm
    template_name = "commerce/admin/sell.html"
    header_icon = "tag"

    def setup(self, request: HttpRequest, page_id: int) -> None:
        super().setup(request, page_id)
        self.page = get_object_or_404(Page, pk=page_id).specific
        self.may_price = request.user.has_perm("commerce.add_priceversion")

    def dispatch(self, request: HttpRequest, page_id: int) -> HttpResponse:
        if not is_sellable(self.page):
            raise Http404
        self.price = own_price(self.page)
        changed = _to_be_changed(self.page, self.price)
        if not all(_may_publish(request.user, each) for each in [self.page, *changed]):
            raise PermissionDenied
        if lock := _lock_against(request.user, changed):
            messages.error(request, lock.get_message(request.user))
            return redirect("wagtailadmin_explore", self.page.pk)
        return super().dispatch(request, page_id)

    def get_page_title(self) -> str:
        title = self.page.get_admin_display_title()
        return _("Sell “%(page)s”") % {"page": title}

    def get_breadcrumbs_items(self) -> list[dict]:
        title = self.page.get_admin_display_title()
        explorer = reverse("wagtailadmin_explore", args=[self.page.pk])
        return [
            *self.breadcrumbs_items,
            {"url": explorer, "label": title},
            {"url": "", "label": _("Sell this course")},
        ]

    def get_form_kwargs(self) -> dict:
        return {
            **super().get_form_kwargs(),
            "may_price": self.may_price,
            "price": self.price,
        }

    def get_initial(self) -> dict:
        version = self.price and self.price.current_version
        return {"amount": version.money.decimal} if version else {}

    def get_context_data(self, **kwargs: object) -> dict:
        return super().get_context_data(
            page=self.page,
            price=self.price,
            may_price=self.may_price,
            others=_is_opened_otherwise(self.page),
            **kwargs,
        )

    def form_valid(self, form: SellForm) -> HttpResponse:
        data = form.cleaned_data
        price = sell_course(
            self.page,
            amount=data.get("amount"),
            methods=data.get("methods") or (),
            by=self.request.user,
        )
        messages.success(self.request, self._said(price), buttons=self._next())
        return redirect("wagtailadmin_explore", self.page.pk)

    def _said(self, price: Price) -> str:
        version = price.current_version
        if version is None:
            text = _("“%(page)s” is ready to be sold. An owner now sets its price.")
        elif not self.page.live:
            text = _("“%(page)s” costs %(amount)s. Publish the page to sell it.")
        else:
            text = _("“%(page)s” is on sale for %(amount)s.")
        return text % {"page": self.page, "amount": version and version.money}

    def _next(self) -> list:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        buttons = [messages.button(edit, _("Edit"))]
        if self.page.live:
            buttons.insert(0, messages.button(self.page.url, _("View live")))
        return buttons


def _is_opened_otherwise(page: Page) -> bool:
    """Whether its visitors are offered anything now, a pass for example."""
    opening = access_below(Viewer(), page).products
    return any(offer.payable for _checkout, offer in selling(opening, page.locale))


def _to_be_changed(page: Page, price: Price | None) -> list[Page]:
    """The translations, itself among them, on which the price is not on sale yet; the others stay as they are."""
    translations = page.get_translations(inclusive=True).specific()
    return [each for each in translations if not _sells(each.checkout, price)]


def _sells(checkout: CheckoutSnippet | None, price: Price | None) -> bool:
    return bool(checkout and checkout.live and price in checkout.prices.all())


def _may_publish(user: User, page: Page) -> bool:
    allowed = page.permissions_for_user(user)
    return allowed.can_edit() and allowed.can_publish()


def _lock_against(user: User, pages: list[Page]) -> BaseLock | None:
    """What a colleague, a workflow or a schedule keeps from change: a page, or the checkout of its own."""
    locales = [page.locale_id for page in pages]
    keys = {uuid5(page.translation_key, "checkout") for page in pages}  # as sell_course
    checkouts = CheckoutSnippet.objects.filter(
        translation_key__in=keys, locale__in=locales
    )
    locks = (each.get_lock() for each in [*pages, *checkouts])
    return next((lock for lock in locks if lock and lock.for_user(user)), None)
