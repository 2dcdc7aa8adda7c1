"""A purchase as a program makes it, over HTTP from beginning to end, against the sandbox only."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from wagtail.models import Page

from .domain.offers import versions_now
from .models import CheckoutSnippet, PaymentMethod, Price, Product

PATIENCE = 20  # seconds until the worker must have settled what was paid
TIMEOUT = 10
LIVE = ("sk_live_", "rk_live_", "pk_live_")


class LiveKeys(Exception):
    """Money would move."""


class Broken(Exception):
    """A step did not do what it must; ``name`` is the step."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name = name


@dataclass(frozen=True)
class Trial:
    """A price to buy, the way to pay for it, and the address of a page that it opens."""

    price: str
    method: str
    locked: str


@dataclass(frozen=True)
class Step:
    name: str
    milliseconds: int
    told: str


def something_to_try(code: str = "") -> Trial:
    """The price of this code, or the cheapest that opens something. Raises LiveKeys, Broken."""
    if settings.STRIPE_SECRET_KEY.startswith(LIVE) or settings.PAYPAL_MODE == "live":
        raise LiveKeys
    method = PaymentMethod.objects.active().filter(gateway="stripe", embedded=False)
    chosen = method.first()
    if chosen is None:
        raise Broken("config", "No payment method of Stripe's hosted page is active.")
    shown = CheckoutSnippet.objects.filter(live=True).values("prices")
    prices = Price.objects.live().filter(
        pk__in=shown, product__kind=Product.Kind.ACCESS
    )
    for version in versions_now(prices.filter(**{"code": code} if code else {})):
        if version.amount and (page := _locked_page(version.price.product)):
            return Trial(version.price.code, chosen.code, page.url)
    raise Broken(
        "config", f"Nothing on sale opens a page{f': {code}' if code else ''}."
    )


def _locked_page(product: Product) -> Page | None:
    keys = product.grants.filter(until=None).values("page_key")
    for granted in Page.objects.live().filter(translation_key__in=keys):
        below = granted.get_descendants(inclusive=True).live().public()
        for page in below.specific().iterator():
            if getattr(page, "is_gated", False):
                return page
    return None


@dataclass
class Walk:
    """The steps in turn; each raises Broken. A browser's cookies are kept, for they prove the order."""

    site: str
    trial: Trial
    cookies: CookieJar = field(default_factory=CookieJar)
    session: str = ""
    sandbox: str = ""

    def steps(self) -> Iterator[Step]:
        for step in (
            self.config,
            self.checkout,
            self.pay,
            self.webhook,
            self.verify,
            self.lesson,
        ):
            yield self._timed(step)

    def _timed(self, step: Callable[[], str]) -> Step:
        began = time.monotonic()
        try:
            told = step()
        except (OSError, HTTPException, ValueError, LookupError) as wrong:
            raise Broken(step.__name__, f"{type(wrong).__name__}: {wrong}") from wrong
        return Step(step.__name__, int((time.monotonic() - began) * 1000), told)

    def config(self) -> str:
        told = self._ask(f"{self.site}/api/config/")
        if told["stripe_publishable_key"].startswith(LIVE):
            raise LiveKeys
        methods = [way["code"] for way in told["methods"]]
        return f"{told['currency']}, {', '.join(methods)}"

    def checkout(self) -> str:
        asked = {
            "items": [{"id": self.trial.price, "type": "access"}],
            "customer_info": {"email": f"try-{uuid4().hex[:12]}@example.com"},
            "method": self.trial.method,
            "accepts_terms": True,
            "waives_withdrawal": True,
        }
        told = self._ask(f"{self.site}/api/checkout/", asked)
        self.session = told["session_id"]
        page = urlsplit(told["url"])
        self.sandbox = f"{page.scheme}://{page.netloc}"
        if page.hostname not in {"127.0.0.1", "localhost", "::1"}:
            raise Broken("checkout", f"{self.sandbox} is not the sandbox.")
        return f"{self.trial.price}, {self.session[:16]}…"

    def pay(self) -> str:
        self._is("pay", self._ask(f"{self.sandbox}/_sandbox/health")["status"], "ok")
        if self._status(self.trial.locked) != 403:
            raise Broken(
                "pay", f"{self.trial.locked} is open before anything was paid."
            )
        paid = self._ask(f"{self.sandbox}/_sandbox/pay", {"session": self.session})
        self._is("pay", paid["state"], "paid")
        return "4242 4242 4242 4242 at the sandbox"

    def webhook(self) -> str:
        sent = self._ask(f"{self.sandbox}/_sandbox/deliveries/flush", {})
        self._is("webhook", sent["pending"], 0)
        return "every event delivered"

    def verify(self) -> str:
        asked = {"session_id": self.session}
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            told = self._ask(f"{self.site}/api/payments/verify/", asked)
            if told["status"] == "success":
                return f"{told['order']['number']} is {told['order']['status']}"
            time.sleep(0.25)
        raise Broken("verify", f"Not settled after {PATIENCE} s. Does the worker run?")

    def lesson(self) -> str:
        self._is("lesson", self._status(self.trial.locked), 200)
        return self.trial.locked

    @staticmethod
    def _is(name: str, found: object, wanted: object) -> None:
        if found != wanted:
            raise Broken(name, f"{found!r} instead of {wanted!r}.")

    def _status(self, address: str) -> int:
        request = urllib.request.Request(self.site + urlsplit(address).path)  # noqa: S310 -- http, see site
        try:
            with self._open(request) as page:
                return page.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def _ask(self, address: str, body: dict | None = None) -> dict:
        """The JSON at this address, or the answer to what was sent. Raises OSError, ValueError."""
        kept = {cookie.name: cookie.value or "" for cookie in self.cookies}
        token = kept.get(settings.CSRF_COOKIE_NAME, "")
        headers = {"Content-Type": "application/json", "X-CSRFToken": token}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(address, data, headers)  # noqa: S310 -- http, see site
        try:
            with self._open(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                why = f"{error.code} {error.read(500).decode(errors='replace')}"
                raise ValueError(why) from error

    def _open(self, request: urllib.request.Request):  # noqa: ANN202 -- urllib gives no type
        no_proxy = urllib.request.ProxyHandler({})
        keeping = urllib.request.HTTPCookieProcessor(self.cookies)
        opener = urllib.request.build_opener(no_proxy, keeping)
        return opener.open(request, timeout=TIMEOUT)
