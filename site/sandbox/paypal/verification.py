"""POST /v1/notifications/verify-webhook-signature: did the sandbox sign this, byte for byte?"""

import hmac
import json

from sandbox.api import Call
from sandbox.paypal.signing import sign
from sandbox.state import Document

DECODER = json.JSONDecoder()
SPACE = " \t\r\n"


def verify(call: Call) -> Document:
    """SUCCESS or FAILURE, never an error for a wrong signature."""
    given, config = call.parameters, call.sandbox.config
    event = _member(call.request.get_data(as_text=True), "webhook_event").encode()
    if not config.paypal.strict_webhooks:
        event = _as_delivered(call, event)
    expected = sign(config, given["transmission_id"], given["transmission_time"], event)
    genuine = given["webhook_id"] == config.paypal.webhook_id and hmac.compare_digest(
        expected, given["transmission_sig"]
    )
    return {"verification_status": "SUCCESS" if genuine else "FAILURE"}


def _member(text: str, wanted: str) -> str:
    """The raw text of a member of the outermost JSON object, which the caller knows is there."""
    at, found = _skip(text, text.index("{") + 1), ""
    while text[at] != "}":
        name, at = DECODER.raw_decode(text, at)
        start = _skip(text, at)
        _value, at = DECODER.raw_decode(text, start)
        if name == wanted:
            found = text[start:at]
        at = _skip(text, at)
    return found


def _skip(text: str, at: int) -> int:
    while text[at] in SPACE + ",:":
        at += 1
    return at


def _as_delivered(call: Call, event: bytes) -> bytes:
    parsed = json.loads(event)
    sent = call.sandbox.store.get("paypal event", str(parsed.get("id")))
    if sent != parsed:
        return event
    return json.dumps(sent, ensure_ascii=False, separators=(",", ":")).encode()
