"""How the sandbox's PayPal signs what it delivers, and knows its own signature again.

PayPal signs with a certificate. The receiver here asks verify-webhook-signature,
so only the sandbox itself ever checks, and a shared secret does.
"""

import base64
import hashlib
import hmac
import zlib

from sandbox.config import Config
from sandbox.paypal.times import timestamp
from sandbox.state import Document

ALGORITHM = "SHA256withRSA"


def headers(config: Config, delivery: Document, body: bytes) -> dict[str, str]:
    """The headers of one attempt; a repeated attempt carries the same signature."""
    time = timestamp(delivery["created"])
    signed = body + b" " if delivery["defect"] == "bad_signature" else body
    signature = sign(config, delivery["id"], time, signed)
    return {
        "Content-Type": "application/json",
        "User-Agent": "PayPal/AUHR-1.0 (sandbox)",
        "PAYPAL-AUTH-ALGO": ALGORITHM,
        "PAYPAL-CERT-URL": f"{config.base_url}/v1/notifications/certs/CERT-sandbox",
        "PAYPAL-TRANSMISSION-ID": delivery["id"],
        "PAYPAL-TRANSMISSION-SIG": signature,
        "PAYPAL-TRANSMISSION-TIME": time,
    }


def sign(config: Config, transmission_id: str, time: str, body: bytes) -> str:
    """Signs what PayPal signs: id, time, webhook id and a checksum of the raw body."""
    account = config.paypal
    signed = f"{transmission_id}|{time}|{account.webhook_id}|{zlib.crc32(body)}"
    digest = hmac.new(
        account.client_secret.encode(), signed.encode(), hashlib.sha256
    ).digest()
    # PayPal's schema lets a signature begin with a letter or digit only; base64 also has + and /.
    return f"sandbox{base64.b64encode(digest).decode()}"
