"""Orders, as support reads them."""

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page

from commerce.domain.students import opens, sellable
from commerce.models import Order, OrderLine, Product

from .canceling import CancelView, cancel_buttons
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


class CourseChoice(ModelChoiceField):
    def label_from_instance(self, page: Page) -> str:
        return f"{page.title} ({page.locale})"


class CourseFilter(django_filters.ModelChoiceFilter):
    """Orders of whatever opens the page, alone or with others."""

    field_class = CourseChoice

    def filter(self, orders: QuerySet[Order], page: Page | None) -> QuerySet[Order]:
        if page is None:
            return orders
        opening = OrderLine.objects.filter(opens(page), order=OuterRef("pk"))
        return orders.filter(Exists(opening))


def _courses(_request: HttpRequest | None) -> QuerySet[Page]:
    sold = Page.objects.type(*sellable()).select_related("locale")
    return sold.order_by("title", "locale")


class OrderFilters(FactsFilters):
    gateway = gateway_filter("payments__gateway")
    course = CourseFilter(label=_("Course"), queryset=_courses)
    product = django_filters.ModelChoiceFilter(
        field_name="lines__product",
        label=_("Product"),
        queryset=Product.objects.prefetch_related("texts"),
        distinct=True,
    )

    class Meta:
        model = Order
        fields = [
            "payment_state",
            "fulfilment",
            "gateway",
            "course",
            "product",
            "created",
        ]


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
            *(cancel_buttons(order) if self.user_has_permission("cancel") else []),
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
    actions = ("fulfil", "cancel")
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
        views = (MoveView, ShipView, CancelView)
        move, ship, cancel = map(self.construct_view, views)
        return [
            path("ship/", ship, name="ship"),
            path("<uuid:pk>/cancel/", cancel, name="cancel"),
            path("<uuid:pk>/move/<slug:state>/", move, name="move"),
            *super().get_urlpatterns(),
        ]
