"""“Is this the live site?”: asked of an owner where the database says another address."""

from django import forms
from django.conf import settings
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from commerce.domain import copies

MOVED, COPY = "moved", "copy"


class AddressForm(forms.Form):
    answer = forms.ChoiceField(
        label=gettext_lazy("What is this?"),
        widget=forms.RadioSelect,
        choices=[
            (MOVED, gettext_lazy("The live site, at its new address: orders, payments and e-mails go on here")),
            (COPY, gettext_lazy("A copy: billing stays read-only")),
        ],
    )  # fmt: skip


class AddressView(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):
    permission_required = "commerce.confirm_address"
    form_class = AddressForm
    template_name = "commerce/admin/address.html"
    page_title = gettext_lazy("Is this the live site?")
    header_icon = "site"

    def dispatch(self, request: HttpRequest) -> HttpResponse:
        if self.has_permission() and not copies.is_copy():
            return redirect("wagtailadmin_home")
        return super().dispatch(request)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: object) -> dict:
        return super().get_context_data(
            original=copies.original(), here=settings.APP_URL, **kwargs
        )

    def form_valid(self, form: AddressForm) -> HttpResponse:
        moved = form.cleaned_data["answer"] == MOVED
        copies.confirm(moved=moved, by=self.request.user)
        text = _("Billing is open: %(address)s is the live site now.") if moved else _("Billing stays read-only at %(address)s.")  # fmt: skip
        messages.success(self.request, text % {"address": settings.APP_URL})
        return redirect("wagtailadmin_home")


def address_urls() -> list[URLPattern]:
    return [path("address/", AddressView.as_view(), name="confirm_address")]
