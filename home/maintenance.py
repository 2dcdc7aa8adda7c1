"""While the site is being worked on visitors are told so; staff, sign-in and the providers' knocks go on."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

RETRY_SECONDS = "300"

View = Callable[[HttpRequest], HttpResponse]


def maintenance(get_response: View) -> View:
    """Middleware: 503 for visitors where ``MAINTENANCE`` is set; nothing at all where it is not."""
    if not settings.MAINTENANCE:
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponse:
        goes_on = ("/cms/", "/api/", "/static/", reverse("account_login"))
        if request.path.startswith(goes_on) or request.user.has_perm(
            "wagtailadmin.access_admin"
        ):
            return get_response(request)
        return HttpResponse(
            render_to_string("maintenance.html"),
            status=503,
            headers={"Retry-After": RETRY_SECONDS},
        )

    return middleware
