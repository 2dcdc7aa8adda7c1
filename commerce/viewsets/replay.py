"""Events that nobody's order answered to: looked into again, one or all that a list shows."""

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from commerce.domain import copies, inbox
from commerce.models import WebhookEvent

from .actions import ActionMixin

MOST = 500
SAID = gettext_lazy("The worker finds out whose payment each is about and asks the provider about it. Nothing that an event says is applied.")  # fmt: skip


def replayable(events: QuerySet[WebhookEvent]) -> QuerySet[WebhookEvent]:
    """Those that are about something."""
    return events.exclude(refs=[])


class ReplayView(ActionMixin, FormView):
    model = WebhookEvent
    form_class = forms.Form
    permission_required = "replay"
    template_name = "commerce/admin/drift_action.html"
    page_title = gettext_lazy("Look into it again")
    header_icon = "resubmit"

    def get_context_data(self, **kwargs: object) -> dict:
        return super().get_context_data(said=SAID, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        copies.refuse()
        inbox.replay([self.object], by=self.request.user)
        messages.success(self.request, _("The worker looks into it within seconds."))
        return redirect(self.home_url_name, self.object.pk)


class ReplayAllView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """All that the list's filters leave, as they stand in this address."""

    model = WebhookEvent
    form_class = forms.Form
    filterset_class = None
    index_url_name = ""
    permission_required = "replay"
    template_name = "commerce/admin/drift_action.html"
    page_title = gettext_lazy("Look into them again")
    header_icon = "resubmit"

    def chosen(self) -> QuerySet[WebhookEvent]:
        events = WebhookEvent.objects.order_by("received")
        filters = self.filterset_class(
            self.request.GET, queryset=events, request=self.request
        )
        return replayable(filters.qs)

    def get_context_data(self, **kwargs: object) -> dict:
        count = min(self.chosen().count(), MOST)
        words = ngettext("%(count)s event.", "%(count)s events.", count)
        said = f"{words % {'count': count}} {SAID}"
        return super().get_context_data(said=said, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        copies.refuse()
        count = inbox.replay(self.chosen()[:MOST], by=self.request.user)
        words = ngettext("%(count)s event is looked into within seconds.", "%(count)s events are looked into within seconds.", count)  # fmt: skip
        messages.success(self.request, words % {"count": count})
        return redirect(self.index_url_name)
