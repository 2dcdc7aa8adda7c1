"""The owner's colours and icons, each at an address that changes with them and may be kept for ever."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from .brand import sign_of
from .colour import ON_ACCENT, ON_ACCENT_DARK
from .frame import brand_for
from .icons import NAMES, icons

YEAR = 365 * 24 * 3600
KINDS = {"ico": "image/vnd.microsoft.icon", "png": "image/png"}


@require_safe
def accent(_request: HttpRequest, light: str, dark: str) -> HttpResponse:
    """The address says it all: nothing is looked up."""
    style = f":root{{--brand:#{light};--on-brand:{ON_ACCENT};--brand-dark:#{dark};--on-brand-dark:{ON_ACCENT_DARK}}}"
    return _for_ever(HttpResponse(style, content_type="text/css"))


@require_safe
def icon(request: HttpRequest, sign: str, name: str) -> HttpResponse:
    """An old address leads on to today's icon."""
    if name not in NAMES:
        raise Http404
    brand = brand_for(request)
    if not brand.sign:
        return redirect(static(name))
    if sign != brand.sign:
        return redirect("icon", brand.sign, name)
    drawn = icons(sign_of(brand))[name]
    return _for_ever(HttpResponse(drawn, content_type=KINDS[name.rpartition(".")[2]]))


def _for_ever(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response
