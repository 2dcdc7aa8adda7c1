"""PayPal, by Orders v2: the buyer approves there, we capture."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

import requests
from django.conf import settings
from paypalrestsdk import exceptions

from commerce.money import CURRENCIES, Money

from .contract import (
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
    RefundStatus,
    ReturnUrls,
    Status,
    WebhookEnvelope,
)
from .paypal_transport import PayPalTransport

T = TypeVar("T")
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
REFUNDS = {
    "PENDING": RefundStatus.PENDING,
    "COMPLETED": RefundStatus.SUCCEEDED,
    "FAILED": RefundStatus.FAILED,
    "CANCELLED": RefundStatus.CANCELED,
}
SIGNED = (
    "Auth-Algo",
    "Cert-Url",
    "Transmission-Id",
    "Transmission-Sig",
    "Transmission-Time",
)
LONGEST_HEADER = 1024
VERIFY_WITHIN = 3  # seconds: whoever waits here keeps one of four places
DECLINES = {
    "INSTRUMENT_DECLINED",
    "TRANSACTION_REFUSED",
    "PAYER_CANNOT_PAY",
    "PAYER_ACCOUNT_RESTRICTED",
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED",
}
SEE_THE_ORDER = {"ORDER_ALREADY_CAPTURED", "ORDER_NOT_APPROVED"}
ON_THEIR_WAY = {RefundStatus.PENDING, RefundStatus.SUCCEEDED}
CAPTURE_STATUS = {
    "COMPLETED": Status.SUCCEEDED,
    "PARTIALLY_REFUNDED": Status.SUCCEEDED,
    "REFUNDED": Status.SUCCEEDED,
    "PENDING": Status.PROCESSING,  # an e-check, or a review at PayPal
    "DECLINED": Status.FAILED,
    "FAILED": Status.FAILED,
}
ORDER_STATUS = {
    "CREATED": Status.OPEN,
    "SAVED": Status.OPEN,
    "PAYER_ACTION_REQUIRED": Status.OPEN,
    "APPROVED": Status.APPROVED,
    "VOIDED": Status.CANCELED,
}
_verifying = threading.BoundedSemaphore(
    4
)  # each verification is a call of ours: no amplifier


class PayPalGateway:
    code = "paypal"
    icon = "wallet"
    capabilities = frozenset({Capability.WEBHOOKS, Capability.PING})

    @property
    def livemode(self) -> bool:
        return settings.PAYPAL_MODE == "live"

    def start(self, payment: PaymentRequest, *, urls: ReturnUrls) -> Redirect:
        headers = {
            "PayPal-Request-Id": payment.key,
            "Prefer": "return=representation",
        }
        return _ask(
            lambda api: _redirect(
                api.post("/v2/checkout/orders", _order(payment, urls), headers)
            )
        )

    def retrieve(self, payment: PaymentRequest) -> PaymentSnapshot:
        return _ask(
            lambda api: _snapshot(api.get(f"/v2/checkout/orders/{payment.ref}"))
        )

    def capture(self, payment: PaymentRequest) -> PaymentSnapshot:
        """Safe to repeat: PayPal knows the key for six hours, and after that refuses a second capture."""
        try:
            _ask(
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

    def cancel(self, payment: PaymentRequest) -> PaymentSnapshot:
        """PayPal has nothing to call: what we never capture is never paid."""
        snapshot = self.retrieve(payment)
        if snapshot.status in {Status.OPEN, Status.APPROVED}:
            return PaymentSnapshot(status=Status.CANCELED, refs=snapshot.refs)
        return snapshot

    def refund(self, refund: RefundRequest) -> RefundSnapshot:
        """PayPal knows the key for 45 days; what it had before is seen under our ``custom_id``."""
        return _ask(lambda api: _refunded(api, refund))

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
            answer = _ask(
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
        return _envelope(event, livemode=self.livemode)

    def ping(self) -> None:
        _ask(PayPalTransport.renew_token)


@lru_cache
def _transport(
    endpoint: str, mode: str, client_id: str, client_secret: str
) -> PayPalTransport:
    return PayPalTransport(
        endpoint=endpoint, mode=mode, client_id=client_id, client_secret=client_secret
    )


def _ask(call: Callable[[PayPalTransport], T]) -> T:
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
                    "value": _to_wire(payment.money),
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


def _snapshot(order: dict[str, Any]) -> PaymentSnapshot:
    unit = order["purchase_units"][0]
    captures = unit.get("payments", {}).get("captures", [])
    taken = [capture for capture in captures if _is_taken(capture)]
    currency = unit["amount"]["currency_code"]
    return PaymentSnapshot(
        status=_status(order, captures),
        amount=_from_wire(unit["amount"]),
        captured=sum(_from_wire(capture["amount"]) for capture in taken),
        currency=taken[0]["amount"]["currency_code"] if taken else currency,
        refs=(order["id"], *(capture["id"] for capture in captures)),
        failure_code=_failure(captures),
        refunds=tuple(_refunds(unit, taken)),
    )


def _refunded(api: PayPalTransport, refund: RefundRequest) -> RefundSnapshot:
    order = api.get(f"/v2/checkout/orders/{refund.payment.ref}")
    captures = order["purchase_units"][0]["payments"]["captures"]
    taken = next(capture for capture in captures if _is_taken(capture))
    amount = {
        "currency_code": refund.money.currency,
        "value": _to_wire(refund.money),
    }
    return _refund(
        api.post(
            f"/v2/payments/captures/{taken['id']}/refund",
            {"amount": amount, "custom_id": refund.id},
            {"PayPal-Request-Id": refund.key, "Prefer": "return=representation"},
        )
    )


def _refund(refund: dict[str, Any]) -> RefundSnapshot:
    return RefundSnapshot(
        ref=refund["id"],
        amount=_from_wire(refund["amount"]),
        currency=refund["amount"]["currency_code"],
        status=REFUNDS.get(refund["status"], RefundStatus.PENDING),
        ours=refund.get("custom_id", ""),
        failure_code=refund.get("status_details", {}).get("reason", ""),
    )


def _refunds(
    unit: dict[str, Any], taken: list[dict[str, Any]]
) -> Iterator[RefundSnapshot]:
    """With what PayPal took back by itself, of which the capture alone tells."""
    made = [_refund(refund) for refund in unit.get("payments", {}).get("refunds", [])]
    yield from made
    gone = [capture for capture in taken if capture["status"] == "REFUNDED"]
    for capture in gone:
        back = sum(each.amount for each in made if each.status in ON_THEIR_WAY)
        rest = _from_wire(capture["amount"]) - back
        if rest > 0:
            currency = capture["amount"]["currency_code"]
            yield RefundSnapshot(
                f"reversal {capture['id']}", rest, currency, RefundStatus.SUCCEEDED
            )


def _status(order: dict[str, Any], captures: list[dict[str, Any]]) -> Status:
    if not captures:
        return ORDER_STATUS.get(order["status"], Status.UNKNOWN)
    return CAPTURE_STATUS.get(captures[-1]["status"], Status.UNKNOWN)


def _is_taken(capture: dict[str, Any]) -> bool:
    return CAPTURE_STATUS.get(capture["status"]) == Status.SUCCEEDED


def _failure(captures: list[dict[str, Any]]) -> str:
    details = captures[-1].get("status_details", {}) if captures else {}
    return details.get("reason", "")


def _to_wire(money: Money) -> str:
    return f"{money.decimal:.{CURRENCIES[money.currency].exponent}f}"


def _from_wire(amount: dict[str, str]) -> int:
    """In a currency that we do not sell in, as if it had cents: enough to be seen and reviewed."""
    currency = amount["currency_code"]
    if currency in CURRENCIES:
        return Money.parse(amount["value"], currency).amount
    return int(Decimal(amount["value"]).scaleb(2))


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


def _envelope(event: dict[str, Any], *, livemode: bool) -> WebhookEnvelope:
    try:
        kind, resource = event["event_type"], event["resource"]
        related = resource.get("supplementary_data", {}).get("related_ids", {})
        above = [
            link["href"].rpartition("/")[2]
            for link in resource.get("links", [])
            if link.get("rel") == "up"
        ]
        disputed = [
            each.get("seller_transaction_id")
            for each in resource.get("disputed_transactions", [])
        ]
        refs = (resource.get("id"), related.get("order_id"), *disputed, *above)
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
