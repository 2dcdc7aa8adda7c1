"""Where the providers' books and ours differ: both sides, what to do, and when all was last found to agree."""

from collections.abc import Iterator

import django_filters
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup

from commerce.domain import copies, reconcile
from commerce.domain.alarms import laid_aside, silent
from commerce.gateways import listing_gateways
from commerce.models import Drift, ReconcileRun, WebhookEvent
from commerce.money import Money
from story.desk import Matter

from .drift_actions import AdoptView, DismissView, LookView, proposal
from .facts import FactsIndexView, FactsInspectView, FactsViewSet, gateway_filter
from .given_up import GivenUpViewSet
from .methods import GATEWAY, gateway_name


class DriftFilters(WagtailFilterSet):
    gateway = gateway_filter("gateway")
    found = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("Date"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Drift
        fields = ["state", "kind", "gateway", "found"]


class DriftsView(FactsIndexView):
    template_name = "commerce/admin/reconcile.html"

    def get_base_queryset(self) -> QuerySet[Drift]:
        return Drift.objects.select_related("payment__order")

    def model_found(self, text: str, orders: QuerySet) -> Q:
        return Q(ref=text) | Q(reference__iexact=text) | Q(payment__order__in=orders)

    def get_context_data(self, **kwargs: object) -> dict:
        return super().get_context_data(books=_books(), **kwargs)


def _books() -> list[dict]:
    """Each provider that can be asked: when its books last agreed to the end, and whether it is time to worry."""
    runs = ReconcileRun.objects.all()
    last = dict(runs.finished().values_list("gateway").annotate(Max("finished")).order_by())  # fmt: skip
    reading = set(runs.filter(finished=None).values_list("gateway", flat=True))
    is_open = Drift.objects.filter(state=Drift.State.OPEN)
    differing = set(is_open.values_list("gateway", flat=True))
    late = silent()
    return [
        {
            "name": gateway_name(provider.code),
            "last": last.get(provider.code),
            "reading": provider.code in reading,
            "differs": provider.code in differing,
            "late": provider.code in late,
        }
        for provider in listing_gateways()
    ]


def money_of(field: str, label: str) -> Column:
    return Column(
        field,
        label=label,
        accessor=lambda drift: Money(getattr(drift, field), drift.currency),
    )


class InspectDriftView(FactsInspectView):
    def get_object(self) -> Drift:
        drifts = Drift.objects.select_related("payment__order")
        return get_object_or_404(drifts, pk=self.pk)

    def get_context_data(self, **kwargs: object) -> dict:
        drift = self.object
        return super().get_context_data(
            proposal=proposal(drift),
            ours=Money(drift.ours, drift.currency),
            theirs=Money(drift.theirs, drift.currency),
            settles=self.user_has_permission("settle"),
            **kwargs,
        )


class DriftViewSet(FactsViewSet):
    model = Drift
    name = "reconcile"
    menu_label = gettext_lazy("Comparison")
    icon = "resubmit"
    actions = ("settle",)
    index_view_class = DriftsView
    inspect_view_class = InspectDriftView
    inspect_template_name = "commerce/admin/drift.html"
    filterset_class = DriftFilters
    export_filename = "differences"
    list_display = [
        TitleColumn(
            "kind",
            label=gettext_lazy("Difference"),
            accessor="get_kind_display",
            url_name="reconcile:inspect",
            sort_key="kind",
        ),
        GATEWAY,
        Column("reference", label=gettext_lazy("Order")),
        money_of("ours", gettext_lazy("Here")),
        money_of("theirs", gettext_lazy("At the provider")),
        Column("fix", label=gettext_lazy("What to do"), accessor=proposal),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor="get_state_display",
            sort_key="state",
            primary=lambda drift: drift.state == Drift.State.OPEN,
        ),
        DateColumn("found", label=gettext_lazy("Found"), sort_key="found"),
    ]

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        names = {"home_url_name": self.get_url_name("inspect")}
        return super().get_common_view_kwargs(**names, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        actions = {"look": LookView, "adopt": AdoptView, "dismiss": DismissView}
        return [
            path("now/", reconcile_now, name="now"),
            *super().get_urlpatterns(),
            *(
                path(f"<int:pk>/{name}/", self.construct_view(view), name=name)
                for name, view in actions.items()
            ),
        ]


@require_POST
def reconcile_now(request: HttpRequest) -> HttpResponse:
    """The worker reads all books next."""
    if not request.user.has_perm("commerce.view_drift"):
        return redirect("wagtailadmin_home")
    copies.refuse()
    for provider in listing_gateways():
        reconcile.ask(provider.code, request.user)
    text = _("The worker reads the providers’ books within seconds. Load this page again to see what it found.")  # fmt: skip
    messages.success(request, text)
    return redirect("reconcile:index")


SEEN = {
    "payment": ngettext_lazy("%(count)s payment", "%(count)s payments", "count"),
    "refund": ngettext_lazy("%(count)s refund", "%(count)s refunds", "count"),
    "dispute": ngettext_lazy("%(count)s dispute", "%(count)s disputes", "count"),
    "missed": ngettext_lazy("%(count)s missed event", "%(count)s missed events", "count"),
}  # fmt: skip


def _seen(run: ReconcileRun) -> str:
    counts = {kind: run.seen[kind] for kind in SEEN if run.seen.get(kind)}
    if run.finished and not counts:
        return _("Nothing since")
    return ", ".join(SEEN[kind] % {"count": count} for kind, count in counts.items())


def _totals(run: ReconcileRun) -> str:
    """Received less refunded: theirs, and ours where it differs."""
    told = []
    for day, total in sorted(run.totals.items()):
        date, currency = day.split()
        theirs, ours = (Money(total[side], currency) for side in ("theirs", "ours"))
        words = _("%(date)s: %(theirs)s") if theirs == ours else _("%(date)s: %(theirs)s, here %(ours)s")  # fmt: skip
        told.append(words % {"date": date, "theirs": theirs, "ours": ours})
    return "; ".join(told)


def _result(run: ReconcileRun) -> str:
    if run.finished is None:
        return _("Being read")
    return run.error or _("Read to the end")


class RunFilters(WagtailFilterSet):
    gateway = gateway_filter("gateway")

    class Meta:
        model = ReconcileRun
        fields = ["gateway", "asked"]


class RunsView(FactsIndexView):
    def model_found(self, text: str, orders: QuerySet) -> Q:
        return Q(error__icontains=text)


class RunViewSet(FactsViewSet):
    model = ReconcileRun
    name = "runs"
    menu_label = gettext_lazy("Past comparisons")
    icon = "history"
    index_view_class = RunsView
    inspect_view_enabled = False
    filterset_class = RunFilters
    export_filename = "comparisons"
    list_display = [
        DateColumn("asked", label=gettext_lazy("Begun"), sort_key="asked"),
        GATEWAY,
        Column("result", label=gettext_lazy("Result"), accessor=_result),
        Column("seen", label=gettext_lazy("Read"), accessor=_seen),
        Column("looks", label=gettext_lazy("Looked at again")),
        Column("totals", label=gettext_lazy("Received less refunded"), accessor=_totals),
    ]  # fmt: skip

    def get_urlpatterns(self) -> list[URLPattern]:
        return super().get_urlpatterns()[:2]


class Books(ViewSetGroup):
    menu_label = gettext_lazy("Books")
    menu_icon = "resubmit"
    menu_name = "books"
    menu_order = 220
    items = (DriftViewSet, RunViewSet, GivenUpViewSet)


def find_differences(request: HttpRequest) -> Iterator[Matter]:
    """What the comparison left to do. Three queries."""
    if not request.user.has_perm("commerce.view_drift"):
        return
    for code in silent():
        text = _("%(gateway)s: its books have not been read for half an hour")
        names = {"gateway": gateway_name(code)}
        yield Matter(text % names, reverse("runs:index"), _("Is “manage.py work” running?"))  # fmt: skip
    is_open = Drift.State.OPEN
    count = Drift.objects.filter(state=is_open).count()
    if count:
        words = ngettext("%(count)s difference with a provider’s books", "%(count)s differences with a provider’s books", count)  # fmt: skip
        yield Matter(words % {"count": count}, f"{reverse('reconcile:index')}?state={is_open}")  # fmt: skip
    for state, count in laid_aside().items():
        words = ngettext("%(count)s event is about no order here", "%(count)s events are about no order here", count)  # fmt: skip
        if state == WebhookEvent.State.REVIEW:
            words = ngettext("%(count)s event said something else the second time", "%(count)s events said something else the second time", count)  # fmt: skip
        yield Matter(words % {"count": count}, f"{reverse('events:index')}?state={state}")  # fmt: skip
