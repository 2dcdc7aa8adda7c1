"""What lists and choosers of the CMS have in common: a chooser tells the same facts as the list."""

from copy import copy

from django.db.models import Model, QuerySet
from django.template.defaultfilters import date
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views import chooser

ON_PAGES = ngettext_lazy("on %(count)s page", "on %(count)s pages", "count")
IN_CHECKOUTS = ngettext_lazy("in %(count)s checkout", "in %(count)s checkouts", "count")


class UsageColumn(Column):
    """A number that was counted with the rows, in words."""

    def __init__(
        self, *args: object, in_words: str = ON_PAGES, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.in_words = in_words

    def get_value(self, instance: Model) -> str:
        count = super().get_value(instance)
        return self.in_words % {"count": count} if count else _("nowhere yet")


class DayColumn(Column):
    """A day that may lie ahead, of which Wagtail's own column says “just now”."""

    def get_value(self, instance: Model) -> str:
        moment = super().get_value(instance)
        return date(localtime(moment), "DATE_FORMAT") if moment else ""


class ListedMixin:
    """Rows and columns are those of the list."""

    def get_object_list(self) -> QuerySet:
        return self.model_class.snippet_viewset.get_queryset(self.request)

    @property
    def columns(self) -> list[Column]:
        return [
            self.title_column,
            *map(_unsorted, self.model_class.snippet_viewset.facts),
        ]


def _unsorted(column: Column) -> Column:
    """A chooser has one order, and a link in its head would leave the form behind it."""
    fixed = copy(column)
    fixed.sort_key = None
    return fixed


class ChooseView(ListedMixin, chooser.ChooseView):
    pass


class ChooseResultsView(ListedMixin, chooser.ChooseResultsView):
    pass


class ListedChooserViewSet(chooser.SnippetChooserViewSet):
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    page_title = gettext_lazy("Choose")
