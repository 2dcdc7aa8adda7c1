"""What an editor should know of a page before publishing it; each app adds its own by the hook ``check_page``."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

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
    """Before publishing, when the draft is saved already."""
    broken = [each for each in findings_of(page.specific) if each.stops]
    if not broken:
        return None
    for each in broken:
        messages.error(request, each.text)
    return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


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
