"""“Paid but locked”: who paid and cannot open it, each with the reason and the way out."""

from collections.abc import Iterable

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from commerce.domain import paid_but_locked
from commerce.domain.paid_but_locked import Why, locked_lines, why
from commerce.models import Order, OrderLine

from .actions import ActionMixin
from .exports import Exported, ExportMixin

SEEN_BY = "commerce.view_entitlement"
REASONS = {
    Why.NO_ACCESS: gettext_lazy("Its access was never written. Derive it anew."),
    Why.OPENS_NOTHING: gettext_lazy("The product opens no page that is published. Say on the product which page it opens."),
    Why.UNCLAIMED: gettext_lazy("Bought as a guest and not claimed: the link in the receipt makes the account. Send it again, or correct the address with the buyer."),
}  # fmt: skip


class LockedView(PermissionRequiredMixin, ExportMixin, ReportView):
    permission_required = SEEN_BY
    page_title = gettext_lazy("Paid but locked")
    header_icon = "lock"
    results_template_name = "commerce/admin/locked_results.html"
    index_url_name = "locked"
    index_results_url_name = "locked_results"
    exported = (
        Exported(gettext_lazy("Order"), lambda line: line.order.number),
        Exported(gettext_lazy("Buyer"), lambda line: line.order.email),
        Exported(gettext_lazy("Bought"), lambda line: line.title),
        Exported(gettext_lazy("Paid on"), lambda line: line.order.paid_at),
        Exported(gettext_lazy("Reason"), lambda line: str(REASONS[why(line)])),
    )

    def get_queryset(self) -> QuerySet[OrderLine]:
        return locked_lines()

    def get_filename(self) -> str:
        return "paid-but-locked"

    def decorate_paginated_queryset(
        self, lines: QuerySet[OrderLine]
    ) -> Iterable[OrderLine]:
        if self.is_export:
            return lines
        lines = list(lines)
        for line in lines:
            line.why = why(line)
            line.words = str(REASONS[line.why])
        return lines

    def get_context_data(self, **kwargs: object) -> dict:
        helps = self.request.user.has_perm("commerce.restore_entitlement")
        return super().get_context_data(helps=helps, **kwargs)


class WayOutView(ActionMixin, FormView):
    """One order at a time, asked once more and logged."""

    model = Order
    form_class = forms.Form
    permission_required = "restore"
    template_name = "commerce/admin/drift_action.html"
    header_icon = "lock-open"
    index_url_name = "locked"
    home_url_name = "orders:inspect"
    said = ""

    @property
    def permission_policy(self) -> "RestorePolicy":
        return RestorePolicy(Order)

    def get_context_data(self, **kwargs: object) -> dict:
        return super().get_context_data(said=self.said, **kwargs)


class RestorePolicy(ModelPermissionPolicy):
    """The action is one on entitlements, named by their permission."""

    def user_has_permission(self, user: object, action: str) -> bool:
        return user.has_perm(f"commerce.{action}_entitlement")


class RebuildView(WayOutView):
    page_title = gettext_lazy("Derive access anew")
    said = gettext_lazy("What this order’s buyer holds is written again from what was paid. Nobody loses or gains what was not paid for.")  # fmt: skip

    def form_valid(self, form: forms.Form) -> HttpResponse:
        paid_but_locked.rebuild(self.object, by=self.request.user)
        messages.success(self.request, _("Access was derived anew."))
        return redirect("locked")


class LinkView(WayOutView):
    page_title = gettext_lazy("Send the link again")
    said = gettext_lazy("The buyer gets an e-mail with a new link that makes the account and opens what was bought. It goes to the order’s own address, at most once in ten minutes; older links stop working.")  # fmt: skip

    def form_valid(self, form: forms.Form) -> HttpResponse:
        paid_but_locked.send_link(self.object, by=self.request.user)
        text = _("A link is on its way to %(email)s.")
        messages.success(self.request, text % {"email": self.object.email})
        return redirect("locked")


def locked_urls() -> list[URLPattern]:
    results = LockedView.as_view(results_only=True)
    return [
        path("locked/", LockedView.as_view(), name="locked"),
        path("locked/results/", results, name="locked_results"),
        path("locked/<uuid:pk>/rebuild/", RebuildView.as_view(), name="locked_rebuild"),
        path("locked/<uuid:pk>/link/", LinkView.as_view(), name="locked_link"),
    ]


class LockedItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEEN_BY)


def locked_item() -> MenuItem:
    return LockedItem(
        _("Paid but locked"), reverse("locked"), icon_name="lock", order=910
    )
