"""Payments: each attempt, and the one thing staff may do to it: say that its money arrived."""

import uuid
from datetime import date, timedelta

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect
from wagtail.admin.widgets.button import Button, HeaderButton

from commerce.domain import staff
from commerce.models import Effect, Payment

from .actions import ActionMixin
from .facts import (
    FactsFilters,
    FactsIndexView,
    FactsInspectView,
    FactsViewSet,
    gateway_filter,
)
from .methods import GATEWAY, gateway_name
from .prices import AmountField

REFUSALS = {
    staff.AlreadyRecorded: gettext_lazy(
        "This was recorded before, or this reference belongs to another payment. Nothing was changed."
    ),
    staff.OutstandingChanged: gettext_lazy(
        "This is not the outstanding amount, so nothing was recorded. Ask the buyer for the rest, or return what is too much."
    ),
    staff.WrongGateway: gettext_lazy(
        "Nothing is awaited here any more. Nothing was changed."
    ),
}


def title_of(payment: Payment) -> str:
    return f"{gateway_name(payment.gateway)} {payment.ref}".strip()


def to_look_into() -> Q:
    """Those of which staff were told in the last 30 days, for a reason that their state does not show."""
    told = Effect.objects.filter(
        kind="review", created__gte=timezone.now() - timedelta(days=30)
    ).exclude(payload__reason="amount")
    return Q(pk__in=list(told.values_list("payload__payment", flat=True)))


class PaymentFilters(FactsFilters):
    gateway = gateway_filter("gateway")
    review = django_filters.BooleanFilter(
        label=gettext_lazy("To look into"),
        method="filter_review",
        widget=BooleanRadioSelect,
    )

    class Meta:
        model = Payment
        fields = ["status", "gateway", "created"]

    def filter_review(self, payments: QuerySet, _name: str, wanted: bool) -> QuerySet:
        return payments.filter(to_look_into() if wanted else ~to_look_into())


class PaymentsView(FactsIndexView):
    record_url_name = ""

    def get_base_queryset(self) -> QuerySet[Payment]:
        return Payment.objects.select_related("order")

    def model_found(self, text: str, orders: QuerySet) -> Q:
        return Q(order__in=orders)

    def get_list_more_buttons(self, instance: Payment) -> list[Button]:
        buttons = super().get_list_more_buttons(instance)
        if not (staff.is_awaited(instance) and self.user_has_permission("record")):
            return buttons
        url = reverse(self.record_url_name, args=[instance.pk])
        return [Button(_("Record payment"), url=url, icon_name="check"), *buttons]


class InspectPaymentView(FactsInspectView):
    record_url_name = ""

    def get_object(self) -> Payment:
        payments = Payment.objects.select_related("order", "method").prefetch_related(
            "refs", "calls", "events", "method__texts"
        )
        return get_object_or_404(payments, pk=self.pk)

    def get_page_subtitle(self) -> str:
        return title_of(self.object)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not (staff.is_awaited(self.object) and self.user_has_permission("record")):
            return []
        url = reverse(self.record_url_name, args=[self.object.pk])
        return [HeaderButton(_("Record payment"), url=url, icon_name="check")]


class RecordForm(forms.Form):
    amount = AmountField(label=gettext_lazy("Amount received"))
    reference = forms.CharField(
        label=gettext_lazy("Bank reference"),
        max_length=200,
        help_text=gettext_lazy("As on the bank statement; once only."),
    )
    received_on = forms.DateField(
        label=gettext_lazy("Received on"),
        initial=timezone.localdate,
        widget=AdminDateInput,
    )
    form_id = forms.CharField(
        initial=uuid.uuid4, max_length=40, widget=forms.HiddenInput
    )

    def __init__(self, *args: object, needs_reference: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reference:
            self.fields["reference"].required = False
            self.fields["reference"].help_text = _("Empty for cash.")

    def clean_received_on(self) -> date:
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class RecordPaymentView(ActionMixin, FormView):
    """What will happen, the form, and one button: this is the confirmation."""

    model = Payment
    form_class = RecordForm
    template_name = "commerce/admin/record_payment.html"
    page_title = gettext_lazy("Record payment")
    header_icon = "check"
    permission_required = "record"

    def get_object_title(self) -> str:
        return title_of(self.object)

    def get_base_object_queryset(self) -> QuerySet[Payment]:
        return Payment.objects.select_related("order")

    def get_initial(self) -> dict:
        return {"amount": staff.outstanding(self.object).decimal}

    def get_form_kwargs(self) -> dict:
        needs_reference = self.object.gateway == "transfer"
        return {**super().get_form_kwargs(), "needs_reference": needs_reference}

    def get_context_data(self, **kwargs: object) -> dict:
        awaited = staff.is_awaited(self.object)
        return super().get_context_data(awaited=awaited, **kwargs)

    def form_valid(self, form: RecordForm) -> HttpResponse:
        data = form.cleaned_data
        received = staff.Received(
            data["amount"], data["reference"], data["received_on"]
        )
        try:
            order = staff.record_payment(
                self.object.pk, received, form_id=data["form_id"], by=self.request.user
            )
        except tuple(REFUSALS) as refused:
            form.add_error(None, REFUSALS[type(refused)])
            return self.form_invalid(form)
        text = _("%(amount)s recorded. Order %(number)s is paid.")
        if order.entitlements.exists():
            text = _(
                "%(amount)s recorded. Order %(number)s is paid, and its access is open."
            )
        names = {"amount": received.money, "number": order.number}
        messages.success(self.request, text % names)
        return redirect("orders:inspect", order.pk)


class PaymentViewSet(FactsViewSet):
    model = Payment
    name = "payments"
    icon = "pick"
    actions = ("record",)
    index_view_class = PaymentsView
    inspect_view_class = InspectPaymentView
    inspect_template_name = "commerce/admin/payment.html"
    filterset_class = PaymentFilters
    list_display = [
        "order",
        Column("order.email", label=gettext_lazy("Buyer")),
        GATEWAY,
        Column("money", label=gettext_lazy("Amount"), sort_key="amount"),
        StatusTagColumn(
            "get_status_display",
            label=gettext_lazy("State"),
            sort_key="status",
            primary=lambda payment: payment.status == Payment.Status.SUCCEEDED,
        ),
        DateColumn("created", label=gettext_lazy("Begun"), sort_key="created"),
    ]

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        names = {
            "record_url_name": self.get_url_name("record"),
            "home_url_name": self.get_url_name("inspect"),
        }
        return super().get_common_view_kwargs(**names, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        record = self.construct_view(RecordPaymentView)
        return [
            *super().get_urlpatterns(),
            path("<uuid:pk>/record/", record, name="record"),
        ]
