"""Things that orders refer to: switched off or archived, never deleted. Checkouts only where no page needs them."""

from collections.abc import Iterable

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import StatusTagColumn
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views import snippets

from accounts.models import User
from commerce.domain import pricing
from commerce.domain.placed import emptied_without
from commerce.models import CheckoutSnippet, Coupon, PaymentMethod, Price, Product

from .actions import ActionMixin
from .history import ARCHIVED, RESTORED


class Kept(ModelPermissionPolicy):
    """Nobody deletes, whatever their permissions."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


def refuse_deletion(
    request: HttpRequest, things: Iterable[Model]
) -> HttpResponseRedirect | None:
    """Before any snippet is deleted, one by one or in bulk."""
    kept = [thing for thing in things if isinstance(thing, KEPT)]
    if not kept:
        return None
    viewset = kept[0].snippet_viewset
    text = _("“%(name)s” cannot be deleted: orders refer to it. %(instead)s")
    messages.error(request, text % {"name": kept[0], "instead": viewset.instead})
    return redirect(viewset.get_url_name("list"))


def refuse_placed(
    request: HttpRequest, things: Iterable[Model]
) -> HttpResponseRedirect | None:
    """The same of a checkout that live pages show."""
    for thing in things:
        pages = isinstance(thing, CheckoutSnippet) and emptied_without(thing)
        if pages:
            text = _("“%(name)s” cannot be deleted: %(pages)s would lose it. Choose another checkout there first.")  # fmt: skip
            titles = ", ".join(f"“{page.title}”" for page in pages)
            messages.error(request, text % {"name": thing, "pages": titles})
            return redirect(thing.snippet_viewset.get_url_name("list"))
    return None


KEPT = (Product, Price, PaymentMethod, Coupon)


class KeptForm(WagtailAdminModelForm):
    """The code is chosen once."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = self.instance.pk is not None


class IndexView(snippets.IndexView):
    any_permission_required = ["add", "change", "view"]

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        """Once, however many of its languages match."""
        return super().search_queryset(queryset).distinct()


class KeptViewSet(snippets.SnippetViewSet):
    index_view_class = IndexView
    copy_view_enabled = False
    search_backend_name = None
    instead = gettext_lazy("Switch it off instead.")

    @property
    def permission_policy(self) -> Kept:
        return Kept(self.model)


class EditView(snippets.EditView):
    archive_url_name = ""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        archive = Button(
            _("Restore") if self.object.archived_at else _("Archive"),
            url=reverse(self.archive_url_name, args=[self.object.pk]),
            icon_name="folder-inverse",
        )
        return [*super().header_more_buttons, archive]


class ArchiveView(ActionMixin, TemplateView):
    """Asks first; archives what is sold, or sells again what was archived."""

    template_name = "commerce/admin/archive.html"
    permission_required = "change"
    header_icon = "folder-inverse"

    def get_page_title(self) -> str:
        return _("Restore") if self.object.archived_at else _("Archive")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.object.archived_at:
            pricing.restore(self.object)
            done = RESTORED
            text = _("“%(name)s” can be sold again.")
        else:
            pricing.archive(self.object)
            done = ARCHIVED
            text = _("“%(name)s” is no longer sold. Whoever bought it keeps it.")
        log(self.object, done, user=request.user)
        messages.success(request, text % {"name": self.object})
        return redirect(self.home_url_name, self.object.pk)


class ArchivedViewSet(KeptViewSet):
    """Product and Price: what is no longer sold is archived."""

    edit_view_class = EditView
    instead = gettext_lazy("Archive it instead.")
    archive_view_class = ArchiveView

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        names = {
            "archive_url_name": self.get_url_name("archive"),
            "home_url_name": self.get_url_name("edit"),
        }
        return super().get_common_view_kwargs(**names, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        archive = self.construct_view(self.archive_view_class)
        return [
            *super().get_urlpatterns(),
            path("archive/<int:pk>/", archive, name="archive"),
        ]


SOLD = StatusTagColumn(
    "state",
    label=gettext_lazy("State"),
    accessor=lambda sold: _("Archived") if sold.archived_at else _("On sale"),
    primary=lambda sold: not sold.archived_at,
)
