"""Orders, as support reads them."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.widgets.button import HeaderButton

from commerce.models import Order

from .exports import gateways_of
from .facts import (
    FactsFilters,
    FactsIndexView,
    FactsInspectView,
    FactsViewSet,
    gateway_filter,
)
from .fulfilment import MoveView, ShipView, move_buttons
from .refunding import refund_buttons
from .timeline import FETCHED, timeline


class OrderFilters(FactsFilters):
    gateway = gateway_filter("payments__gateway")

    class Meta:
        model = Order
        fields = ["payment_state", "fulfilment", "gateway", "created"]


class InspectOrderView(FactsInspectView):
    def get_object(self, queryset: QuerySet | None = None) -> Order:
        orders = Order.objects.select_related(
            "user", "source_page", "coupon_use__coupon"
        ).prefetch_related(
            "lines__product__texts",
            "lines__price_version__price",
            "payments__method__texts",
            "payments__refs",
            "payments__calls",
            "payments__events",
            "payments__proofs",
            "entitlements__product__texts",
            "entitlements__user",
            *FETCHED,
        )
        return get_object_or_404(orders, pk=self.pk)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        order, user = self.object, self.request.user
        return [
            *(move_buttons(order) if self.user_has_permission("fulfil") else []),
            *refund_buttons(order.payments.all(), user),
        ]

    def get_context_data(self, **kwargs: object) -> dict:
        return super().get_context_data(moments=timeline(self.object), **kwargs)


class OrdersView(FactsIndexView):
    ship_url_name = ""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.user_has_permission("fulfil"):
            return []
        url = reverse(self.ship_url_name)
        return [HeaderButton(ShipView.page_title, url=url, icon_name="mail")]

    def get_base_queryset(self) -> QuerySet[Order]:
        return Order.objects.prefetch_related("lines", "payments")


class OrderViewSet(FactsViewSet):
    model = Order
    name = "orders"
    icon = "clipboard-list"
    actions = ("fulfil",)
    index_view_class = OrdersView
    inspect_view_class = InspectOrderView
    inspect_template_name = "commerce/admin/order.html"
    filterset_class = OrderFilters
    list_display = [
        "number",
        Column("email", label=_("Buyer"), sort_key="email"),
        Column(
            "lines",
            label=_("Bought"),
            accessor=lambda order: ", ".join(map(str, order.lines.all())),
        ),
        Column("money", label=_("Amount"), sort_key="total"),
        StatusTagColumn(
            "get_payment_state_display",
            label=_("Payment"),
            sort_key="payment_state",
            primary=lambda order: order.payment_state == Order.PaymentState.PAID,
        ),
        Column("get_fulfilment_display", label=_("Delivery"), sort_key="fulfilment"),
        Column(
            "payments",
            label=_("Paid by"),
            accessor=gateways_of,
        ),
        DateColumn("created", label=_("Placed"), sort_key="created"),
    ]

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        names = {
            "ship_url_name": self.get_url_name("ship"),
            "home_url_name": self.get_url_name("inspect"),
        }
        return super().get_common_view_kwargs(**names, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        move, ship = map(self.construct_view, (MoveView, ShipView))
        return [
            path("ship/", ship, name="ship"),
            path("<uuid:pk>/move/<slug:state>/", move, name="move"),
            *super().get_urlpatterns(),
        ]
