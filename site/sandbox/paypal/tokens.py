"""Access tokens: given for the client's id and secret, good for nine hours."""

from werkzeug.wrappers import Request

from sandbox.api import Call
from sandbox.context import Sandbox
from sandbox.ids import paypal_id, stripe_id
from sandbox.paypal.errors import TokenError
from sandbox.state import Document

PATH = "/v1/oauth2/token"
LIFE_SECONDS = 9 * 3600
SCOPE = "https://uri.paypal.com/services/payments/payment openid"


def issue(call: Call) -> Document:
    """POST /v1/oauth2/token"""
    token = stripe_id("A21", 90).replace("_", "A")
    expires = call.sandbox.clock.now() + LIFE_SECONDS
    call.sandbox.store.put("token", token, {"expires": expires})
    return {
        "scope": SCOPE,
        "access_token": token,
        "token_type": "Bearer",
        "app_id": "APP-80W284485P519543T",
        "expires_in": LIFE_SECONDS,
        "nonce": paypal_id(),
    }


def check(sandbox: Sandbox, request: Request) -> None:
    """Raises TokenError unless the caller showed what this path asks for."""
    sent, account = request.authorization, sandbox.config.paypal
    if request.path == PATH:
        given = (sent.get("username"), sent.get("password")) if sent else None
        if given != (account.client_id, account.client_secret):
            message = "Client Authentication failed"
            raise TokenError("invalid_client", message)
        return
    token = sandbox.store.get("token", sent.token or "") if sent else None
    if token is None or token["expires"] <= sandbox.clock.now():
        message = "Token signature verification failed"
        raise TokenError("invalid_token", message)
