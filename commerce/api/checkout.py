"""Placing an order by program: judged by the website's own form, so that both ask for the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from ninja import Path, Router
from wagtail.models import Page

from accounts.api import ANYBODY, Missing, Refused
from commerce.access import access_below, hash_secret, viewer_of
from commerce.browser import TOKEN, origin_of, remember, secret_of
from commerce.domain import attempts, coupons
from commerce.domain.attempts import NoAttempt
from commerce.domain.checkout import AlreadyHeld, Placed, place_order
from commerce.domain.limits import TooManyTries
from commerce.domain.quotes import too_few
from commerce.domain.reservations import SoldOut
from commerce.domain.selling import own_price
from commerce.domain.terms import keep
from commerce.gateways.contract import Embed, GatewayError, NextAction, Redirect
from commerce.models import Order, PaymentMethod
from commerce.views.addresses import absolute

from .asked import Agreed, Asked, AskedItem, Started
from .counter import Purchase, invalid
from .refusals import refusals
from .returns import has_session, urls_for

router = Router(tags=["checkout"], auth=ANYBODY)
ANSWERS = {200: Started, **refusals(401, 403, 404, 409, 422, 429, 503)}


@router.post("checkout/", response=ANSWERS)
def checkout(request: HttpRequest, response: HttpResponse, asked: Asked) -> Started:
    """Places the order of these items and opens the payment; a repeat finds the same order.

    Prices, currency and buyer are ours to know: a field that is not named here is refused.
    """
    return _start(request, response, asked, asked.items)


@router.post("courses/{id}/checkout/", response=ANSWERS)
def course_checkout(
    request: HttpRequest,
    response: HttpResponse,
    id: Annotated[int, Path(ge=1, le=2**31 - 1)],  # noqa: A002 -- the guides' name
    asked: Agreed,
) -> Started:
    """The same for one course, by the id of its page in any language. 400 where the buyer has it for good."""
    page = Page.objects.live().public().filter(pk=id).first()
    price = own_price(page) if page else None
    if price is None:
        raise Missing
    access = access_below(viewer_of(request), page)
    if access.allowed and access.until is None:
        raise _enrolled()
    item = AskedItem(id=price.code, type="access")
    return _start(request, response, asked, [item])


def _start(
    request: HttpRequest, response: HttpResponse, asked: Agreed, items: list[AskedItem]
) -> Started:
    purchase = Purchase.of(request, asked, items)
    form, method = purchase.form, purchase.form.payment_method
    if form.is_free and not request.user.is_authenticated:
        raise Refused(401, "sign_in", _("Sign in first."))
    secret = secret_of(form.cleaned_data["token"])
    urls_of = urls_for(method, success=asked.success_url, cancel=asked.cancel_url)
    with _refusing():
        placed = place_order(
            form.quote.items,
            method,
            buyer=form.buyer(hash_secret(secret), origin_of(request)),
            details=form.details(
                language=get_language(),
                checkout_key=purchase.key,
                terms_version="" if form.is_free else keep(form.wording),
            ),
            urls_of=urls_of,
        )
        started = _opened(placed, method, urls_of(placed.order))
    if not request.user.is_authenticated:
        request.session[TOKEN] = form.cleaned_data["token"]
        request.session.cycle_key()
        remember(response, secret)
    return started


def _opened(
    placed: Placed, method: PaymentMethod | None, urls: dict[str, str]
) -> Started:
    """The provider's page, or where the buyer returns to when there is nothing to pay there."""
    order = placed.order
    if method is None or order.payment_state != Order.PaymentState.PENDING:
        return Started(session_id=str(order.pk), url=urls["success"])
    action = (
        attempts.open_at_provider(placed.call)
        if placed.call
        else attempts.pay(order, method, urls=urls)
    )
    session = action.ref if has_session(method) else str(order.pk)
    return Started(session_id=session, url=_next_address(order, action, urls))


def _next_address(order: Order, action: NextAction, urls: dict[str, str]) -> str:
    if isinstance(action, Redirect):
        return action.url
    if isinstance(action, Embed):
        with override(order.language):
            return absolute(reverse("card", args=[order.pk]))
    return urls["success"]


@contextmanager
def _refusing() -> Iterator[None]:
    """What the domain refuses, in the API's words."""
    try:
        yield
    except AlreadyHeld as held:
        raise _enrolled() from held
    except SoldOut as gone:
        gone.product.refresh_from_db(fields=["stock"])
        raise invalid({"items": too_few(gone.product)}) from gone
    except coupons.Refused as refused:
        raise invalid({"coupon": str(refused)}) from refused
    except TooManyTries as tired:
        words = _("Too many tries. Wait, or pay in another way.")
        raise Refused(429, "too_many", words, retry_after=tired.seconds) from tired
    except NoAttempt as closed:
        words = _("This order is paid, or its payment is on its way.")
        raise Refused(409, "order_closed", words) from closed
    except GatewayError as silent:
        words = _("The payment service does not answer. Try again.")
        raise Refused(503, "provider", words, retry_after=30) from silent


def _enrolled() -> Refused:
    words = _("You are already enrolled in this course.")
    return Refused(400, "already_enrolled", words)
