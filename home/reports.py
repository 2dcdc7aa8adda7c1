"""Who changed what that is no page: prices, products, ways to pay, settings, people, money recorded by hand."""

from collections.abc import Iterable

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import (
    ContentTypeFilter,
    DateRangePickerWidget,
    MultipleUserFilter,
    WagtailFilterSet,
)
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.reports import ReportView
from wagtail.coreutils import get_content_type_label
from wagtail.models import ModelLogEntry

from accounts.models import User


class ChangesFilters(WagtailFilterSet):
    label = django_filters.CharFilter(label=_("Name"), lookup_expr="icontains")
    content_type = ContentTypeFilter(
        label=_("Kind"), queryset=lambda request: _kinds(request.user)
    )
    user = MultipleUserFilter(
        label=_("Person"), queryset=lambda request: _people(request.user)
    )
    timestamp = django_filters.DateFromToRangeFilter(
        label=_("Date"), widget=DateRangePickerWidget
    )

    class Meta:
        model = ModelLogEntry
        fields = []


def _seen(user: User) -> QuerySet[ModelLogEntry]:
    """Of the kinds for which this person holds any permission."""
    return ModelLogEntry.objects.viewable_by_user(user)


def _kinds(user: User) -> QuerySet[ContentType]:
    return ContentType.objects.filter(pk__in=_seen(user).get_content_type_ids())


def _people(user: User) -> QuerySet[User]:
    return User.objects.filter(pk__in=_seen(user).get_user_ids()).order_by("email")


class ChangesPaginator(WagtailPaginator):
    @property
    def items_count_label(self) -> str:
        words = ngettext("%(count)s change", "%(count)s changes", self.count)
        return words % {"count": self.count}


class ChangesView(ReportView):
    page_title = _("Who changed what")
    header_icon = "history"
    results_template_name = "home/admin/changes_results.html"
    index_url_name = "changes"
    index_results_url_name = "changes_results"
    filterset_class = ChangesFilters
    paginator_class = ChangesPaginator
    list_export = ["timestamp", "user_display_name", "content_type", "label", "message"]
    export_headings = {
        "timestamp": _("Date"),
        "user_display_name": _("Person"),
        "content_type": _("Kind"),
        "label": _("Name"),
        "message": pgettext_lazy("what happened", "Change"),
    }
    custom_field_preprocess = {
        "content_type": dict.fromkeys(
            (ReportView.FORMAT_CSV, ReportView.FORMAT_XLSX), get_content_type_label
        )
    }

    def get_queryset(self) -> QuerySet[ModelLogEntry]:
        entries = _seen(self.request.user)
        return entries.select_related("user", "content_type").order_by("-timestamp")

    def get_filename(self) -> str:
        return "changes"

    def decorate_paginated_queryset(self, entries: QuerySet) -> Iterable[ModelLogEntry]:
        """Each with the address of what was changed, where this person may open it."""
        if self.is_export:
            return entries
        found = AdminURLFinder(self.request.user)
        told = []
        for entry, thing in entries.with_instances():
            entry.edit_url = found.get_edit_url(thing) if thing else None
            told.append(entry)
        return told


def report_urls() -> list[URLPattern]:
    return [
        path("reports/changes/", ChangesView.as_view(), name="changes"),
        path(
            "reports/changes/results/",
            ChangesView.as_view(results_only=True),
            name="changes_results",
        ),
    ]


def report_item() -> MenuItem:
    """For everybody in the CMS: each reads of what they may see."""
    return MenuItem(
        _("Who changed what"), reverse("changes"), icon_name="history", order=990
    )
