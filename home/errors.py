"""What visitors see when something of ours fails."""

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

RETRY_SECONDS = "5"


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 where the database is busy or away, for the same request may soon succeed."""
    if not isinstance(sys.exc_info()[1], OperationalError):
        return defaults.server_error(request)
    return HttpResponse(
        render_to_string("503.html"),
        status=503,
        headers={"Retry-After": RETRY_SECONDS},
    )
