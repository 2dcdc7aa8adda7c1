"""Proofs of transfer: looked at, then approved with the money, or rejected with a reason."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from commerce.domain import proofs, staff
from commerce.models import Order, Payment, TransferProof

from .actions import ActionMixin
from .facts import (
    FactsFilters,
    FactsIndexView,
    FactsInspectView,
    FactsPolicy,
    FactsViewSet,
)
from .recording import REFUSALS, RecordView


class ProofFilters(FactsFilters):
    created = django_filters.DateFromToRangeFilter(
        field_name="uploaded_at",
        label=gettext_lazy("Date"),
        widget=DateRangePickerWidget,
    )

    class Meta:
        model = TransferProof
        fields = ["state", "created"]


class ProofsView(FactsIndexView):
    def get_base_queryset(self) -> QuerySet[TransferProof]:
        return TransferProof.objects.select_related("payment__order")

    def model_found(self, text: str, orders: QuerySet) -> Q:
        return Q(payment__order__in=orders)


class InspectProofView(FactsInspectView):
    approve_url_name = reject_url_name = ""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        waits = self.object.state == TransferProof.State.WAITING
        if not (waits and self.user_has_permission("record")):
            return []
        approve, reject = (
            reverse(name, args=[self.object.pk])
            for name in (self.approve_url_name, self.reject_url_name)
        )
        return [
            HeaderButton(_("Approve"), url=approve, icon_name="check"),
            HeaderButton(_("Reject"), url=reject, icon_name="cross"),
        ]


class ProofFileView(PermissionCheckedMixin, DetailView):
    """To be saved: as an attachment it gets the policy of files, and the CMS keeps nothing in caches."""

    model = TransferProof
    any_permission_required = ["view"]

    def get(self, *_args: object, **_kwargs: object) -> FileResponse:
        proof = self.get_object()
        ending = proof.file.name.rpartition(".")[2]
        return FileResponse(
            proof.file.open("rb"),
            as_attachment=True,
            filename=f"{proof}-{proof.pk}.{ending}",
            content_type=proof.content_type,
        )


class ApproveProofView(RecordView):
    model = TransferProof
    page_title = gettext_lazy("Approve")

    @property
    def payment(self) -> Payment:
        return self.object.payment

    def record(self, received: staff.Received, form_id: str) -> Order:
        return proofs.approve(
            self.object.pk, received, form_id=form_id, by=self.request.user
        )


class RejectForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The buyer reads it, in this e-mail and on the order."),
    )


class RejectProofView(ActionMixin, FormView):
    model = TransferProof
    form_class = RejectForm
    template_name = "commerce/admin/reject_proof.html"
    page_title = gettext_lazy("Reject")
    header_icon = "cross"
    permission_required = "record"

    def form_valid(self, form: RejectForm) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        try:
            proof = proofs.reject(self.object.pk, reason, by=self.request.user)
        except proofs.AlreadyDecided:
            form.add_error(None, REFUSALS[proofs.AlreadyDecided])
            return self.form_invalid(form)
        text = _("Rejected. %(email)s is told why, and may send another.")
        messages.success(self.request, text % {"email": proof.payment.order.email})
        return redirect("payments:inspect", proof.payment_id)


class ProofViewSet(FactsViewSet):
    model = TransferProof
    name = "proofs"
    icon = "doc-full"
    menu_label = gettext_lazy("Proofs of transfer")
    index_view_class = ProofsView
    inspect_view_class = InspectProofView
    inspect_template_name = "commerce/admin/proof.html"
    filterset_class = ProofFilters
    list_display = [
        "__str__",
        Column("payment.order.email", label=gettext_lazy("Buyer")),
        Column("payment.money", label=gettext_lazy("Amount")),
        StatusTagColumn(
            "get_state_display",
            label=gettext_lazy("State"),
            sort_key="state",
            primary=lambda proof: proof.state == TransferProof.State.WAITING,
        ),
        DateColumn("uploaded_at", label=gettext_lazy("Sent"), sort_key="uploaded_at"),
    ]

    @property
    def permission_policy(self) -> FactsPolicy:
        """Whoever sees payments sees their proofs; whoever records money decides on them."""
        return FactsPolicy(Payment, ("record",))

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        names = {
            "approve_url_name": self.get_url_name("approve"),
            "reject_url_name": self.get_url_name("reject"),
            "home_url_name": self.get_url_name("inspect"),
        }
        return super().get_common_view_kwargs(**names, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        views = {
            "file": ProofFileView,
            "approve": ApproveProofView,
            "reject": RejectProofView,
        }
        return [
            *super().get_urlpatterns(),
            *(
                path(f"<int:pk>/{name}/", self.construct_view(view), name=name)
                for name, view in views.items()
            ),
        ]
