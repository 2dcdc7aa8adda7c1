"""Lessons that nobody can open, and telling their editor."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from commerce.access import Viewer, can_view
from story.checks import Finding


def is_closed_to_all(page: Page) -> bool:
    """Neither free nor opened by anything on sale. One query."""
    access = can_view(Viewer(), page)
    return not (access.allowed or access.products)


def check_closed(page: Page) -> Iterator[Finding]:
    if hasattr(page, "is_gated") and is_closed_to_all(page):
        text = _("Nobody can open this lesson: it is not free, and nothing on sale opens it.")  # fmt: skip
        yield Finding(text, url=reverse("sell_course", args=[page.get_parent().pk]))


def warn_closed(request: HttpRequest, page: Page) -> None:
    """After publishing a lesson."""
    if not (hasattr(page.specific, "is_gated") and is_closed_to_all(page.specific)):
        return
    sell = reverse("sell_course", args=[page.get_parent().pk])
    messages.warning(
        request,
        _("Nobody can open “%(lesson)s”: it is not free, and nothing on sale opens it.")
        % {"lesson": page},
        buttons=[messages.button(sell, _("Sell this course"))],
    )
