"""PayPal, by Orders v2: the buyer approves there, we capture."""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

import requests
from django.conf import settings
from paypalrestsdk import exceptions

from .contract import (
    REVERSAL,
    Capability,
    GatewayDeclined,
    GatewayError,
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
    Status,
    WebhookEnvelope,
)
from .paypal_seen import is_taken_back, refund_seen, snapshot, taken_in, to_wire
from .paypal_transport import PayPalTransport

T = TypeVar("T")
logger = logging.getLogger(__name__)
EVENTS = (
    "CHECKOUT.ORDER.APPROVED",
    "CHECKOUT.ORDER.COMPLETED",
    "CHECKOUT.ORDER.DECLINED",
    "CHECKOUT.PAYMENT-APPROVAL.REVERSED",
    "PAYMENT.CAPTURE.COMPLETED",
    "PAYMENT.CAPTURE.PENDING",
    "PAYMENT.CAPTURE.DENIED",
    "PAYMENT.CAPTURE.DECLINED",
    "PAYMENT.CAPTURE.REFUNDED",
    "PAYMENT.CAPTURE.REVERSED",
    "PAYMENT.REFUND.PENDING",
    "PAYMENT.REFUND.FAILED",
    "CUSTOMER.DISPUTE.CREATED",
    "CUSTOMER.DISPUTE.UPDATED",
    "CUSTOMER.DISPUTE.RESOLVED",
)
SIGNED = (
    "Auth-Algo",
    "Cert-Url",
    "Transmission-Id",
    "Transmission-Sig",
    "Transmission-Time",
)
LONGEST_HEADER = 1024
UNTRACED = "declined"
VERIFY_WITHIN = 3  # seconds: whoever waits here keeps one of four places
DECLINES = {
    "INSTRUMENT_DECLINED",
    "TRANSACTION_REFUSED",
    "PAYER_CANNOT_PAY",
    "PAYER_ACCOUNT_RESTRICTED",
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED",
}
SEE_THE_ORDER = {"ORDER_ALREADY_CAPTURED", "ORDER_NOT_APPROVED"}
_verifying = threading.BoundedSemaphore(
    4
)  # each verification is a call of ours: no amplifier


class PayPalGateway:
    code = "paypal"
    icon = "wallet"
    capabilities = frozenset({Capability.WEBHOOKS, Capability.PING})
    alarms: Mapping[str, str] = {}

    @property
    def livemode(self) -> bool:
        return settings.PAYPAL_MODE == "live"

    def start(self, payment: PaymentRequest, *, urls: ReturnUrls) -> Redirect:
        headers = {
            "PayPal-Request-Id": payment.key,
            "Prefer": "return=representation",
        }
        return ask(
            lambda api: _redirect(
                api.post("/v2/checkout/orders", _order(payment, urls), headers)
            )
        )

    def retrieve(self, payment: PaymentRequest) -> PaymentSnapshot:
        return ask(lambda api: _seen(api, payment))

    def capture(self, payment: PaymentRequest) -> PaymentSnapshot:
        """Its answer is the truth: of a decline the order shows nothing afterwards.

        Safe to repeat: PayPal knows the key for six hours, and after that refuses a second capture.
        """
        try:
            order = ask(
                lambda api: api.post(
                    f"/v2/checkout/orders/{payment.ref}/capture",
                    {},
                    {
                        "PayPal-Request-Id": payment.key,
                        "Prefer": "return=representation",
                    },
                )
            )
        except GatewayRejected as rejected:
            if str(rejected) not in SEE_THE_ORDER:
                raise
            return self.retrieve(payment)
        seen = snapshot(order)
        if seen.status == Status.APPROVED:  # answered, and nothing was taken
            raise GatewayDeclined(UNTRACED)
        return seen

    def cancel(self, payment: PaymentRequest) -> PaymentSnapshot:
        """PayPal has nothing to call: what we never capture is never paid."""
        snapshot = self.retrieve(payment)
        if snapshot.status in {Status.OPEN, Status.APPROVED}:
            return PaymentSnapshot(status=Status.CANCELED, refs=snapshot.refs)
        return snapshot

    def refund(self, refund: RefundRequest) -> RefundSnapshot:
        """PayPal knows the key for 45 days; what it had before is seen under our ``custom_id``."""
        return ask(lambda api: _refunded(api, refund))

    def verify(self, body: bytes, headers: Mapping[str, str]) -> WebhookEnvelope:
        signed = {name: headers.get(f"PayPal-{name}", "") for name in SIGNED}
        if not all(signed.values()) or any(
            len(text) > LONGEST_HEADER for text in signed.values()
        ):
            raise InvalidSignature(self.code)
        event = _parsed(body)
        if not _verifying.acquire(blocking=False):
            raise GatewayUnavailable(self.code)
        try:
            answer = ask(
                lambda api: api.send(
                    "POST",
                    "/v1/notifications/verify-webhook-signature",
                    _question(signed, body),
                    read_within=VERIFY_WITHIN,
                )
            )
        except GatewayRejected as wrong:
            raise InvalidSignature(self.code) from wrong
        finally:
            _verifying.release()
        if answer.get("verification_status") != "SUCCESS":
            raise InvalidSignature(self.code)
        return envelope(event, livemode=self.livemode)

    def ping(self) -> None:
        ask(PayPalTransport.renew_token)


@lru_cache
def _transport(
    endpoint: str, mode: str, client_id: str, client_secret: str
) -> PayPalTransport:
    return PayPalTransport(
        endpoint=endpoint, mode=mode, client_id=client_id, client_secret=client_secret
    )


def ask(call: Callable[[PayPalTransport], T]) -> T:
    api = _transport(
        settings.PAYPAL_API_BASE,
        settings.PAYPAL_MODE,
        settings.PAYPAL_CLIENT_ID,
        settings.PAYPAL_CLIENT_SECRET,
    )
    try:
        return call(api)
    except exceptions.ResourceNotFound as gone:
        raise NotKnown(str(gone)) from gone
    except (exceptions.ResourceInvalid, exceptions.BadRequest) as no:
        raise _refusal(no) from no
    except (exceptions.UnauthorizedAccess, exceptions.ForbiddenAccess) as wrong:
        raise GatewayRejected("keys") from wrong
    # a redirect, a time-out, 429, 500, a page of HTML: whatever happened there is unknown
    except (
        exceptions.ConnectionError,
        requests.RequestException,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as unknown:
        raise GatewayUnavailable(type(unknown).__name__) from unknown


def _refusal(error: exceptions.ClientError) -> GatewayError:
    try:
        issue = json.loads(error.content)["details"][0]["issue"]
    except (ValueError, LookupError, TypeError):
        issue = type(error).__name__
    return GatewayDeclined(issue) if issue in DECLINES else GatewayRejected(issue)


def _order(payment: PaymentRequest, urls: ReturnUrls) -> dict[str, Any]:
    return {
        "intent": "CAPTURE",
        "purchase_units": [
            {
                "reference_id": payment.reference,
                "custom_id": payment.id,
                "invoice_id": f"{payment.reference}-{payment.id[:8]}",  # unique over all attempts
                "description": payment.title[:127],
                "amount": {
                    "currency_code": payment.money.currency,
                    "value": to_wire(payment.money),
                },
            }
        ],
        "payment_source": {
            "paypal": {
                "experience_context": {
                    "return_url": urls.success,
                    "cancel_url": urls.cancel,
                    "locale": {"fr": "fr-FR", "en": "en-GB"}.get(
                        payment.language, "en-GB"
                    ),
                    "shipping_preference": "NO_SHIPPING",
                    "user_action": "PAY_NOW",
                }
            }
        },
    }


def _redirect(order: dict[str, Any]) -> Redirect:
    links = {link["rel"]: link["href"] for link in order["links"]}
    url = links.get("payer-action") or links["approve"]
    return Redirect(url=url, ref=order["id"], refs=(order["id"],))


def _seen(api: PayPalTransport, payment: PaymentRequest) -> PaymentSnapshot:
    """With the disputes over its captures, and what PayPal took back by itself."""
    order = api.get(f"/v2/checkout/orders/{payment.ref}")
    taken = taken_in(order)
    disputes = [
        dispute for capture in taken for dispute in _disputes_over(api, capture["id"])
    ]
    back = {capture["id"] for capture in taken if is_taken_back(capture)}
    without = snapshot(order)
    listed = {*without.refs, *(each.ref for each in without.refunds)}
    heard = {ref.removeprefix(REVERSAL) for ref in payment.heard} if back else set()
    unlisted = sorted(filter(str.isalnum, heard - listed))  # no dispute's
    read = (_refund(api, ref) for ref in unlisted)
    return snapshot(order, disputes, [each for each in read if back & above(each)])


def _refund(api: PayPalTransport, ref: str) -> dict[str, Any]:
    """Empty where the id is none of a refund's."""
    try:
        return api.get(f"/v2/payments/refunds/{ref}")
    except exceptions.ResourceNotFound:
        return {}


def _disputes_over(api: PayPalTransport, capture: str) -> list[dict[str, Any]]:
    """None that we know of where our PayPal application may not read them: the money is seen all the same."""
    disputes = "/v1/customer/disputes"
    try:
        listed = api.get(f"{disputes}?disputed_transaction_id={capture}")["items"]
        return [api.get(f"{disputes}/{each['dispute_id']}") for each in listed]
    except exceptions.ForbiddenAccess:
        logger.exception("PayPal's disputes are closed to us capture=%s", capture)
        return []


def _refunded(api: PayPalTransport, refund: RefundRequest) -> RefundSnapshot:
    order = api.get(f"/v2/checkout/orders/{refund.payment.ref}")
    taken = taken_in(order)[0]
    amount = {
        "currency_code": refund.money.currency,
        "value": to_wire(refund.money),
    }
    return refund_seen(
        api.post(
            f"/v2/payments/captures/{taken['id']}/refund",
            {"amount": amount, "custom_id": refund.id},
            {"PayPal-Request-Id": refund.key, "Prefer": "return=representation"},
        )
    )


def above(resource: dict[str, Any]) -> set[str]:
    """The ids of what it belongs to."""
    links = resource.get("links", [])
    return {
        each["href"].rpartition("/")[2] for each in links if each.get("rel") == "up"
    }


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        event = json.loads(body.decode())
        if not isinstance(event, dict):
            raise InvalidSignature(body[:20])
    except (ValueError, RecursionError) as wrong:
        raise InvalidSignature(body[:20]) from wrong
    return event


def _question(signed: dict[str, str], body: bytes) -> bytes:
    """The event spliced in as it came: written anew it would no longer match its signature."""
    fields = {name.replace("-", "_").lower(): text for name, text in signed.items()}
    asked = json.dumps({**fields, "webhook_id": settings.PAYPAL_WEBHOOK_ID})
    return asked[:-1].encode() + b', "webhook_event": ' + body + b"}"


def envelope(event: dict[str, Any], *, livemode: bool) -> WebhookEnvelope:
    try:
        kind, resource = event["event_type"], event["resource"]
        related = resource.get("supplementary_data", {}).get("related_ids", {})
        disputed = [
            each.get("seller_transaction_id")
            for each in resource.get("disputed_transactions", [])
        ]
        named = (resource.get(name) for name in ("id", "dispute_id", "order_id"))
        refs = (*named, related.get("order_id"), *disputed, *above(resource))
        return WebhookEnvelope(
            event_id=event["id"],
            type=kind,
            livemode=livemode,
            refs=tuple(ref for ref in refs if isinstance(ref, str))
            if kind in EVENTS
            else (),
        )
    except (LookupError, AttributeError, TypeError) as wrong:
        raise InvalidSignature("event") from wrong
