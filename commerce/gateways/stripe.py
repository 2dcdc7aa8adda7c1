"""Stripe, by hosted Checkout or its Payment Element. Facts about SDK 16.1 (API 2026-10-28.endive) are in docs/payments.md."""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlsplit

import stripe
from django.conf import settings

from .contract import (
    Capability,
    Embed,
    GatewayDeclined,
    GatewayRejected,
    GatewayUnavailable,
    InvalidSignature,
    NotKnown,
    PaymentRequest,
    PaymentSnapshot,
    Redirect,
    RefundRequest,
    RefundSnapshot,
    ReturnUrls,
    Secrets,
    Status,
    WebhookEnvelope,
)
from .stripe_seen import dispute_seen, intent_seen, refs_of, refund_seen, snapshot

TOLERANCE = 300  # seconds a signature may be old, or ahead of our clock
T = TypeVar("T")
logger = logging.getLogger(__name__)
LONGEST_SIGNATURE = 8 * 1024
CONNECT, READ = 3, 8  # seconds
APP = "amphi"  # in the metadata of all that we make there
EVENTS = (
    "checkout.session.completed",
    "checkout.session.expired",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "payment_intent.succeeded",
    "payment_intent.processing",
    "payment_intent.payment_failed",
    "payment_intent.requires_action",
    "payment_intent.canceled",
    "charge.refunded",
    "charge.refund.updated",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "radar.early_fraud_warning.created",
    "customer.deleted",
)
GONE = "customer.deleted"  # about no payment
INTENT = "pi_"  # what the ref of an attempt begins with that is paid on a page of ours


# as its own page does: the buyer ticks a box, and is asked whenever the card is used
KEEPS_CARDS = {
    "enabled": True,
    "features": {
        "payment_method_redisplay": "enabled",
        "payment_method_remove": "enabled",
        "payment_method_save": "enabled",
        "payment_method_save_usage": "on_session",
    },
}


class StripeGateway:
    code = "stripe"
    icon = "card"
    capabilities = frozenset(
        {
            Capability.WEBHOOKS,
            Capability.PING,
            Capability.CARDS,
            Capability.EMBED,
            Capability.SESSIONS,
        }
    )
    alarms: Mapping[str, str] = {"radar.early_fraud_warning.created": "fraud_warning"}

    @property
    def livemode(self) -> bool:
        return settings.STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))

    @property
    def script_url(self) -> str:
        return settings.STRIPE_JS_URL

    @property
    def publishable_key(self) -> str:
        return settings.STRIPE_PUBLISHABLE_KEY

    @property
    def sources(self) -> dict[str, list[str]]:
        scripts = _origin(settings.STRIPE_JS_URL)
        return {
            "script-src": [scripts],
            "frame-src": [scripts, "https://hooks.stripe.com"],
            "connect-src": [scripts, _origin(settings.STRIPE_API_BASE)],
        }

    def start(self, payment: PaymentRequest, *, urls: ReturnUrls) -> Redirect | Embed:
        return self.ask(lambda client: _begun(client, payment, urls))

    def retrieve(self, payment: PaymentRequest) -> PaymentSnapshot:
        return self.ask(lambda client: _seen(client, payment.ref))

    def capture(self, payment: PaymentRequest) -> PaymentSnapshot:
        return self.retrieve(payment)  # Checkout captures by itself

    def cancel(self, payment: PaymentRequest) -> PaymentSnapshot:
        snapshot = self.retrieve(payment)
        if snapshot.status != Status.OPEN:
            return snapshot
        try:
            self.ask(lambda client: _close(client, payment.ref))
        except GatewayRejected:
            return self.retrieve(payment)  # it was paid or expired in between
        return self.retrieve(payment)

    def refund(self, refund: RefundRequest) -> RefundSnapshot:
        return self.ask(lambda client: _refunded(client, refund))

    def secrets(self, payment: PaymentRequest) -> Secrets:
        """Of an intent only: a hosted session is paid at its address."""
        return self.ask(lambda client: _secrets(client, payment.ref))

    def verify(self, body: bytes, headers: Mapping[str, str]) -> WebhookEnvelope:
        signature = headers.get("Stripe-Signature", "")
        if not signature or len(signature) > LONGEST_SIGNATURE:
            raise InvalidSignature(self.code)
        _refuse_the_future(signature)
        try:
            self._client().construct_event(
                body, signature, settings.STRIPE_WEBHOOK_SECRET, tolerance=TOLERANCE
            )
            return envelope(json.loads(body.decode()))
        # signed nonsense raises whatever its nonsense leads to: AttributeError, RecursionError …
        except Exception as wrong:
            raise InvalidSignature(self.code) from wrong

    def ping(self) -> None:
        """Reads what we live on; a restricted key may do no more than that."""
        self.ask(lambda client: client.v1.checkout.sessions.list({"limit": 1}))

    def _client(self) -> stripe.StripeClient:
        return stripe.StripeClient(
            settings.STRIPE_SECRET_KEY,
            base_addresses={"api": settings.STRIPE_API_BASE},
            http_client=stripe.RequestsClient(timeout=(CONNECT, READ)),
            max_network_retries=1,
        )

    def ask(self, call: Callable[[stripe.StripeClient], T]) -> T:
        try:
            return call(self._client())
        except stripe.CardError as declined:
            raise GatewayDeclined(declined.code or "card_declined") from declined
        except (stripe.InvalidRequestError, stripe.IdempotencyError) as wrong:
            gone = wrong.code == "resource_missing"
            raise (NotKnown if gone else GatewayRejected)(str(wrong)) from wrong
        except (stripe.AuthenticationError, stripe.PermissionError) as wrong:
            raise GatewayRejected(str(wrong)) from wrong
        except stripe.StripeError as unknown:
            raise GatewayUnavailable(str(unknown)) from unknown
        # an answer that is no session: whatever happened there is unknown
        except (AttributeError, LookupError, TypeError, ValueError) as nonsense:
            raise GatewayUnavailable(type(nonsense).__name__) from nonsense


def _redirect(session: stripe.checkout.Session) -> Redirect:
    """Raises TypeError: a session just opened has an address."""
    if not (session.url and session.id):
        raise TypeError(session)
    return Redirect(url=session.url, ref=session.id, refs=refs_of(session))


def _line(payment: PaymentRequest) -> dict:
    return {
        "quantity": 1,
        "price_data": {
            "currency": payment.money.currency.lower(),
            "unit_amount": payment.money.amount,
            "product_data": {"name": payment.title},
        },
    }


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _ours(payment: PaymentRequest) -> dict[str, str]:
    """By this every object there says whose it is."""
    return {"payment": payment.id, "order": payment.reference, "app": APP}


def _begun(
    client: stripe.StripeClient, payment: PaymentRequest, urls: ReturnUrls
) -> Redirect | Embed:
    """A customer who was deleted there is a new one."""
    try:
        return _opened(client, payment, urls)
    except stripe.InvalidRequestError as wrong:
        if wrong.param != "customer":
            raise
    anew = replace(payment, customer="", key=f"{payment.key}:anew")
    return _opened(client, anew, urls)


def _opened(
    client: stripe.StripeClient, payment: PaymentRequest, urls: ReturnUrls
) -> Redirect | Embed:
    if payment.embedded:
        return _embedded(client, payment)
    return _hosted(client, payment, urls)


def _hosted(
    client: stripe.StripeClient, payment: PaymentRequest, urls: ReturnUrls
) -> Redirect:
    ours = _ours(payment)
    session = client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [_line(payment)],
            "client_reference_id": payment.id,
            "metadata": ours,
            "payment_intent_data": {"metadata": ours},
            "success_url": urls.success,
            "cancel_url": urls.cancel,
            "expires_at": int(payment.expires_at.timestamp()),
            "locale": payment.language,
            # else the buyer may pay another amount in another currency
            "adaptive_pricing": {"enabled": False},
            **_buyer(payment),
        },
        {"idempotency_key": payment.key},
    )
    return _redirect(session)


def _buyer(payment: PaymentRequest) -> dict:
    """Who has an account here is a customer there, and may keep a card for the next time."""
    if payment.customer:
        return {
            "customer": payment.customer,
            "saved_payment_method_options": {"payment_method_save": "enabled"},
        }
    known = {} if payment.customer is None else {"customer_creation": "always"}
    return {"customer_email": payment.email, **known}


def _embedded(client: stripe.StripeClient, payment: PaymentRequest) -> Embed:
    customer = payment.customer
    if customer == "":  # Checkout makes one by itself, an intent does not
        customer = client.v1.customers.create(
            {"email": payment.email, "metadata": {"app": APP}},
            {"idempotency_key": f"{payment.key}:customer"},
        ).id
    intent = client.v1.payment_intents.create(
        {
            "amount": payment.money.amount,
            "currency": payment.money.currency.lower(),
            "automatic_payment_methods": {"enabled": True},
            "description": payment.title,
            "metadata": _ours(payment),
            **({"customer": customer} if customer else {}),
        },
        {"idempotency_key": payment.key},
    )
    return Embed(ref=intent.id, refs=(intent.id,))


def _secrets(client: stripe.StripeClient, ref: str) -> Secrets:
    intent = client.v1.payment_intents.retrieve(ref)
    customer = intent.customer
    if not customer:
        return Secrets(intent.client_secret)
    try:
        made = client.v1.customer_sessions.create(
            {"customer": customer, "components": {"payment_element": KEEPS_CARDS}}
        )
    except stripe.StripeError:  # the card can be typed all the same
        logger.exception("no saved cards payment=%s", ref)
        return Secrets(intent.client_secret)
    return Secrets(intent.client_secret, made.client_secret)


def _close(client: stripe.StripeClient, ref: str) -> None:
    if ref.startswith(INTENT):
        client.v1.payment_intents.cancel(ref)
    else:
        client.v1.checkout.sessions.expire(ref)


def _seen(client: stripe.StripeClient, ref: str) -> PaymentSnapshot:
    if ref.startswith(INTENT):
        expanded = {"expand": ["latest_charge.refunds"]}
        intent = client.v1.payment_intents.retrieve(ref, expanded)
        return _with_money_back(client, intent_seen(intent), intent)
    expanded = {"expand": ["payment_intent.latest_charge.refunds"]}
    session = client.v1.checkout.sessions.retrieve(ref, expanded)
    return _with_money_back(client, snapshot(session), session.payment_intent)


def _with_money_back(
    client: stripe.StripeClient,
    seen: PaymentSnapshot,
    intent: stripe.PaymentIntent | None,
) -> PaymentSnapshot:
    """Refunds are listed by themselves where a charge has more of them than it shows."""
    charge = intent.latest_charge if intent else None
    if not charge:
        return seen
    of_intent = {"payment_intent": intent.id, "limit": 100}
    refunds = charge.refunds
    listed = refunds.data if refunds else []
    if refunds and refunds.has_more:
        listed = client.v1.refunds.list(of_intent).auto_paging_iter()
    disputed = (
        client.v1.disputes.list(of_intent).auto_paging_iter() if charge.disputed else []
    )
    return replace(
        seen,
        refunds=tuple(map(refund_seen, listed)),
        disputes=tuple(map(dispute_seen, disputed)),
    )


def _refunded(client: stripe.StripeClient, refund: RefundRequest) -> RefundSnapshot:
    ref = refund.payment.ref
    if not ref.startswith(INTENT):
        ref = client.v1.checkout.sessions.retrieve(ref).payment_intent
    made = client.v1.refunds.create(
        {
            "payment_intent": ref,
            "amount": refund.money.amount,
            "metadata": {"refund": refund.id, "app": APP},
        },
        {"idempotency_key": refund.key},
    )
    return refund_seen(made)


def envelope(event: dict) -> WebhookEnvelope:
    kind, subject = event["type"], event["data"]["object"]
    is_gone = kind == GONE
    return WebhookEnvelope(
        event_id=event["id"],
        type=kind,
        livemode=event["livemode"],
        refs=_refs_of(subject) if kind in EVENTS and not is_gone else (),
        declined=kind == "payment_intent.payment_failed",
        gone=subject["id"] if is_gone else "",
    )


def _refs_of(subject: dict) -> tuple[str, ...]:
    if (subject.get("metadata") or {}).get("app", APP) != APP:
        return ()  # of another shop on the same account
    # a dispute of an old API names its charge alone
    found = (subject.get(name) for name in ("id", "payment_intent", "charge"))
    return tuple(ref for ref in found if isinstance(ref, str))


def _refuse_the_future(signature: str) -> None:
    """The SDK refuses old timestamps but takes any from the future."""
    stamp = dict(part.partition("=")[::2] for part in signature.split(",", 2)).get(
        "t", ""
    )
    if (
        not stamp.isascii()
        or not stamp.isdigit()
        or int(stamp[:12]) > time.time() + TOLERANCE
    ):
        raise InvalidSignature(signature[:20])
