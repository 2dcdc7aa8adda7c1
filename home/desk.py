"""The CMS's first screen: what one begins, what waits, what one was at, and what is missing before the site sells."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy

from accounts.models import User
from courses.models import CourseIndexPage
from story.desk import matters_for, steps_for

from .models import HomePage

DRAFTS = 6
FIRST = {"workflow_objects_to_moderate": 11, "user_objects_in_workflow_moderation": 45}


class Panel(Component):
    class Media:
        css = {"all": ["cms/home.css"]}


class Beginnings(Panel):
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


class Attention(Panel):
    """What waits for this person, whichever app knows of it."""

    name = "attention"
    order = 12
    template_name = "home/admin/attention.html"

    def __init__(self, reviews: list[Component]) -> None:
        self.reviews = reviews

    def get_context_data(self, parent_context: dict) -> dict:
        matters = list(matters_for(parent_context["request"]))
        else_waits = not matters and self._is_in_review(parent_context)
        return {"matters": matters, "else_waits": else_waits}

    def _is_in_review(self, parent_context: dict) -> bool:
        """Whether Wagtail's own panels beside this one show anything."""
        shown = [panel.get_context_data(parent_context) for panel in self.reviews]
        return any(each.get("states") or each.get("workflow_states") for each in shown)


class Drafts(Panel):
    """What one wrote last and visitors do not see yet."""

    name = "drafts"
    order = 40
    template_name = "home/admin/drafts.html"

    def get_context_data(self, parent_context: dict) -> dict:
        user = parent_context["request"].user
        drafts = (
            editable_pages(user)
            .filter(has_unpublished_changes=True, latest_revision__user=user)
            .select_related("content_type", "locale")
            .order_by("-latest_revision_created_at")
        )
        return {"drafts": drafts[:DRAFTS]}


class Setup(Panel):
    """What is missing before the site sells; gone when nothing is."""

    name = "setup"
    order = 20
    template_name = "home/admin/setup.html"

    def get_context_data(self, parent_context: dict) -> dict:
        steps = list(steps_for(parent_context["request"]))
        done = sum(step.done for step in steps)
        return {"steps": steps, "done": done, "missing": len(steps) - done}


def editable_pages(user: User) -> Page.objects:
    return page_permission_policy.instances_user_has_permission_for(user, "change")


def arrange(request: HttpRequest, panels: list[Component]) -> None:
    """Ours instead of Wagtail's recent edits; what one approves comes first."""
    panels[:] = [panel for panel in panels if panel.name != "recent_edits"]
    for panel in panels:
        panel.order = FIRST.get(panel.name, panel.order)
    panels.append(Attention([panel for panel in panels if panel.name in FIRST]))
    if page_permission_policy.user_has_any_permission(request.user, ["add", "change"]):
        panels += [Beginnings(), Drafts()]
    if request.user.has_perm("wagtailcore.change_site"):
        panels.append(Setup())
