"""What somebody reads who tried to pay too often."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commerce.domain.limits import TooManyTries


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """429 with the time to wait, and the way back to where another way to pay may be open."""

    @wraps(view)
    def guarded(request: HttpRequest, **where: object) -> HttpResponse:
        try:
            return view(request, **where)
        except TooManyTries as refused:
            order = where.get("pk")
            back = reverse("order", args=[order]) if order else request.path
            context = {"refused": refused, "back": back}
            response = render(request, "commerce/too_many.html", context, status=429)
            response["Retry-After"] = refused.seconds
            return response

    return guarded
