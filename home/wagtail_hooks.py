"""What the CMS's own home offers first."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Locale, Page

from accounts.models import User
from courses.models import CourseIndexPage

from .models import HomePage


class Beginnings(Component):
    """One click to a new course or pricing page, in the language one works in."""

    name = "beginnings"
    order = 10
    template_name = "home/admin/beginnings.html"

    def get_context_data(self, parent_context: dict) -> dict:
        return {"links": list(_links(parent_context["request"].user))}


def _links(user: User) -> Iterator[tuple[str, str]]:
    for label, kind, parent in (
        (_("New course"), ("courses", "coursepage"), CourseIndexPage),
        (_("New pricing page"), ("commerce", "pricingpage"), HomePage),
    ):
        page = _first(parent)
        if page and page.permissions_for_user(user).can_add_subpage():
            yield label, reverse("wagtailadmin_pages:add", args=[*kind, page.pk])


def _first(kind: type[Page]) -> Page | None:
    here = kind.objects.filter(locale=Locale.get_active()).order_by("path").first()
    return here or kind.objects.order_by("path").first()


@hooks.register("construct_homepage_panels")
def beginnings(_request: HttpRequest, panels: list[Component]) -> None:
    panels.append(Beginnings())
