"""Lists of facts: read and searched, never edited. What changes them is an action of its own."""

from collections.abc import Iterable

import django_filters
from django.db.models import Model, Q, QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.models import User
from commerce.models import Order, ProviderRef, WebhookEvent, fold_code

from .exports import EXPORTED, Exported, ExportMixin
from .methods import gateway_choices

PERSON = ("number", "email", "billing__name", "user__first_name", "user__last_name")


def orders_found(text: str) -> Q:
    """By number, e-mail, name, or any id by which a provider knows anything of the order."""
    refs = ProviderRef.objects.filter(ref=text).values("payment__order")
    events = WebhookEvent.objects.filter(event_id=text).values("payment__order")
    found = Q(payments__ref=text) | Q(pk__in=refs) | Q(pk__in=events)
    words = Q()
    for word in text.split():
        words &= _any(Q(**{f"{field}__icontains": word}) for field in PERSON)
    coupon = Q(coupon_use__coupon__code=fold_code(text))
    return found | words | coupon


def _any(conditions: Iterable[Q]) -> Q:
    whole = Q()
    for condition in conditions:
        whole |= condition
    return whole


class FactsPolicy(ModelPermissionPolicy):
    """Reading, and the actions a viewset names; nothing else, whatever one's permissions."""

    def __init__(self, model: type[Model], actions: Iterable[str]) -> None:
        super().__init__(model)
        self.actions = {"view", *actions}

    def user_has_permission(self, user: User, action: str) -> bool:
        return action in self.actions and super().user_has_permission(user, action)


class FactsIndexView(ExportMixin, IndexView):
    any_permission_required = ["view"]

    @property
    def exported(self) -> tuple[Exported, ...]:
        return EXPORTED.get(self.model, ())

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        text = self.search_query.strip()
        if not text:
            return queryset
        orders = Order.objects.filter(orders_found(text)).values("pk")
        return queryset.filter(self.model_found(text, orders))

    def model_found(self, text: str, orders: QuerySet) -> Q:
        return Q(pk__in=orders)


class FactsInspectView(InspectView):
    any_permission_required = ["view"]


class FactsViewSet(ModelViewSet):
    index_view_class = FactsIndexView
    inspect_view_class = FactsInspectView
    inspect_view_enabled = True
    add_to_reference_index = False
    copy_view_enabled = False
    search_fields = ["pk"]  # searched by FactsIndexView; without any there is no box
    actions: tuple[str, ...] = ()

    @property
    def permission_policy(self) -> FactsPolicy:
        return FactsPolicy(self.model, self.actions)

    def get_urlpatterns(self) -> list[URLPattern]:
        """No address of adding, editing or deleting exists."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"<{self.pk_path_converter}:pk>/", self.inspect_view, name="inspect"),
        ]


class FactsFilters(WagtailFilterSet):
    created = django_filters.DateFromToRangeFilter(
        label=_("Date"), widget=DateRangePickerWidget
    )


def gateway_filter(field: str) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        field_name=field, label=_("Gateway"), choices=gateway_choices, distinct=True
    )
