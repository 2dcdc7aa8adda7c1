"""Renewal and the pricing page, found from an address without language or slug."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from wagtail.models import Page

from commerce.access import access_below, viewer_of
from commerce.domain.renewal import checkout_selling, last_pass
from commerce.forms import is_row
from commerce.models import Price, PricingPage


@never_cache
@require_GET
def renew(request: HttpRequest) -> HttpResponse:
    """To the checkout with the plan chosen, and from there back to the page that stopped them; to the pricing page where there is nothing to renew."""
    page = _page_behind(request)
    opening = access_below(viewer_of(request), page).products if page else ()
    price = _asked_for(request) or last_pass(request.user.pk, opening)
    snippet = checkout_selling(price, get_language()) if price else None
    if snippet is None:
        return pricing(request)
    address = reverse("checkout", args=[snippet.translation_key])
    query = {"plan": price.code} | ({"page": page.pk} if page else {})
    return redirect(f"{address}?{urlencode(query)}")


def _asked_for(request: HttpRequest) -> Price | None:
    """The plan that a reminder names, whoever follows it."""
    code = request.GET.get("plan", "")
    return Price.objects.live().of_codes([code]).first() if code else None


def _page_behind(request: HttpRequest) -> Page | None:
    pk = request.GET.get("page", "")
    return Page.objects.live().filter(pk=pk).first() if is_row(pk) else None


@require_GET
def pricing(request: HttpRequest) -> HttpResponse:
    pages = PricingPage.objects.live().select_related("locale")
    local = {page.locale.language_code: page for page in pages}
    page = local.get(get_language()) or next(iter(local.values()), None)
    return redirect(page.get_url(request) if page else "/")
