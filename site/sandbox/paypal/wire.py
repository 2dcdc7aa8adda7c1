"""PayPal on the wire: JSON in and out, an access token, a PayPal-Request-Id."""

import json
from typing import Any

from werkzeug.wrappers import Request

from sandbox.api import Call, Operation
from sandbox.context import Sandbox
from sandbox.ids import debug_id
from sandbox.paypal import tokens
from sandbox.paypal.errors import PayPalError


class PayPalWire:
    """See `sandbox.api.Wire`."""

    provider = "paypal"
    remembers_errors = False
    replay_status = 200

    def request_id(self) -> str:
        """A new debug id."""
        return debug_id()

    def key(self, request: Request) -> str | None:
        """PayPal-Request-Id; the SDK lets it leak onto token requests, where it means nothing."""
        if request.method != "POST" or request.path == tokens.PATH:
            return None
        return request.headers.get("PayPal-Request-Id")

    def authenticate(self, sandbox: Sandbox, request: Request) -> None:
        """A valid token, or the client's credentials for one."""
        tokens.check(sandbox, request)

    def parameters(
        self, sandbox: Sandbox, operation: Operation, request: Request
    ) -> dict[str, Any]:
        """The JSON body judged by its schema, or the query."""
        if operation.request_schema is None:
            return request.args.to_dict()
        try:
            document = json.loads(request.get_data() or b"{}") or {}
        except ValueError as error:
            raise PayPalError(
                400, "INVALID_REQUEST", "MALFORMED_REQUEST_JSON"
            ) from error
        where = f"request {operation.name}"
        if sandbox.judge.paypal(operation.request_schema, document, where):
            raise PayPalError(400, "INVALID_REQUEST", "INVALID_PARAMETER_SYNTAX")
        return document

    def judge(self, sandbox: Sandbox, operation: Operation, body: Any) -> None:
        """Judges the answer by its schema."""
        if operation.answer_schema:
            sandbox.judge.paypal(
                operation.answer_schema, body, f"answer {operation.name}"
            )

    def address(self, request: Request, key: str) -> str:
        """A key means something together with the path it was sent to."""
        return f"paypal {request.path} {key}"

    def key_life(self, request: Request) -> int:
        """Six hours for orders, forty-five days for payments."""
        return 6 * 3600 if request.path.startswith("/v2/checkout/") else 45 * 24 * 3600

    def reused_key(self, _key: str) -> PayPalError | None:
        """PayPal documents no refusal: the first answer comes again."""
        return None

    def failure(self, status: int) -> dict[str, Any]:
        """An error on PayPal's side, or the rate limit's 429."""
        name = "RATE_LIMIT_REACHED" if status == 429 else "INTERNAL_SERVER_ERROR"
        return PayPalError(status, name).body

    def headers(self, call: Call, _original: str | None) -> dict[str, str]:
        """The id PayPal's support would ask for."""
        return {"Paypal-Debug-Id": call.request_id}
