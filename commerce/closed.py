"""What people read where billing is read-only: visitors a page, staff a message, programs a line of JSON."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.api import Refusal

from .domain.copies import ReadOnlyCopy

RETRY_SECONDS = "3600"


class ClosedMiddleware:
    """503 for whoever would have ordered or paid on a copy of the site; back to the form, with words, for staff."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, ReadOnlyCopy):
            return None
        if request.path.startswith(reverse("wagtailadmin_home")):
            messages.error(request, _("Nothing was changed: this is a copy of the site, and its billing is read-only."))  # fmt: skip
            return redirect(request.path)
        if request.path.startswith("/api/"):
            words = _("Ordering is closed here.")
            response = JsonResponse(Refusal(error="closed", message=words).model_dump())
        else:
            response = render(request, "commerce/closed.html")
        response.status_code = 503
        response["Retry-After"] = RETRY_SECONDS
        return response
