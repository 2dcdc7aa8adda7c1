"""The secret by which a guest's browser proves the orders it placed, for a day at most."""

import uuid
from collections.abc import Callable
from ipaddress import ip_network

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from .domain.checkout import new_token

TOKEN = "checkout_token"  # noqa: S105 -- a session key's name
BASKET, BASKET_ORDER = "basket", "basket_order"


def checkout_token(request: HttpRequest) -> str:
    """One a browser session: both tabs of a buyer carry it, so both place the same order."""
    return request.session.setdefault(TOKEN, new_token())


def kept_in(request: HttpRequest) -> dict[str, list[int]]:
    """The basket of this browser; who brings no session has none, and is asked for none."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return {}
    return request.session.get(BASKET, {})


def keep_basket(request: HttpRequest, kept: dict[str, list[int]]) -> None:
    request.session[BASKET] = kept


def note_basket_order(request: HttpRequest, pk: uuid.UUID) -> None:
    """The basket was ordered; it stays until that is paid, should the buyer come back to change it."""
    request.session[BASKET_ORDER] = str(pk)


def basket_order(request: HttpRequest) -> uuid.UUID | None:
    pk = request.session.get(BASKET_ORDER)
    return uuid.UUID(pk) if pk else None


def empty_basket(request: HttpRequest, pk: uuid.UUID) -> None:
    """Where this is the order of what is in it."""
    if basket_order(request) == pk:
        del request.session[BASKET_ORDER]
        request.session.pop(BASKET, None)


def secret_of(token: str) -> str:
    """The same for every repeat of one form, so a double click leaves one cookie, not two."""
    return salted_hmac("commerce.browser", token, algorithm="sha256").hexdigest()


def origin_of(request: HttpRequest) -> str:
    """The visitor's network, hashed under our key: it says "the same again" and no more. Empty where nobody knows."""
    try:
        network = ip_network(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):  # asked through a socket
        return ""
    if network.version == 6:  # a household has as many addresses as it likes
        network = network.supernet(new_prefix=64)
    digest = salted_hmac("commerce.origin", str(network), algorithm="sha256")
    return digest.hexdigest()


def remember(response: HttpResponse, secret: str) -> HttpResponse:
    response.set_cookie(
        settings.ORDER_COOKIE,
        secret,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def forget_at_sign_in(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the secret is gone at any sign-in or sign-out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        before = (
            request.session.get(SESSION_KEY) if request.session.session_key else None
        )
        response = get_response(request)
        after = request.session.get(SESSION_KEY) if request.session.accessed else before
        if before != after:
            request.session.pop(TOKEN, None)
            response.delete_cookie(settings.ORDER_COOKIE)
        return response

    return middleware
