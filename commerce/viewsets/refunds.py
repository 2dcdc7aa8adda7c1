"""Refunds and disputes: read, searched, and led on from."""

from datetime import timedelta

import django_filters
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect
from wagtail.admin.widgets.button import HeaderButton

from commerce.models import Dispute, Refund

from .facts import (
    FactsFilters,
    FactsIndexView,
    FactsInspectView,
    FactsViewSet,
    gateway_filter,
)
from .lists import DayColumn
from .methods import GatewayColumn
from .refunding import MAY, SplitView

SOON = timedelta(days=3)
GATEWAY = GatewayColumn(
    "payment.gateway", label=gettext_lazy("Gateway"), sort_key="payment__gateway"
)
ORDER = Column("payment.order", label=gettext_lazy("Order"))
BUYER = Column("payment.order.email", label=gettext_lazy("Buyer"))
AMOUNT = Column("money", label=gettext_lazy("Amount"), sort_key="amount")


class MoneyBackView(FactsIndexView):
    """Of either: found by its order, or by its own id at the provider."""

    def get_base_queryset(self) -> QuerySet:
        return self.model.objects.select_related("payment__order")

    def model_found(self, text: str, orders: QuerySet) -> Q:
        return Q(payment__order__in=orders) | Q(ref=text)


class RefundFilters(FactsFilters):
    gateway = gateway_filter("payment__gateway")

    class Meta:
        model = Refund
        fields = ["status", "source", "gateway", "created"]


class InspectRefundView(FactsInspectView):
    def get_object(self) -> Refund:
        refunds = Refund.objects.select_related(
            "payment__order", "payment__method", "author"
        ).prefetch_related("lines__line", "payment__method__texts")
        return get_object_or_404(refunds, pk=self.pk)

    def get_page_subtitle(self) -> str:
        names = {"amount": self.object.money, "order": self.object.payment.order}
        return _("%(amount)s of order %(order)s") % names

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """A refund made at the provider has no lines until staff say which it was for."""
        refund = self.object
        gone = refund.status in (Refund.Status.FAILED, Refund.Status.CANCELED)
        told = refund.source != Refund.Source.PROVIDER or refund.lines.all()
        if gone or told or not self.request.user.has_perm(MAY):
            return []
        url = reverse("refunds:split", args=[refund.pk])
        return [HeaderButton(_("Say what it was for"), url=url, icon_name="list-ul")]


class RefundViewSet(FactsViewSet):
    model = Refund
    name = "refunds"
    icon = "resubmit"
    index_view_class = MoneyBackView
    inspect_view_class = InspectRefundView
    inspect_template_name = "commerce/admin/refund_sheet.html"
    filterset_class = RefundFilters
    list_display = [
        AMOUNT,
        ORDER,
        BUYER,
        GATEWAY,
        Column("get_source_display", label=gettext_lazy("Asked by"), sort_key="source"),
        StatusTagColumn(
            "get_status_display",
            label=gettext_lazy("State"),
            sort_key="status",
            primary=lambda refund: refund.status == Refund.Status.SUCCEEDED,
        ),
        DateColumn("created", label=gettext_lazy("Begun"), sort_key="created"),
    ]

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        home = {"home_url_name": self.get_url_name("inspect")}
        return super().get_common_view_kwargs(**home, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        split = self.construct_view(SplitView)
        return [*super().get_urlpatterns(), path("<uuid:pk>/split/", split, name="split")]  # fmt: skip


class DisputeFilters(WagtailFilterSet):
    gateway = gateway_filter("payment__gateway")
    open = django_filters.BooleanFilter(
        label=gettext_lazy("Open"), method="filter_open", widget=BooleanRadioSelect
    )
    waiting = django_filters.BooleanFilter(
        label=gettext_lazy("Waits for our answer"),
        method="filter_waiting",
        widget=BooleanRadioSelect,
    )
    soon = django_filters.BooleanFilter(
        label=gettext_lazy("To answer within three days"),
        method="filter_soon",
        widget=BooleanRadioSelect,
    )
    opened_at = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("Date"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Dispute
        fields = ["status", "gateway", "opened_at"]

    def filter_open(self, disputes: QuerySet, _name: str, wanted: bool) -> QuerySet:
        still = Q(status__in=Dispute.OPEN)
        return disputes.filter(still if wanted else ~still)

    def filter_waiting(self, disputes: QuerySet, _name: str, wanted: bool) -> QuerySet:
        ours = Q(status__in=WAITING)
        return disputes.filter(ours if wanted else ~ours)

    def filter_soon(self, disputes: QuerySet, _name: str, wanted: bool) -> QuerySet:
        return disputes.filter(due_soon() if wanted else ~due_soon())


def due_soon() -> Q:
    """They wait for our answer, and not for long."""
    soon = timezone.now() + SOON
    return Q(status__in=WAITING, due_by__isnull=False, due_by__lte=soon)


WAITING = (Dispute.Status.NEEDS_RESPONSE, Dispute.Status.INQUIRY)
ADVICE = {
    Dispute.Status.INQUIRY: gettext_lazy(
        "The bank only asks. Access stays open. Answer at the provider, or refund the payment now: no dispute follows then, and no fee."
    ),
    Dispute.Status.NEEDS_RESPONSE: gettext_lazy(
        "The bank has taken the money back for now, and access is suspended. Send your evidence at the provider: what was bought and when, the terms accepted, how much was watched, your letters. Without an answer it is lost."
    ),
    Dispute.Status.UNDER_REVIEW: gettext_lazy(
        "Your answer is with the bank, which decides within weeks. Access stays suspended until then; nothing is to be done."
    ),
    Dispute.Status.APPEAL: gettext_lazy(
        "The decision was appealed. Access stays suspended. See at the provider what it asks for."
    ),
    Dispute.Status.WON: gettext_lazy(
        "The money is yours and access is open again. Nothing is to be done; a bank may still change its mind."
    ),
    Dispute.Status.LOST: gettext_lazy(
        "The money went back to the buyer, like a refund of this amount. Do not refund it as well."
    ),
    Dispute.Status.PREVENTED: gettext_lazy(
        "It was settled before it began. Nothing is to be done."
    ),
    Dispute.Status.UNKNOWN: gettext_lazy(
        "The provider uses a word we do not know. Access is suspended to be safe: look at the provider what it means."
    ),
}


class InspectDisputeView(FactsInspectView):
    def get_object(self) -> Dispute:
        disputes = Dispute.objects.select_related("payment__order", "payment__method")
        return get_object_or_404(disputes, pk=self.pk)

    def get_page_subtitle(self) -> str:
        names = {"amount": self.object.money, "order": self.object.payment.order}
        return _("%(amount)s of order %(order)s") % names

    def get_context_data(self, **kwargs: object) -> dict:
        dispute = self.object
        return super().get_context_data(
            advice=ADVICE.get(dispute.status, ADVICE[Dispute.Status.UNKNOWN]),
            waiting=dispute.status in WAITING,
            late=bool(dispute.due_by) and dispute.due_by < timezone.now(),
            **kwargs,
        )


class DisputeViewSet(FactsViewSet):
    model = Dispute
    name = "disputes"
    icon = "warning"
    index_view_class = MoneyBackView
    inspect_view_class = InspectDisputeView
    inspect_template_name = "commerce/admin/dispute.html"
    filterset_class = DisputeFilters
    list_display = [
        AMOUNT,
        ORDER,
        BUYER,
        GATEWAY,
        StatusTagColumn(
            "get_status_display",
            label=gettext_lazy("State"),
            sort_key="status",
            primary=lambda dispute: dispute.status in Dispute.OPEN,
        ),
        DayColumn("due_by", label=gettext_lazy("Answer until"), sort_key="due_by"),
        DateColumn("opened_at", label=gettext_lazy("Opened"), sort_key="opened_at"),
    ]
