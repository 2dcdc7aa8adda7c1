"""Who asks the API, and how it says no. The routers of every app use this."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import SessionAuth
from pydantic import BaseModel


class Refusal(BaseModel):
    """Every answer from 400 on. ``error`` is for programs, ``message`` and ``fields`` are for people."""

    error: str
    message: str
    fields: dict[str, str] = {}


class Refused(Exception):
    """Ends a request with this status and a ``Refusal``; ``retry_after`` in seconds."""

    def __init__(
        self,
        status: int,
        error: str,
        message: str,
        *,
        fields: Mapping[str, str] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(error)
        self.status = status
        self.retry_after = retry_after
        self.answer = Refusal(error=error, message=message, fields=dict(fields or {}))


class Missing(Refused):
    """There is no such thing, or it is somebody else's: nobody can tell which."""

    def __init__(self) -> None:
        super().__init__(404, "not_found", _("There is nothing at this address."))


class Anybody(SessionAuth):
    """A guest too. Whoever comes with a browser's cookies shows its CSRF token before anything changes."""

    def authenticate(self, request: HttpRequest, key: str | None) -> object:
        return request.user


# Who may ask, tried in turn. Another way to prove who asks, such as a bearer token, stands
# before the session: it needs no CSRF token, and the session's check would refuse it.
SIGNED_IN = [SessionAuth()]
ANYBODY = [Anybody()]
