"""Doors without a language, which lead to the page in the visitor's own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language


def front(_request: HttpRequest) -> HttpResponse:
    return redirect(f"/{get_language()}/")
