"""What a browser asks for without being told: the icon, and how a telephone keeps the site on its first screen."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .drawing import PAPER


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def manifest(_request: HttpRequest) -> JsonResponse:
    """Without a language: the front door knows the visitor's."""
    return JsonResponse(
        {
            "id": "/",
            "name": settings.WAGTAIL_SITE_NAME,
            "short_name": settings.WAGTAIL_SITE_NAME,
            "start_url": "/",
            "scope": "/",
            "display": "minimal-ui",
            "background_color": PAPER,
            "theme_color": PAPER,
            "icons": [
                _icon("icon-192.png", 192),
                _icon("icon-512.png", 512),
                _icon("icon-maskable.png", 512) | {"purpose": "maskable"},
            ],
        },
        content_type="application/manifest+json",
    )


def _icon(name: str, size: int) -> dict[str, str]:
    return {"src": static(name), "sizes": f"{size}x{size}", "type": "image/png"}


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """For who reads no page: a feed reader, a browser that shows a picture."""
    return redirect(static("favicon.ico"))
