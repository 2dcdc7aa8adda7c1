"""Pages of the CMS that carry out one named action on one thing."""

from django.contrib.admin.utils import quote
from django.db.models import Model
from django.forms import Media
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.base import BaseObjectMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin


class ActionMixin(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin):
    """``page_title`` names the action; ``index_url_name`` and ``home_url_name`` lead back from it."""

    model: type[Model]
    permission_required: str
    index_url_name = ""
    home_url_name = ""

    def get_object_title(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict]:
        home = reverse(self.home_url_name, args=[quote(self.object.pk)])
        return [
            *self.breadcrumbs_items,
            {
                "url": reverse(self.index_url_name),
                "label": capfirst(self.model_opts.verbose_name_plural),
            },
            {"url": home, "label": self.get_object_title()},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(object=self.object, **kwargs)
        form = context.get("form")
        return {**context, "media": form.media if form else Media()}
