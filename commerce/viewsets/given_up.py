"""What the worker gave up after eight tries, mails and refunds alike, and one button to have one tried again."""

from collections.abc import Iterable, Iterator

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from accounts.models import User
from commerce.domain import work
from commerce.models import Effect, Order
from story.desk import Matter

from .actions import ActionMixin
from .facts import FactsIndexView, FactsPolicy, FactsViewSet
from .samples import SHOWN
from .words import in_words

MAY = "commerce.replay_webhookevent"  # the same people have events looked into again
TITLES = {shown.kind: shown.title for shown in reversed(SHOWN.values())}
# By what an effect names what it is about: the way there from an order.
ORDERS = {
    "order": "pk",
    "payment": "payments",
    "refund": "payments__refunds",
    "entitlement": "entitlements",
}


def what_it_does(effect: Effect) -> str:
    title = TITLES.get(effect.kind)
    return _("E-mail: %s") % title if title else in_words(effect.kind)


def find_orders(effects: Iterable[Effect]) -> None:
    """Each gets the ``order`` it is about, if any, in four queries."""
    known = {name: _known(name, effects) for name in ORDERS}
    for effect in effects:
        found = (known[name].get(str(effect.payload.get(name))) for name in ORDERS)
        effect.order = next(filter(None, found), "")


def _known(name: str, effects: Iterable[Effect]) -> dict[str, str]:
    way = ORDERS[name]
    ids = [effect.payload[name] for effect in effects if name in effect.payload]
    rows = Order.objects.filter(**{f"{way}__in": ids}).values_list(way, "number")
    return {str(key): number for key, number in rows}


class GivenUpPolicy(FactsPolicy):
    def user_has_permission(self, user: User, action: str) -> bool:
        if action == "try_again":
            return user.has_perm(MAY)
        return super().user_has_permission(user, action)


class GivenUpView(FactsIndexView):
    page_title = gettext_lazy("Given up")
    results_template_name = "commerce/admin/given_up_results.html"

    def get_base_queryset(self) -> QuerySet[Effect]:
        return Effect.objects.filter(state=Effect.State.DEAD)

    def model_found(self, text: str, orders: QuerySet) -> Q:
        ids = list(map(str, orders.values_list("pk", flat=True)))
        paid = orders.filter(payments__isnull=False).values_list("payments", flat=True)
        about = Q(payload__order__in=ids) | Q(payload__payment__in=list(map(str, paid)))
        return about | Q(error__icontains=text)

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        find_orders(context["object_list"])
        return context


class TryAgainView(ActionMixin, FormView):
    model = Effect
    form_class = forms.Form
    permission_required = "try_again"
    template_name = "commerce/admin/drift_action.html"
    page_title = gettext_lazy("Try again")
    header_icon = "resubmit"

    def get_base_object_queryset(self) -> QuerySet[Effect]:
        return Effect.objects.filter(state=Effect.State.DEAD)

    def get_object_title(self) -> str:
        return what_it_does(self.object)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *WagtailAdminTemplateMixin.get_breadcrumbs_items(self),
            {"url": reverse(self.index_url_name), "label": _("Given up")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: object) -> dict:
        find_orders([self.object])
        said = _("%(what)s, order %(order)s. Last failure: %(error)s. The worker tries it again within seconds, eight times more. Of a refund it first asks the provider whether it was made.")  # fmt: skip
        names = {
            "what": what_it_does(self.object),
            "order": self.object.order or "–",
            "error": self.object.error,
        }
        return super().get_context_data(said=said % names, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        work.try_again(self.object, by=self.request.user)
        messages.success(self.request, _("The worker tries it again within seconds."))
        return redirect(self.index_url_name)


class GivenUpViewSet(FactsViewSet):
    model = Effect
    name = "given_up"
    menu_label = gettext_lazy("Given up")
    icon = "warning"
    index_view_class = GivenUpView
    inspect_view_enabled = False
    list_display = [
        TitleColumn(
            "kind",
            label=gettext_lazy("What"),
            accessor=what_it_does,
            get_url=lambda effect: reverse("given_up:try_again", args=[effect.pk]),
            sort_key="kind",
        ),
        Column("order", label=gettext_lazy("Order")),
        Column("error", label=gettext_lazy("Failure")),
        DateColumn("created", label=gettext_lazy("Begun"), sort_key="created"),
    ]

    @property
    def permission_policy(self) -> GivenUpPolicy:
        return GivenUpPolicy(self.model, self.actions)

    def get_urlpatterns(self) -> list[URLPattern]:
        again = self.construct_view(TryAgainView)
        lists = super().get_urlpatterns()[:2]
        return [*lists, path("<int:pk>/again/", again, name="try_again")]


def find_given_up(request: HttpRequest) -> Iterator[Matter]:
    """Nobody could be told of a mail that did not go. One query."""
    if not request.user.has_perm(MAY):
        return
    count = Effect.objects.filter(state=Effect.State.DEAD).count()
    if count:
        words = ngettext("%(count)s mail or refund was given up", "%(count)s mails or refunds were given up", count)  # fmt: skip
        yield Matter(words % {"count": count}, reverse("given_up:index"))
