"""PayPal's HTTP, through the SDK's Api with its holes closed.

paypalrestsdk 1.13.3 waits for ever, recurses without end on 401, fetches one token per thread, follows redirects and
returns errors of 400 as if they were answers. Facts in docs/payments.md.
"""

import json
import threading
from collections.abc import Mapping
from typing import Any

import requests
from paypalrestsdk import Api, exceptions

CONNECT, READ = 3, 8  # seconds


class PayPalTransport(Api):
    """One per set of keys. Raises the SDK's exceptions for every status above 299, and requests' own."""

    def __init__(
        self, *, endpoint: str, mode: str, client_id: str, client_secret: str
    ) -> None:
        super().__init__(
            mode=mode,
            endpoint=endpoint,
            client_id=client_id,
            client_secret=client_secret,
        )
        self._one_token = threading.Lock()

    def get_token_hash(self, *_args: object, **_kwargs: object) -> dict[str, Any]:
        """Raises TypeError: what is no token is not kept, or no call would ever work again."""
        with self._one_token:
            token = super().get_token_hash()
            if not _is_token(token):
                self.token_hash = None
                raise TypeError(type(token))
            return token

    def renew_token(self) -> None:
        """Asks for one anew: that of a key revoked meanwhile would work on for hours."""
        self.token_hash = None
        self.get_token_hash()

    def http_call(self, url: str, method: str, **kwargs: Any) -> Any:
        if kwargs.get("data") == "null":
            del kwargs["data"]
        response = requests.request(
            method,
            url,
            timeout=kwargs.pop("timeout", (CONNECT, READ)),
            allow_redirects=False,
            **kwargs,
        )
        return self.handle_response(response, response.content.decode())

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        read_within: float = READ,
    ) -> Any:
        """The parsed answer. ``body`` goes out byte for byte; an expired token is renewed once."""
        for last_try in (False, True):
            try:
                return self.http_call(
                    f"{self.endpoint}{path}",
                    method,
                    data=body,
                    headers={**self.headers(), **(headers or {})},
                    timeout=(CONNECT, read_within),
                )
            except exceptions.UnauthorizedAccess:
                if last_try:
                    raise
                self.token_hash = None
        raise AssertionError(path)

    def get(self, path: str) -> Any:
        return self.send("GET", path)

    def post(
        self, path: str, document: object, headers: Mapping[str, str] | None = None
    ) -> Any:
        return self.send("POST", path, json.dumps(document).encode(), headers)


def _is_token(answer: object) -> bool:
    return (
        isinstance(answer, dict)
        and isinstance(answer.get("access_token"), str)
        and isinstance(answer.get("expires_in"), int)
    )
