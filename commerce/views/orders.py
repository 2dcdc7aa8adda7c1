"""Where buyers come back to, and their orders afterwards."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from commerce.access import viewer_of
from commerce.browser import empty_basket
from commerce.domain import claims, proofs, settlement
from commerce.domain.checkout import Placed
from commerce.domain.limits import TooManyTries
from commerce.domain.offers import methods_of
from commerce.domain.orders import OrderView, Stage, next_page, view_of
from commerce.domain.requests import may_ask
from commerce.domain.shelf import sellers_of
from commerce.forms import AddressForm, MoneyBackForm, ProofForm
from commerce.models import CheckoutSnippet, Order, Payment, PaymentMethod

from .checkout import as_it_stands, live_checkout, send_to_pay
from .limited import waiting, why
from .renewal import pricing

REFRESH_SECONDS = 2
MOST_REFRESHES = 30
SETTLED = {Stage.PAID, Stage.PROCESSING, Stage.TRANSFER, Stage.ON_DELIVERY}
PAYABLE = {
    Stage.UNPAID,
    Stage.DECLINED,
    Stage.TROUBLE,
    Stage.CANCELED,
    Stage.TRANSFER,
}


@never_cache
@require_GET
def order(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The order's state; to whom it is not proved, the state alone."""
    found = get_object_or_404(Order, pk=pk)
    if not is_proved(request, found):
        return _strangers_view(request, found)
    shown = _awaited(request, view_of(found))
    context = {
        "shown": shown,
        "order": found,
        "next_page": next_page(found),
        "again": _again(found),
    }
    if claims.is_correctable(found):
        context["address_form"] = AddressForm(initial={"email": found.email})
    if shown.stage == Stage.TRANSFER and proofs.takes_another(shown.payment):
        context["proof_form"] = ProofForm()
    if shown.stage == Stage.PAID and may_ask(found):
        context["money_back_form"] = MoneyBackForm()
    if shown.stage in PAYABLE:
        context["methods"] = _other_methods(shown)
    _forget_basket(request, shown)
    if shown.stage == Stage.PROCESSING:
        context["refresh"] = _refresh(request)
    response = render(request, f"commerce/orders/{shown.stage}.html", context)
    if context.get("refresh"):
        response["Refresh"] = context["refresh"]
    return response


@never_cache
@require_POST
def pay_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Another attempt at the same order, by the same or another way."""
    found = get_object_or_404(Order, pk=pk)
    if not is_proved(request, found):
        raise Http404
    if view_of(found).stage not in PAYABLE:
        return redirect(as_it_stands(found))
    chosen = [way for way in _methods(found) if way.code == request.POST.get("method")]
    method = chosen[0] if chosen else None
    try:
        return send_to_pay(Placed(found), method, hosted="hosted" in request.POST)
    except TooManyTries as refused:
        context = {"refused": refused, "why": why(refused), "order": found}
        page = render(request, "commerce/too_many.html", context)
        return waiting(page, refused)


@never_cache
@require_POST
def correct_address(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """From the page of a paid order that nobody has claimed yet, in the browser that bought."""
    found = get_object_or_404(Order, pk=pk)
    form = AddressForm(request.POST)
    if not is_proved(request, found):
        raise Http404
    try:
        if form.is_valid():
            claims.correct_address(found, form.cleaned_data["email"])
            messages.success(request, _("We sent a new link to %s.") % found.email)
        else:
            messages.error(request, form.errors["email"][0])
    except claims.NotCorrectable:
        messages.error(request, _("The address cannot be changed here any more."))
    return redirect("order", pk=pk)


@never_cache
@require_GET
def payment_success(request: HttpRequest) -> HttpResponse:
    """The provider sent the buyer back: ask for one look, then show the order."""
    found = _returned(request)
    if found is None:
        return _without_order(request)
    for payment in found.payments.filter(status__in=Payment.OPEN).exclude(ref=""):
        settlement.ask_for_look(payment)
    return redirect(f"{reverse('order', args=[found.pk])}?back=1")


@never_cache
@require_GET
def payment_cancelled(request: HttpRequest) -> HttpResponse:
    found = _returned(request)
    if found is None:
        return _without_order(request)
    return redirect(f"{reverse('order', args=[found.pk])}?gave_up=1")


@never_cache
@login_required
@require_GET
def my_orders(request: HttpRequest) -> HttpResponse:
    mine = Order.objects.filter(user=request.user).prefetch_related("lines")
    return render(request, "commerce/orders/list.html", {"orders": mine})


def _returned(request: HttpRequest) -> Order | None:
    try:
        key = uuid.UUID(request.GET.get("order", ""))
    except ValueError:
        return None
    return Order.objects.filter(pk=key).first()


def _without_order(request: HttpRequest) -> HttpResponse:
    """An address typed or kept without its end: to one's orders, or to what can be bought."""
    return redirect("my_orders") if request.user.is_authenticated else pricing(request)


def is_proved(request: HttpRequest, found: Order) -> bool:
    viewer = viewer_of(request)
    return (
        Order.objects.of_viewer(viewer.user_id, viewer.browser_hash)
        .filter(pk=found.pk)
        .exists()
    )


def _strangers_view(request: HttpRequest, found: Order) -> HttpResponse:
    if request.user.is_authenticated and found.user_id:
        raise Http404  # another person's; a guest's may be one's own, placed before signing in
    return render(request, "commerce/orders/stranger.html", {"shown": view_of(found)})


def _forget_basket(request: HttpRequest, shown: OrderView) -> None:
    if shown.stage in SETTLED:
        empty_basket(request, shown.order.pk)


def _awaited(request: HttpRequest, shown: OrderView) -> OrderView:
    """Back from the provider and not settled yet: the provider knows more than we do, so wait."""
    if shown.stage == Stage.UNPAID and "back" in request.GET:
        return OrderView(shown.order, Stage.PROCESSING, shown.payment)
    if shown.stage == Stage.UNPAID and "gave_up" in request.GET:
        return OrderView(shown.order, Stage.CANCELED, shown.payment)
    return shown


def _refresh(request: HttpRequest) -> str:
    """The header that has the page asked for again; empty once that went on for a minute."""
    seen = request.GET.get("seen", "0")
    count = int(seen) + 1 if seen.isascii() and seen.isdigit() and len(seen) < 4 else 1
    if count > MOST_REFRESHES:
        return ""
    return f"{REFRESH_SECONDS}; url={request.path}?back=1&seen={count}"


def _other_methods(shown: OrderView) -> list[PaymentMethod]:
    """To try again; who waits for a transfer has chosen that one already."""
    ways = _methods(shown.order)
    if shown.stage != Stage.TRANSFER:
        return ways
    return [way for way in ways if way.pk != shown.payment.method_id]


def _methods(found: Order) -> list[PaymentMethod]:
    """The ways that fit this order; none where its checkout was taken down meanwhile."""
    delivered = found.fulfilment != Order.Fulfilment.NONE
    return methods_of(_sellers_of(found), delivered=delivered)


def _again(found: Order) -> str:
    """The address where the same can be ordered anew; empty where its checkout was taken down meanwhile."""
    if not _sellers_of(found):
        return ""
    if not found.checkout_key:
        return reverse("basket")
    plan = urlencode({"plan": found.lines.first().price.code})
    return f"{reverse('checkout', args=[found.checkout_key])}?{plan}"


def _sellers_of(found: Order) -> list[CheckoutSnippet]:
    """Where it was placed; of a basket, those that sell what it holds."""
    if not found.checkout_key:
        prices = found.lines.values_list("price", flat=True)
        return sellers_of(prices, get_language())
    try:
        return [live_checkout(found.checkout_key)]
    except Http404:
        return []
