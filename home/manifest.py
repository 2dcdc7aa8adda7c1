"""What a browser asks for without being told: the icon, and how a telephone keeps the site on its first screen."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .brand import Brand
from .drawing import PAPER
from .frame import brand_for


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """Without a language: the front door knows the visitor's."""
    brand = brand_for(request)
    return JsonResponse(
        {
            "id": "/",
            "name": brand.name,
            "short_name": brand.name,
            "start_url": "/",
            "scope": "/",
            "display": "minimal-ui",
            "background_color": PAPER,
            "theme_color": PAPER,
            "icons": [
                _icon(brand, "icon-192.png", 192),
                _icon(brand, "icon-512.png", 512),
                _icon(brand, "icon-maskable.png", 512) | {"purpose": "maskable"},
            ],
        },
        content_type="application/manifest+json",
    )


def _icon(brand: Brand, name: str, size: int) -> dict[str, str]:
    return {"src": brand.icon_url(name), "sizes": f"{size}x{size}", "type": "image/png"}


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For who reads no page: a feed reader, a browser that shows a picture."""
    return redirect(brand_for(request).icon_url("favicon.ico"))
