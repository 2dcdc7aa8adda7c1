"""From the button on a page to the provider's own."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.db.models import Exists
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.models import Site

from commerce.access import hash_secret, viewer_of
from commerce.browser import (
    basket_order,
    checkout_token,
    note_basket_order,
    origin_of,
    remember,
    secret_of,
)
from commerce.domain import attempts, copies
from commerce.domain.checkout import AlreadyHeld, Placed, place_order
from commerce.domain.coupons import Refused
from commerce.domain.desk import Desk, desk_of
from commerce.domain.limits import TooManyTries
from commerce.domain.quotes import too_few
from commerce.domain.renewal import held_until
from commerce.domain.reservations import SoldOut, count_own
from commerce.domain.terms import keep, terms_of
from commerce.forms import CheckoutForm
from commerce.gateways.contract import Embed, GatewayError, Redirect
from commerce.models import CheckoutSnippet, Coupon, Order, PaymentMethod

from .addresses import return_urls
from .coupons import is_trying, try_code, typed_in
from .limited import waiting, why


@never_cache
@require_http_methods(["GET", "POST"])
def checkout(request: HttpRequest, key: str) -> HttpResponse:
    copies.refuse()
    snippet = live_checkout(key)
    desk = desk_of(snippet)
    if any(offer.is_sold_out for offer in desk.offers):
        who = viewer_of(request)
        own = Order.objects.of_viewer(who.user_id, who.browser_hash)
        count_own(desk.offers, own)
    return serve(request, snippet, desk)


def serve(request: HttpRequest, snippet: CheckoutSnippet, desk: Desk) -> HttpResponse:
    """The order form of a placed checkout, or of a basket: shown, brought up to date, or sent."""
    form = form_for(request, snippet, desk)
    try_code(request, form)
    if form.is_free and form.quotes and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if form.is_bound and form.is_valid():
        if form.quote.is_free and not request.user.is_authenticated:
            page = form.cleaned_data["page"] or ""
            asked = urlencode({"plan": form.quote.code, "page": page})
            return redirect_to_login(f"{request.path}?{asked}")
        try:
            return _place(request, snippet, form)
        except TooManyTries as refused:
            form.add_error("method" if refused.cards_only else None, why(refused))
            return waiting(_show(request, snippet, form), refused)
    return _show(request, snippet, form)


def _show(
    request: HttpRequest, snippet: CheckoutSnippet, form: CheckoutForm
) -> HttpResponse:
    wrong = form.is_bound or (request.method == "POST" and form.refused)
    status = 422 if wrong else 200
    return render(
        request,
        "commerce/checkout.html",
        {"checkout": snippet, "form": form, "held": _held(request)},
        status=status,
    )


def _held(request: HttpRequest) -> dict[int, datetime | None]:
    """What who asks has already, by product."""
    viewer = viewer_of(request)
    return held_until(viewer.user_id, viewer.browser_hash)


def live_checkout(key: str) -> CheckoutSnippet:
    """In the visitor's language, else in any that is live."""
    live = (
        CheckoutSnippet.objects.filter(translation_key=key, live=True)
        .select_related("locale")
        .annotate(has_coupons=Exists(Coupon.objects.in_state(Coupon.State.ACTIVE)))
    )
    by_language = {snippet.locale.language_code: snippet for snippet in live}
    snippet = by_language.get(get_language()) or next(iter(by_language.values()), None)
    if snippet is None:
        raise Http404
    return snippet


def form_for(
    request: HttpRequest, snippet: CheckoutSnippet, desk: Desk
) -> CheckoutForm:
    """Filled with what was sent; to order, or only to learn what a code, a country or a number makes of the total."""
    sent = request.POST if request.method == "POST" else None
    terms = terms_of(snippet, Site.find_for_request(request)) if sent else ""
    asked = {name: request.GET.get(name, "") for name in ("plan", "page", "coupon")}
    asked["token"] = checkout_token(request)
    if sent and is_trying(request):
        shown = {"shown": sent.getlist("shown")}
        asked, sent = asked | typed_in(sent, terms) | shown, None
    code = (sent or asked).get("coupon")
    return CheckoutForm(
        sent,
        initial=asked,
        desk=desk,
        user=request.user,
        terms=terms,
        takes_coupons=snippet.takes_coupons and bool(snippet.has_coupons or code),
    )


def _place(
    request: HttpRequest, snippet: CheckoutSnippet, form: CheckoutForm
) -> HttpResponse:
    secret = secret_of(form.cleaned_data["token"])
    details = form.details(
        language=get_language(),
        checkout_key=None if form.desk.basket else snippet.translation_key,
        replaces=basket_order(request) if form.desk.basket else None,
        terms_version="" if form.is_free else keep(form.wording),
    )
    method = form.payment_method
    try:
        placed = place_order(
            form.quote.items,
            method,
            buyer=form.buyer(hash_secret(secret), origin_of(request)),
            details=details,
            urls_of=return_urls,
        )
        if form.desk.basket:
            note_basket_order(request, placed.order.pk)
    except AlreadyHeld as held:
        context = {"product": held.price.product}
        return render(request, "commerce/already_held.html", context)
    except (Refused, SoldOut) as quicker:  # somebody was
        _tell(form, quicker)
        return _show(request, snippet, form)
    except attempts.NoAttempt as refused:
        return redirect(as_it_stands(refused.order))
    if request.user.is_authenticated:  # a new key would sign the other click out
        return send_to_pay(placed, method)
    request.session.cycle_key()
    return remember(send_to_pay(placed, method), secret)


def _tell(form: CheckoutForm, quicker: Refused | SoldOut) -> None:
    if isinstance(quicker, Refused):
        form.refuse(str(quicker))
        return
    quicker.product.refresh_from_db(fields=["stock"])
    form.add_error(None, too_few(quicker.product))


def send_to_pay(
    placed: Placed, method: PaymentMethod | None, *, hosted: bool = False
) -> HttpResponseRedirect:
    """To the provider, to its fields on our own page, or to the order's page, which says how it stands.

    Raises TooManyTries.
    """
    order, call = placed.order, placed.call
    home = reverse("order", args=[order.pk])
    if method is None or order.payment_state != Order.PaymentState.PENDING:
        return redirect(home)
    try:
        action = (
            attempts.open_at_provider(call)
            if call
            else attempts.pay(order, method, urls=return_urls(order), hosted=hosted)
        )
    except attempts.NoAttempt as refused:
        return redirect(as_it_stands(refused.order))
    except GatewayError:
        return redirect(home)
    if isinstance(action, Embed):
        return redirect("card", order.pk)
    return redirect(action.url if isinstance(action, Redirect) else home)


def as_it_stands(order: Order) -> str:
    """The page of an order that was not to be paid now; one paid already says so."""
    home = reverse("order", args=[order.pk])
    paid = order.payment_state == Order.PaymentState.PAID
    return f"{home}?already=1" if paid else home
