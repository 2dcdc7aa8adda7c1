"""Doors without a language, and pages served with their frame."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from wagtail import views as wagtail_views
from wagtail.url_routing import RouteResult

from .frame import frame_of, serve_below


def front(_request: HttpRequest) -> HttpResponse:
    """To the home page in the visitor's language."""
    return redirect(f"/{get_language()}/")


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's own view, spared the search for the page."""
    request.frame = frame_of(request, path)
    if page := serve_below(request.frame):
        request._wagtail_route_for_request = RouteResult(page)  # noqa: SLF001 -- where wagtail looks first
    return wagtail_views.serve(request, path)
