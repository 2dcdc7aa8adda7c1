"""People with an account: what they hold now, what they ordered, and the way to the question why one cannot watch."""

from urllib.parse import urlencode

import django_filters
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.template.defaultfilters import date
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import BlanketPermissionPolicy

from accounts.models import User
from commerce.models import Entitlement, Order

from .exports import Exported
from .facts import FactsIndexView, FactsViewSet

MAY = "commerce.view_entitlement"


def _now() -> Q:
    now = timezone.now()
    return Q(starts__lte=now) & (Q(ends=None) | Q(ends__gt=now))


def _held(person: User) -> str:
    """By product, until when."""
    return ", ".join(map(_until, person.held))


def _until(held: Entitlement) -> str:
    if held.ends is None:
        return str(held.product)
    end = date(timezone.localtime(held.ends), "DATE_FORMAT")
    return gettext("%(product)s until %(date)s") % {"product": held.product, "date": end}  # fmt: skip


def _orders_of(person: User) -> str:
    return f"{reverse('orders:index')}?{urlencode({'q': person.email})}"


class PeopleFilters(WagtailFilterSet):
    holds = django_filters.BooleanFilter(label=_("Holds something now"), method="by_access")  # fmt: skip

    class Meta:
        model = User
        fields = ["holds"]

    def by_access(self, people: QuerySet, _name: str, wanted: bool) -> QuerySet:
        held = Exists(Entitlement.objects.filter(_now(), user=OuterRef("pk")))
        return people.filter(held if wanted else ~held)


class SeesAccess(BlanketPermissionPolicy):
    """Whoever reads what people hold reads who they are; the accounts themselves are the owners'."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action == "view" and user.has_perm(MAY)

    def user_has_any_permission(self, user: User, actions: list[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class PeopleView(FactsIndexView):
    exported = (
        Exported(_("E-mail"), lambda person: person.email),
        Exported(_("Name"), lambda person: person.get_full_name()),
        Exported(_("Holds now"), _held),
        Exported(_("Orders"), lambda person: person.ordered),
        Exported(_("Joined"), lambda person: person.date_joined),
        Exported(_("Signed in"), lambda person: person.last_login),
    )

    def get_base_queryset(self) -> QuerySet[User]:
        current = Entitlement.objects.filter(_now()).order_by("starts")
        held = current.select_related("product").prefetch_related("product__texts")
        return (
            User.objects.annotate(ordered=Count("orders"))
            .prefetch_related(Prefetch("entitlements", held, to_attr="held"))
            .order_by("-date_joined")
        )

    def model_found(self, text: str, orders: QuerySet) -> Q:
        theirs = Order.objects.filter(pk__in=orders).values("user")
        words = Q()
        for word in text.split():
            words &= Q(email__icontains=word) | Q(first_name__icontains=word) | Q(last_name__icontains=word)  # fmt: skip
        return Q(pk__in=theirs) | words

    def get_inspect_url(self, person: User) -> str:
        return _orders_of(person)

    def get_list_more_buttons(self, person: User) -> list[Button]:
        asked = f"{reverse('watching')}?{urlencode({'email': person.email})}"
        buttons = [
            Button(_("Orders"), url=_orders_of(person), icon_name="clipboard-list"),
            Button(_("Why can this person not watch?"), url=asked, icon_name="view"),
        ]
        if self.request.user.has_perm("accounts.change_user"):
            account = reverse("wagtailusers_users:edit", args=[person.pk])
            buttons.append(Button(_("Account"), url=account, icon_name="user"))
        return buttons


class PeopleViewSet(FactsViewSet):
    model = User
    name = "people"
    icon = "group"
    menu_label = _("People")
    index_view_class = PeopleView
    filterset_class = PeopleFilters
    list_display = [
        "email",
        Column("get_full_name", label=_("Name"), sort_key="last_name"),
        Column("held", label=_("Holds now"), accessor=_held),
        Column("ordered", label=_("Orders"), sort_key="ordered"),
        DateColumn("date_joined", label=_("Joined"), sort_key="date_joined"),
        DateColumn("last_login", label=_("Signed in"), sort_key="last_login"),
    ]

    @cached_property
    def permission_policy(self) -> SeesAccess:
        return SeesAccess(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        """A person's own sheet is the list of their orders."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]
