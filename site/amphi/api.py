"""The API: the apps' routers under one roof, and one form for every refusal. See docs/api.md."""

from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from accounts.api import SIGNED_IN, Missing, Refused
from commerce.api import router as commerce

WHOLE = {"int_type", "int_parsing", "int_from_float", "int_parsing_size"}


class Api(NinjaAPI):
    """No answer is kept by anybody on its way: each is one person's."""

    def create_response(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(*args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response


api = Api(
    title="Amphi",
    version="1",
    description="Buying, orders and payments. Every amount is in minor units (cents).",
    urls_namespace="api",
    auth=SIGNED_IN,
)
api.add_router("", commerce)


class LanguageMiddleware(LocaleMiddleware):
    """Chooses the language; what is not found below /api/ is not looked for under a language."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not request.path.startswith("/api/"):
            return super().process_response(request, response)
        if response.status_code == 405:
            refused = Refused(405, "method", _("This address takes another method."))
            allowed, response = response["Allow"], refuse(request, refused)
            response["Allow"] = allowed
        response.headers.setdefault("Content-Language", get_language())
        return response


def nothing_there(request: HttpRequest) -> HttpResponse:
    """Below /api/ even an unknown address answers as the API does."""
    return refuse(request, Missing())


@api.exception_handler(Refused)
def refuse(request: HttpRequest, refused: Refused) -> HttpResponse:
    answer = refused.answer.model_dump()
    response = api.create_response(request, answer, status=refused.status)
    if refused.retry_after is not None:
        response["Retry-After"] = str(refused.retry_after)
    return response


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _found: Http404) -> HttpResponse:
    return refuse(request, Missing())


@api.exception_handler(AuthenticationError)
def _unknown_person(
    request: HttpRequest, _unknown: AuthenticationError
) -> HttpResponse:
    words = _("Sign in first.")
    return refuse(request, Refused(401, "sign_in", words))


@api.exception_handler(HttpError)
def _not_read(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    """What django-ninja refuses by itself: no CSRF token, or a body that is no JSON."""
    if wrong.status_code == 403:
        words = _("Send the CSRF token with this request.")
        return refuse(request, Refused(403, "csrf", words))
    words = _("The request cannot be read.")
    return refuse(request, Refused(wrong.status_code, "unreadable", words))


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(BadRequest)
def _too_much(request: HttpRequest, _wrong: Exception) -> HttpResponse:
    return _not_read(request, HttpError(400, ""))


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    fields = {_place(error["loc"]): _words(error) for error in wrong.errors}
    words = _("Correct the fields that are named.")
    return refuse(request, Refused(422, "invalid", words, fields=fields))


def _place(parts: tuple) -> str:
    """``items.0.quantity``: without where it came in, and the parameter that holds a body."""
    inner = parts[2:] if parts[0] == "body" else parts[1:]
    return ".".join(map(str, inner)) or str(parts[0])


def _words(error: dict) -> str:
    limits = error.get("ctx", {})
    if error["type"] in WHOLE:
        return _("Enter a whole number.")
    known = {
        "missing": _("Fill in this field."),
        "value_error": limits.get("error", ""),
        "extra_forbidden": _("There is no such field here."),
        "greater_than_equal": _("At least %(ge)s."),
        "less_than_equal": _("At most %(le)s."),
        "string_too_short": _("Fill in this field."),
        "string_too_long": _("At most %(max_length)s characters."),
        "too_short": _("Name at least %(min_length)s."),
        "too_long": _("Name at most %(max_length)s."),
        "literal_error": _("Choose one of these: %(expected)s."),
    }
    return (known.get(error["type"]) or _("This value does not fit.")) % limits
