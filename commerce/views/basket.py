"""The basket: a page to change it on, and the order form over it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.models import Site

from commerce.basket_form import BasketForm
from commerce.browser import basket_order, keep_basket, kept_in
from commerce.domain import copies
from commerce.domain.basket import (
    MOST_THINGS,
    Full,
    Kept,
    NotSold,
    added,
    as_kept,
    items_in,
)
from commerce.domain.desk import desk_for
from commerce.domain.items import MOST_DAYS, MOST_PIECES
from commerce.domain.quotes import BASKET, Quote
from commerce.domain.shelf import joint, sellers_of
from commerce.forms import is_whole
from commerce.models import Coupon

from .checkout import serve


class NotAdded(Exception):
    """``str`` says why in words."""


@never_cache
@require_http_methods(["GET", "POST"])
def basket(request: HttpRequest) -> HttpResponse:
    kept = kept_in(request)
    if "add" in request.POST:
        try:
            keep_basket(request, _with_more(request, kept))
        except NotAdded as wrong:
            return _show(request, _form(request, kept), wrong=str(wrong))
        return redirect("basket")
    form = _form(request, kept)
    if request.method == "POST":
        removed = request.POST.get("remove")
        if form.is_valid():
            kept = kept | form.kept()
        elif removed is None:
            return _show(request, form)
        keep_basket(request, {code: kept[code] for code in kept if code != removed})
        return redirect("basket")
    gone = len(kept) - len(form.items)
    if gone:  # told once
        keep_basket(request, as_kept(form.items))
    return _show(request, form, gone=gone)


@never_cache
@require_http_methods(["GET", "POST"])
def checkout_basket(request: HttpRequest) -> HttpResponse:
    """The same form as that of a placed checkout, over all that is in the basket."""
    copies.refuse()
    kept = kept_in(request)
    items = items_in(kept, basket_order(request))
    is_less = len(items) < len(kept) or any(item.is_short for item in items)
    if not items or (request.method == "GET" and is_less):
        return redirect("basket")  # which says what is gone
    prices = [item.offer.price.pk for item in items]
    sellers = sellers_of(prices, get_language())
    checkout = joint(sellers, Site.find_for_request(request))
    checkout.has_coupons = Coupon.objects.in_state(Coupon.State.ACTIVE).exists()
    return serve(request, checkout, desk_for(items, sellers))


def _form(request: HttpRequest, kept: Kept) -> BasketForm:
    items = items_in(kept, basket_order(request))
    is_sent = request.method == "POST" and "add" not in request.POST
    return BasketForm(request.POST if is_sent else None, items=items)


def _with_more(request: HttpRequest, kept: Kept) -> Kept:
    """Raises NotAdded."""
    sent = request.POST
    try:
        return added(
            kept,
            sent["add"],
            _number(sent.get("quantity", "1"), MOST_PIECES),
            _number(sent.get("days", "1"), MOST_DAYS),
        )
    except NotSold as gone:
        raise NotAdded(_("This is not sold any more.")) from gone
    except Full as full:
        words = _("%(most)s things are all that one order holds. Order these first.")
        raise NotAdded(words % {"most": MOST_THINGS}) from full


def _number(typed: str, most: int) -> int:
    typed = typed.strip()
    if not is_whole(typed, most):
        words = _("Enter a whole number from 1 to %(most)s.")
        raise NotAdded(words % {"most": most})
    return int(typed)


def _show(
    request: HttpRequest, form: BasketForm, *, gone: int = 0, wrong: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "quote": Quote(BASKET, tuple(form.items)) if form.items else None,
        "gone": gone,
        "wrong": wrong,
    }
    status = 422 if wrong or form.errors else 200
    return render(request, "commerce/basket.html", context, status=status)
