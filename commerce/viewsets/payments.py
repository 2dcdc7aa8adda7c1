"""Payments: each attempt, and the one thing staff may do to it: say that its money arrived."""

from datetime import timedelta

import django_filters
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect
from wagtail.admin.widgets.button import Button, HeaderButton

from commerce.domain import staff
from commerce.models import Effect, Payment

from .arrivals import ArrivalsView
from .facts import (
    FactsFilters,
    FactsIndexView,
    FactsInspectView,
    FactsViewSet,
    gateway_filter,
)
from .methods import GATEWAY
from .recording import RecordPaymentView, title_of
from .refunding import RefundView, refund_buttons


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

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.user_has_permission("record"):
            return []
        url = reverse("payments:arrivals")
        return [HeaderButton(ArrivalsView.page_title, url=url, icon_name="check")]

    def get_base_queryset(self) -> QuerySet[Payment]:
        return Payment.objects.select_related("order")

    def model_found(self, text: str, orders: QuerySet) -> Q:
        return Q(order__in=orders)

    def get_list_more_buttons(self, instance: Payment) -> list[Button]:
        buttons = [
            *refund_buttons([instance], self.request.user, Button),
            *super().get_list_more_buttons(instance),
        ]
        if not (staff.is_awaited(instance) and self.user_has_permission("record")):
            return buttons
        url = reverse(self.record_url_name, args=[instance.pk])
        return [Button(_("Record payment"), url=url, icon_name="check"), *buttons]


class InspectPaymentView(FactsInspectView):
    record_url_name = ""

    def get_object(self) -> Payment:
        payments = Payment.objects.select_related("order", "method").prefetch_related(
            "refs", "calls", "events", "refunds", "disputes", "proofs", "method__texts"
        )
        return get_object_or_404(payments, pk=self.pk)

    def get_page_subtitle(self) -> str:
        return title_of(self.object)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        refund = refund_buttons([self.object], self.request.user)
        if not (staff.is_awaited(self.object) and self.user_has_permission("record")):
            return refund
        url = reverse(self.record_url_name, args=[self.object.pk])
        return [HeaderButton(_("Record payment"), url=url, icon_name="check"), *refund]


class PaymentViewSet(FactsViewSet):
    model = Payment
    name = "payments"
    icon = "card"
    actions = ("record", "refund")
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
        refund = self.construct_view(RefundView)
        return [
            path("record/", self.construct_view(ArrivalsView), name="arrivals"),
            *super().get_urlpatterns(),
            path("<uuid:pk>/record/", record, name="record"),
            path("<uuid:pk>/refund/", refund, name="refund"),
        ]
