"""Asking for a file and taking all of it, as a browser does."""

from django.core.signals import request_finished
from django.db import close_old_connections
from django.http.response import HttpResponseBase
from django.test import Client


def ask(
    client: Client, address: str, method: str = "get", **headers: str
) -> HttpResponseBase:
    response = getattr(client, method)(address, headers=headers)
    response.body = response.getvalue()
    return response


def hang_up(response: HttpResponseBase) -> None:
    """Goes away without taking the rest; the test keeps its database connection."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)
