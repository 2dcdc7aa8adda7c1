"""The basket: a page to change it on, and the order form over it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commerce.browser import basket_order, keep_basket, kept_in
from commerce.domain import copies
from commerce.domain.basket import Kept, NotSold, added, items_in
from commerce.domain.items import MOST_DAYS, MOST_PIECES
from commerce.domain.quotes import BASKET, Quote
from commerce.forms import is_whole
from commerce.models import CheckoutSnippet, Coupon

from .checkout import serve


class NotUnderstood(Exception):
    """``str`` says in words what was typed wrong."""


@never_cache
@require_http_methods(["GET", "POST"])
def basket(request: HttpRequest) -> HttpResponse:
    kept = kept_in(request)
    if request.method == "POST":
        try:
            keep_basket(request, _changed(request, kept))
        except NotUnderstood as wrong:
            return _show(request, kept, str(wrong))
        except NotSold:
            return _show(request, kept, _("This is not sold any more."))
        return redirect("basket")
    return _show(request, kept)


@never_cache
@require_http_methods(["GET", "POST"])
def checkout_basket(request: HttpRequest) -> HttpResponse:
    """The same form as that of a placed checkout, over all that is in the basket."""
    copies.refuse()
    items = items_in(kept_in(request), basket_order(request))
    if not items:
        return redirect("basket")
    checkout = CheckoutSnippet()
    checkout.has_coupons = Coupon.objects.in_state(Coupon.State.ACTIVE).exists()
    return serve(request, checkout, items)


def _changed(request: HttpRequest, kept: Kept) -> Kept:
    """What the basket holds after what was pressed. Raises NotUnderstood, NotSold."""
    sent = request.POST
    if "remove" in sent:
        return {code: each for code, each in kept.items() if code != sent["remove"]}
    if "add" in sent:
        quantity = _number(sent.get("quantity", "1"), MOST_PIECES)
        days = _number(sent.get("days", "1"), MOST_DAYS)
        return added(kept, sent["add"], quantity, days)
    return {
        code: [
            _number(sent.get(f"quantity-{code}", str(pieces)), MOST_PIECES),
            _number(sent.get(f"days-{code}", str(days)), MOST_DAYS),
        ]
        for code, (pieces, days) in kept.items()
    }


def _number(typed: str, most: int) -> int:
    if not is_whole(typed.strip(), most):
        words = _("Enter a whole number from 1 to %(most)s.") % {"most": most}
        raise NotUnderstood(words)
    return int(typed)


def _show(request: HttpRequest, kept: Kept, wrong: str = "") -> HttpResponse:
    items = items_in(kept, basket_order(request))
    context = {
        "quote": Quote(BASKET, tuple(items)) if items else None,
        "gone": len(kept) - len(items),
        "wrong": wrong,
        "most": {"pieces": MOST_PIECES, "days": MOST_DAYS},
    }
    return render(
        request, "commerce/basket.html", context, status=422 if wrong else 200
    )
