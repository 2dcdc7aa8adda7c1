"""What an editor should know of a page before publishing it; each app adds its own by the hook ``check_page``."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from .panels import DrawnPanel


@dataclass(frozen=True)
class Finding:
    """``path`` leads to the field, as Wagtail writes it: "body.<block's id>". ``stops``: visitors would meet it broken."""

    text: str
    path: str = ""
    url: str = ""
    stops: bool = False


def findings_of(page: Page) -> list[Finding]:
    """Of this version of the page, which may be a draft; what stops it first."""
    found = [each for check in hooks.get_hooks("check_page") for each in check(page)]
    return sorted(found, key=lambda each: not each.stops)


def refuse_broken(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before publishing by a form, when the draft is saved already."""
    broken = [each for each in findings_of(page.specific) if each.stops]
    if not broken:
        return None
    if request.resolver_match.view_name == "wagtailadmin_pages:add":
        _take_back(page)
    for each in broken:
        messages.error(request, each.text)
    return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def _take_back(page: Page) -> None:
    """Wagtail saves a new page as a live one before it asks whether it may be published."""
    page.live = False
    page.has_unpublished_changes = True
    page.save(clean=False, update_fields=["live", "has_unpublished_changes"])


def is_held_back(revision: Revision, user: AbstractBaseUser | None) -> bool:
    """Whether visitors would meet it broken; then its date is taken from it, and the page's history tells."""
    page = revision.as_object()
    if not any(each.stops for each in findings_of(page)):
        return False
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    log(page, "story.publish.hold", user=user, revision=revision)
    return True


class ChecksPanel(DrawnPanel):
    """The findings of the version on the screen; absent where there are none."""

    drawn_by = "story/admin/checks_panel.html"

    class BoundPanel(DrawnPanel.BoundPanel):
        def __init__(self, **kwargs: object) -> None:
            super().__init__(**kwargs)
            self.findings = findings_of(self.instance) if self.instance.pk else []

        def is_shown(self) -> bool:
            return bool(self.findings)

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            context = super().get_context_data(parent_context)
            return {**context, "page": self.instance, "findings": self.findings}
