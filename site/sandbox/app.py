"""The WSGI application: which address leads where."""

import ipaddress
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.exceptions import Forbidden, HTTPException, MisdirectedRequest, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from sandbox import api, backoffice, control, inbox_pages, panel, web
from sandbox.context import Sandbox
from sandbox.courier import Courier
from sandbox.errors import ApiError
from sandbox.paypal import operations as paypal_operations
from sandbox.paypal import pages as paypal_pages
from sandbox.stripe import elements
from sandbox.stripe import operations as stripe_operations
from sandbox.stripe import pages as stripe_pages
from sandbox.stripe.errors import unknown_path

View = Callable[..., Response]


class Application:
    """Answers every request made to the sandbox's HTTP port."""

    def __init__(self, sandbox: Sandbox, courier: Courier) -> None:
        self._sandbox = sandbox
        self._routes = Map(
            [*_api(), *_pages(), *_control(courier)], strict_slashes=False
        )

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """WSGI."""
        request = Request(environ)
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        try:
            _refuse_strangers(request)
            view, values = self._routes.bind_to_environ(request.environ).match()
            return view(self._sandbox, request, **values)
        except (ApiError, HTTPException) as error:
            return self._refusal(request, error)

    def _refusal(self, request: Request, error: ApiError | HTTPException) -> Response:
        if isinstance(error, ApiError):
            return web.answer(error.body, error.status)
        if isinstance(error, NotFound):
            return self._unknown(request)
        return web.answer({"error": error.description}, error.code or 400)

    def _unknown(self, request: Request) -> Response:
        if not request.path.startswith(("/v1/", "/v2/")):
            return stripe_pages.missing(request)
        call = f"{request.method} {request.path}"
        self._sandbox.judge.report("any", "request", [f"{call} is not in the sandbox"])
        error = unknown_path(request.method, request.path)
        return web.answer(error.body, error.status)


def _api() -> list[Rule]:
    return [
        _rule(operation.method, operation.path, partial(api.serve, operation))
        for operation in (*stripe_operations.OPERATIONS, *paypal_operations.OPERATIONS)
    ]


def _pages() -> list[Rule]:
    return [
        _rule("GET", "/c/pay/<session_id>", stripe_pages.show),
        _rule("POST", "/c/pay/<session_id>", stripe_pages.pay),
        _rule("GET", "/3ds/<intent_id>", stripe_pages.challenge),
        _rule("POST", "/3ds/<intent_id>", stripe_pages.answer_challenge),
        _rule("GET", "/stripe.js", elements.script),
        _rule("GET", "/elements/<intent_id>", elements.show),
        _rule("POST", "/elements/<intent_id>", elements.submit),
        _rule("GET", "/elements/<intent_id>/intent", elements.retrieve),
        _rule("GET", "/checkoutnow", paypal_pages.show),
        _rule("POST", "/checkoutnow", paypal_pages.answer),
        _rule("GET", "/static/<name>", _static),
        _rule("GET", "/", _to_overview),
    ]


def _control(courier: Courier) -> list[Rule]:
    return [
        _rule("GET", "/_sandbox/", panel.show),
        _rule("GET", "/_sandbox/health", control.health),
        _rule("POST", "/_sandbox/reset", control.reset),
        _rule("GET", "/_sandbox/faults", control.list_faults),
        _rule("POST", "/_sandbox/faults", control.order_fault),
        _rule("DELETE", "/_sandbox/faults", control.clear_faults),
        _rule("GET", "/_sandbox/deliveries", control.deliveries),
        _rule("POST", "/_sandbox/deliveries/flush", control.flush(courier)),
        _rule("GET", "/_sandbox/log", control.log),
        _rule("GET", "/_sandbox/totals", control.totals),
        _rule("GET", "/_sandbox/clock", control.clock),
        _rule("POST", "/_sandbox/clock", control.advance_clock),
        _rule("POST", "/_sandbox/pay", control.pay),
        _rule("POST", "/_sandbox/approve", control.approve),
        _rule("POST", "/_sandbox/announce", control.announce),
        _rule("POST", "/_sandbox/settle", backoffice.settle),
        _rule("POST", "/_sandbox/dispute", backoffice.dispute),
        _rule("POST", "/_sandbox/refund", backoffice.refund),
        _rule("POST", "/_sandbox/refunds", backoffice.refunds_begin),
        _rule("POST", "/_sandbox/reverse", backoffice.reverse),
        _rule("POST", "/_sandbox/fraud-warning", backoffice.fraud_warning),
        _rule("GET", "/_sandbox/inbox", inbox_pages.show_all),
        _rule("GET", "/_sandbox/inbox.json", inbox_pages.as_json),
        _rule("GET", "/_sandbox/inbox/<mail_id>", inbox_pages.show),
        _rule("GET", "/_sandbox/inbox/<mail_id>/html", inbox_pages.show_html),
    ]


def _rule(method: str, path: str, view: View) -> Rule:
    endpoint: Any = view  # werkzeug allows any object, its annotations say str
    return Rule(path, endpoint=endpoint, methods=[method])


def _static(_sandbox: Sandbox, request: Request, name: str) -> Response:
    return web.static(name) or stripe_pages.missing(request)


def _to_overview(_sandbox: Sandbox, _request: Request) -> Response:
    return web.go_to("/_sandbox/")


def _refuse_strangers(request: Request) -> None:
    if not _is_loopback(request.host):
        raise MisdirectedRequest("The sandbox answers on this machine only.")
    if _is_foreign(request):
        raise Forbidden("The control plane takes no orders from other sites.")


# Any page open in the browser could post here; the browser says when one did.
def _is_foreign(request: Request) -> bool:
    ordering = request.method != "GET" and request.path.startswith("/_sandbox/")
    return ordering and request.headers.get("Sec-Fetch-Site") == "cross-site"


# A name that merely resolves to this machine is how a foreign page would reach in.
def _is_loopback(host: str) -> bool:
    name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
    try:
        return name == "localhost" or ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
