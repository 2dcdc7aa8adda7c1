"""How Stripe signs what it delivers."""

import hashlib
import hmac
import time

from sandbox.config import Config
from sandbox.state import Document

OLD_BY_SECONDS = 3600


def headers(config: Config, delivery: Document, body: bytes) -> dict[str, str]:
    """The headers of one attempt; signed with the real time, which receivers compare with theirs."""
    old = delivery["defect"] == "old_timestamp"
    timestamp = int(time.time()) - (OLD_BY_SECONDS if old else 0)
    secret = config.stripe.webhook_secret
    if delivery["defect"] == "bad_signature":
        secret = "whsec_somebody_else"  # noqa: S105 - the wrong key is the point
    signed = f"{timestamp}.".encode() + body
    signature = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "Stripe-Signature": f"t={timestamp},v1={signature}",
    }
