"""Words that Wagtail 7.4 fixes in the site's language when the program starts, asked for on each screen instead."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.forms import TaskStateCommentForm
from wagtail.snippets.views.snippets import SnippetViewSet


def speak() -> None:
    """Before any viewset is made: it copies what its class says."""
    ChooserViewSet.choose_one_text = _("Choose")
    ChooserViewSet.choose_another_text = _("Choose another")
    ChooserViewSet.edit_item_text = _("Edit")
    ChooserViewSet.search_tab_label = _("Search")
    ChooserViewSet.create_action_label = _("Create")
    SnippetViewSet.breadcrumbs_items = WagtailAdminTemplateMixin.breadcrumbs_items
    TaskStateCommentForm.base_fields["comment"].label = _("Comment")
