"""Notes on a page that visitors do not see."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from wagtail.models import Page


def reads_notes(request: HttpRequest, page: Page | None) -> bool:
    """Whoever previews the page or may edit it."""
    return getattr(request, "is_preview", False) or _edits(request.user, page)


def _edits(user: AbstractBaseUser | AnonymousUser, page: Page | None) -> bool:
    if not page or not user.has_perm("wagtailadmin.access_admin"):
        return False
    return page.permissions_for_user(user).can_edit()
