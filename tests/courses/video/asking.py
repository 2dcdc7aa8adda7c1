"""Asking for a file and taking all of it, as a browser does."""

from django.http.response import HttpResponseBase
from django.test import Client


def ask(
    client: Client, address: str, method: str = "get", **headers: str
) -> HttpResponseBase:
    response = getattr(client, method)(address, headers=headers)
    response.body = response.getvalue()
    return response
