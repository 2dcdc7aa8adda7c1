"""Stripe on the wire: form-encoded in, JSON out, a secret key, an Idempotency-Key."""

from typing import Any

from werkzeug.wrappers import Request

from sandbox.api import Call, Operation
from sandbox.context import Sandbox
from sandbox.ids import stripe_id
from sandbox.schemas import stripe_api_version
from sandbox.stripe.errors import StripeError
from sandbox.stripe.forms import decode


class StripeWire:
    """See `sandbox.api.Wire`."""

    provider = "stripe"
    remembers_errors = True
    replay_status = None

    def request_id(self) -> str:
        """A new req_…"""
        return stripe_id("req", 14)

    def key(self, request: Request) -> str | None:
        """Stripe reads Idempotency-Key on POST only."""
        return (
            request.headers.get("Idempotency-Key") if request.method == "POST" else None
        )

    def authenticate(self, sandbox: Sandbox, request: Request) -> None:
        """The one key, as Bearer or as the user of Basic."""
        sent = request.authorization
        given = (sent.token or sent.get("username")) if sent else None
        if not given:
            message = (
                "You did not provide an API key. You need to provide your API key in the "
                "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
                "YOUR_SECRET_KEY')."
            )
            raise StripeError(message, status=401)
        if given != sandbox.config.stripe.secret_key:
            shown = f"{given[:8]}{'*' * 8}{given[-4:]}"
            message = f"Invalid API Key provided: {shown}"
            raise StripeError(message, status=401)

    def parameters(
        self, sandbox: Sandbox, operation: Operation, request: Request
    ) -> dict[str, Any]:
        """Nested and typed, after the SDK's own types."""
        source = request.form if request.method == "POST" else request.args
        values = decode(source.items(multi=True))
        return sandbox.judge.stripe_parameters(operation.name, values)

    def judge(self, sandbox: Sandbox, operation: Operation, body: Any) -> None:
        """Judges the object or list answered."""
        sandbox.judge.stripe_object(body, f"answer {operation.name}")

    def address(self, _request: Request, key: str) -> str:
        """A key is one request's in the whole account."""
        return f"stripe {key}"

    def key_life(self, _request: Request) -> int:
        """A day."""
        return 24 * 3600

    def reused_key(self, key: str) -> StripeError | None:
        """Stripe's idempotency_error."""
        message = (
            "Keys for idempotent requests can only be used with the same parameters they "
            f"were first used with. Try using a key other than '{key}' if you meant to "
            "execute a different request."
        )
        return StripeError(message, type="idempotency_error")

    def failure(self, status: int) -> dict[str, Any]:
        """An api_error, or the rate limit's 429."""
        if status == 429:
            message = "Too many requests made to the API too quickly."
            return StripeError(message, code="rate_limit").body
        return StripeError("An unknown error occurred.", type="api_error").body

    def headers(self, call: Call, original: str | None) -> dict[str, str]:
        """Request-Id and version always; a replay says whose answer it repeats."""
        headers = {
            "Request-Id": call.request_id,
            "Stripe-Version": stripe_api_version(),
        }
        if call.key:
            headers["Idempotency-Key"] = call.key
        if original:
            headers |= {"Idempotent-Replayed": "true", "Original-Request": original}
        return headers
