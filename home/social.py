"""The drawn picture of a page, for where it is shared."""

from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from story.models import StoryPage

from .brand import Brand, sign_of
from .drawing import Card, draw
from .frame import brand_for
from .head import card_of, card_path

YEAR = 365 * 24 * 3600


@require_safe
def social_card(request: HttpRequest, pk: str, digest: str) -> HttpResponse:
    """Of what anybody may read only. The address holds the picture's digest: it is kept for ever, and an old one leads on."""
    page = _readable(int(pk))
    brand = brand_for(request)
    card = card_of(page, brand)
    if digest != card.digest:
        return redirect(card_path(page, brand))
    response = HttpResponse(_drawn(card, brand), content_type="image/png")
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response


@lru_cache(maxsize=256)  # of some 40 KB each
def _drawn(card: Card, brand: Brand) -> bytes:
    """Kept without the owner's picture, which is read for a new card only."""
    return draw(card, sign_of(brand))


def _readable(pk: int) -> StoryPage:
    found = Page.objects.live().public().filter(pk=pk).first()
    page = found and found.specific
    if (
        not isinstance(page, StoryPage)
        or getattr(page, "is_gated", False)
        or not page.full_url
        or page.get_view_restrictions().exists()  # of what it is an alias of, too
    ):
        raise Http404
    return page
