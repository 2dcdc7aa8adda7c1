"""Who may ask about orders: who is signed in, and a browser that placed one."""

from django.http import HttpRequest

from accounts.api import SIGNED_IN, Anybody
from commerce.access import viewer_of


class Browser(Anybody):
    """By the cookie that placing an order left; which orders it proves is asked of the database."""

    def authenticate(self, request: HttpRequest, key: str | None) -> object:
        return viewer_of(request).browser_hash


KNOWN = [*SIGNED_IN, Browser()]
