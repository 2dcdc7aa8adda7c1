"""Events as Stripe would sign them, and as it never would."""

import base64
import hashlib
import hmac
import json
import time
import uuid

from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse

from commerce import webhooks


def event(kind: str = "checkout.session.completed", **fields: object) -> dict:
    """What matters of an event; ``ref`` is the id of what it is about."""
    ref = fields.pop("ref", "cs_test_nobody")
    named = {"id": f"evt_{uuid.uuid4().hex}", "object": "event", "type": kind}
    return named | {"livemode": False, "data": {"object": {"id": ref}}} | fields


def signature(body: bytes, *, shift: float = 0, secret: str = "") -> str:
    """The Stripe-Signature of these bytes, ``shift`` seconds from now."""
    stamp = int(time.time() + shift)
    key = (secret or settings.STRIPE_WEBHOOK_SECRET).encode()
    digest = hmac.new(key, b"%d.%s" % (stamp, body), hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"


def delivery(document: dict) -> dict:
    """An event as the sandbox would list it for delivery."""
    body = json.dumps(document).encode()
    return {
        "id": document["id"],
        "body": base64.b64encode(body).decode(),
        "headers": {"Stripe-Signature": signature(body)},
    }


def kind_of(delivery: dict) -> str:
    document = json.loads(base64.b64decode(delivery["body"]))
    return document.get("type") or document["event_type"]


def receive(delivery: dict) -> int:
    """The view's answer, without the middleware around it: for deliveries by the thousand."""
    gateway = (
        "paypal"
        if "PAYPAL-AUTH-ALGO" in map(str.upper, delivery["headers"])
        else "stripe"
    )
    headers = {
        name: text
        for name, text in delivery["headers"].items()
        if name != "Content-Type"
    }
    body = base64.b64decode(delivery["body"])
    request = RequestFactory().post(
        "/", body, content_type="application/json", headers=headers
    )
    return webhooks.receive(request, gateway).status_code


def post(body: bytes, header: str | None = None, gateway: str = "stripe") -> int:
    """The answer's status; a fault in the shop shows as 500 instead of being raised here."""
    answer = Client(raise_request_exception=False).post(
        reverse("webhook", args=[gateway]),
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signature(body) if header is None else header},
    )
    return answer.status_code


def send(document: object) -> int:
    return post(json.dumps(document).encode())
