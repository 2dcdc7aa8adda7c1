"""Codes that buyers try, and how many of them."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from commerce.domain.coupons import Refused, Unknown, find
from commerce.domain.terms import version_of
from commerce.forms import CheckoutForm
from commerce.models import fold_code

KNOWN = "coupon"  # in the session: a code that was found, which is no guess any more
WRONG_CODES = {"coupon": "10/10m/key,40/h/ip"}


def is_trying(request: HttpRequest) -> bool:
    """Whether the form was sent for what it would cost, not to order: by another button, or with another code in it."""
    sent = request.POST
    if {"apply", "remove", "update"} & sent.keys():
        return True
    return fold_code(sent.get("coupon", "")) != fold_code(sent.get("applied", ""))


def typed_in(sent: QueryDict, terms: str) -> dict[str, str]:
    """All that was typed, to be shown again; who accepted other terms than those shown now has not accepted them."""
    typed = sent.dict()
    if "remove" in sent:
        typed["coupon"] = ""
    if typed.get("terms_read", "") != version_of(terms):
        typed.pop("terms", None)
    return typed


def try_code(request: HttpRequest, form: CheckoutForm) -> None:
    """The form's plans cost what they cost with its code, or it says why not."""
    if not form.code:
        return
    guess = form.code != request.session.get(KNOWN)
    if guess and not _count(request, form, asks_only=True):
        form.refused = _("Too many codes were tried. Try again in ten minutes.")
        return
    try:
        form.reduce(find(form.code, form.person))
    except Unknown as unknown:
        _count(request, form)
        form.refused = str(unknown)
    except Refused as refused:
        form.refused = str(refused)
    else:
        if guess:
            request.session[KNOWN] = form.code


def _count(
    request: HttpRequest, form: CheckoutForm, *, asks_only: bool = False
) -> bool:
    """A wrong code of this form and of this address; whether there may be one more."""
    allowed = ratelimit.consume(
        request,
        app="commerce",
        action="coupon",
        config=WRONG_CODES,
        key=str(form["token"].value()),
        limit_get=True,
        dry_run=asks_only,
    )
    return allowed is not None
