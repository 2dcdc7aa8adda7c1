"""The one gate every page passes: what is closed answers 403 and says why."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from wagtail.models import Page

from .access import Access, Reason, access_in

Serve = Callable[[Page, HttpRequest, list, dict], HttpResponse]


def gate(serve: Serve) -> Serve:
    """Wraps the serving of any page; pages that are not gated pass untouched."""

    def inner(
        page: Page, request: HttpRequest, args: list, kwargs: dict
    ) -> HttpResponse:
        if not getattr(page, "is_gated", False):
            return serve(page, request, args, kwargs)
        request.access = access_of(request, page)
        if request.access.allowed:
            response = serve(page, request, args, kwargs)
        else:
            response = page.serve_locked(request, request.access)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return inner


def access_of(request: HttpRequest, page: Page) -> Access:
    """To a gated page, as a viewer, or as somebody who may edit the page."""
    access = access_in(request, page)
    if access.allowed or not _may_edit(request, page):
        return access
    return Access(allowed=True, reason=Reason.EDITOR, products=access.products)


def _may_edit(request: HttpRequest, page: Page) -> bool:
    user = request.user
    return (
        user.has_perm("wagtailadmin.access_admin")
        and page.permissions_for_user(user).can_edit()
    )
