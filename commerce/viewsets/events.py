"""What providers told us: the inbox of webhooks."""

import django_filters
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from commerce.models import WebhookEvent

from .facts import FactsIndexView, FactsInspectView, FactsViewSet, gateway_filter
from .methods import GATEWAY


class EventFilters(WagtailFilterSet):
    gateway = gateway_filter("gateway")
    received = django_filters.DateFromToRangeFilter(
        label=_("Date"), widget=DateRangePickerWidget
    )

    class Meta:
        model = WebhookEvent
        fields = ["state", "gateway", "received"]


class EventsView(FactsIndexView):
    def get_base_queryset(self) -> QuerySet[WebhookEvent]:
        return WebhookEvent.objects.select_related("payment__order")

    def model_found(self, text: str, orders: QuerySet) -> Q:
        about = Q(payment__order__in=orders) | Q(body__contains=f'"{text}"')
        return about | Q(event_id=text) | Q(type__icontains=text)


class InspectEventView(FactsInspectView):
    def get_object(self) -> WebhookEvent:
        events = WebhookEvent.objects.select_related("payment__order")
        return get_object_or_404(events, pk=self.pk)


class EventViewSet(FactsViewSet):
    model = WebhookEvent
    name = "events"
    icon = "mail"
    index_view_class = EventsView
    inspect_view_class = InspectEventView
    inspect_template_name = "commerce/admin/event.html"
    filterset_class = EventFilters
    list_display = [
        "type",
        GATEWAY,
        Column("event_id", label=_("Event")),
        Column("payment.order", label=_("Order")),
        Column("get_state_display", label=_("State"), sort_key="state"),
        DateColumn("received", label=_("Received"), sort_key="received"),
    ]
