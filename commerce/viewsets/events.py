"""What providers told us: the inbox of webhooks."""

import django_filters
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from commerce.models import WebhookEvent

from .facts import FactsIndexView, FactsInspectView, FactsViewSet, gateway_filter
from .methods import GATEWAY
from .replay import ReplayAllView, ReplayView


class EventFilters(WagtailFilterSet):
    gateway = gateway_filter("gateway")
    received = django_filters.DateFromToRangeFilter(
        label=_("Date"), widget=DateRangePickerWidget
    )

    class Meta:
        model = WebhookEvent
        fields = ["state", "gateway", "livemode", "received"]


class EventsView(FactsIndexView):
    replay_all_url_name = ""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if not self.user_has_permission("replay"):
            return buttons
        url = f"{reverse(self.replay_all_url_name)}?{self.request.GET.urlencode()}"
        again = Button(_("Look into all of these again"), url=url, icon_name="resubmit")
        return [*buttons, again]

    def get_base_queryset(self) -> QuerySet[WebhookEvent]:
        return WebhookEvent.objects.select_related("payment__order")

    def model_found(self, text: str, orders: QuerySet) -> Q:
        about = Q(payment__order__in=orders) | Q(body__contains=f'"{text}"')
        return about | Q(event_id=text) | Q(type__icontains=text)


class InspectEventView(FactsInspectView):
    replay_url_name = ""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not (self.object.refs and self.user_has_permission("replay")):
            return []
        url = reverse(self.replay_url_name, args=[self.object.pk])
        return [HeaderButton(_("Look into it again"), url=url, icon_name="resubmit")]

    def get_object(self) -> WebhookEvent:
        events = WebhookEvent.objects.select_related("payment__order")
        return get_object_or_404(events, pk=self.pk)


class EventViewSet(FactsViewSet):
    model = WebhookEvent
    name = "events"
    icon = "mail"
    actions = ("replay",)
    export_filename = "events"
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

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        names = {
            "replay_url_name": self.get_url_name("replay"),
            "replay_all_url_name": self.get_url_name("replay_all"),
            "home_url_name": self.get_url_name("inspect"),
        }
        return super().get_common_view_kwargs(**names, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        every = self.construct_view(ReplayAllView, filterset_class=EventFilters)
        return [
            path("again/", every, name="replay_all"),
            *super().get_urlpatterns(),
            path("<int:pk>/again/", self.construct_view(ReplayView), name="replay"),
        ]
