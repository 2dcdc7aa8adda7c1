"""What customers ask back: approved by a refund, or rejected with an answer."""

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.widgets.button import HeaderButton

from commerce.domain import requests
from commerce.models import MoneyBackRequest

from .actions import ActionMixin
from .facts import (
    FactsFilters,
    FactsIndexView,
    FactsInspectView,
    FactsViewSet,
)
from .refunding import MAY, REFUSALS, refund_buttons

TO_APPROVE = gettext_lazy("Approve"), gettext_lazy("Approve: %s")


class RequestFilters(FactsFilters):
    class Meta:
        model = MoneyBackRequest
        fields = ["state", "created"]


class RequestsView(FactsIndexView):
    def get_base_queryset(self) -> QuerySet[MoneyBackRequest]:
        return MoneyBackRequest.objects.select_related("order")

    def model_found(self, text: str, orders: QuerySet) -> Q:
        return Q(order__in=orders)


class InspectRequestView(FactsInspectView):
    def get_object(self) -> MoneyBackRequest:
        wanted = MoneyBackRequest.objects.select_related("order", "decided_by")
        return get_object_or_404(wanted, pk=self.pk)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """To approve it is to refund a payment of the order."""
        wanted = self.object
        if wanted.state != MoneyBackRequest.State.OPEN:
            return []
        payments, user = wanted.order.payments.all(), self.request.user
        buttons = refund_buttons(payments, user, words=TO_APPROVE)
        for button in buttons:
            button.url = f"{button.url}?request={wanted.pk}"
        if buttons:
            url = reverse("requests:reject", args=[wanted.pk])
            buttons.append(HeaderButton(_("Reject"), url=url, icon_name="cross"))
        return buttons


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The buyer reads it, in an e-mail and on the order."),
    )


class RejectRequestView(ActionMixin, FormView):
    model = MoneyBackRequest
    form_class = AnswerForm
    template_name = "commerce/admin/reject_request.html"
    page_title = gettext_lazy("Reject")
    header_icon = "cross"
    permission_required = "reject"

    def user_has_permission(self, permission: str) -> bool:
        return permission == "reject" and self.request.user.has_perm(MAY)

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        answer = form.cleaned_data["answer"]
        try:
            wanted = requests.reject(self.object.pk, answer, by=self.request.user)
        except requests.AlreadyDecided:
            form.add_error(None, REFUSALS[requests.AlreadyDecided])
            return self.form_invalid(form)
        text = _("Rejected. %(email)s reads why.")
        messages.success(self.request, text % {"email": wanted.order.email})
        return redirect("requests:inspect", wanted.pk)


class RequestViewSet(FactsViewSet):
    model = MoneyBackRequest
    name = "requests"
    icon = "help"
    index_view_class = RequestsView
    inspect_view_class = InspectRequestView
    inspect_template_name = "commerce/admin/request.html"
    filterset_class = RequestFilters
    list_display = [
        "order",
        Column("order.email", label=gettext_lazy("Buyer")),
        Column("order.money", label=gettext_lazy("Amount")),
        StatusTagColumn(
            "get_state_display",
            label=gettext_lazy("State"),
            sort_key="state",
            primary=lambda wanted: wanted.state == MoneyBackRequest.State.OPEN,
        ),
        DateColumn("created", label=gettext_lazy("Asked on"), sort_key="created"),
    ]

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        home = {"home_url_name": self.get_url_name("inspect")}
        return super().get_common_view_kwargs(**home, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        reject = self.construct_view(RejectRequestView)
        return [*super().get_urlpatterns(), path("<int:pk>/reject/", reject, name="reject")]  # fmt: skip
