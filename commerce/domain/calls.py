"""Every call to a provider: planned as a row, committed, then made under a key that never changes."""

import logging
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import Q
from django.utils import timezone

from commerce.gateways import embed_gateway, gateway
from commerce.gateways.contract import (
    GatewayDeclined,
    GatewayError,
    GatewayRejected,
    GatewayUnavailable,
    NextAction,
    NotKnown,
    PaymentRequest,
    PaymentSnapshot,
    RefundRequest,
    RefundSnapshot,
    ReturnUrls,
    Secrets,
    Status,
)
from commerce.models import Payment, ProviderCall, Refund
from commerce.money import Money

from .facts import review
from .locking import refuse_inside_lock

logger = logging.getLogger(__name__)
REJECTED = "rejected"  # the failure code where the provider refused the call itself
RESEND_WITHIN = timedelta(minutes=25)  # Stripe wants a session to live 30 more minutes


def plan(
    payment: Payment, operation: str, request: PaymentRequest, **more: object
) -> ProviderCall:
    """The call as a row, its parameters frozen. Commit before making it."""
    key = f"{payment.pk}:{operation}:1"  # a new try is a new attempt, with calls of its own
    params = asdict(replace(request, key=key))
    params["expires_at"] = request.expires_at.isoformat()
    return ProviderCall.objects.create(
        key=key,
        payment=payment,
        operation=operation,
        params={**params, **more},
    )


def start(call: ProviderCall) -> NextAction:
    """Open the attempt; the same key however often. Raises GatewayError; unavailable means unknown."""
    refuse_inside_lock()
    urls = ReturnUrls(**call.params["urls"])
    try:
        action = gateway(call.payment.gateway).start(frozen_request(call), urls=urls)
    except GatewayUnavailable:
        _note(call, ProviderCall.State.UNKNOWN)
        raise
    except GatewayError:
        _note(call, ProviderCall.State.REFUSED)
        raise
    logger.info(
        "session created ref=%s payment=%s order=%s",
        action.ref,
        call.payment_id,
        call.payment.order.number,
    )
    return action


def truth(payment: Payment) -> PaymentSnapshot:
    """What the provider says of this attempt now. Raises GatewayUnavailable."""
    refuse_inside_lock()
    if not payment.ref:
        return _truth_of_unstarted(payment)
    try:
        return gateway(payment.gateway).retrieve(_known_as(payment))
    except GatewayUnavailable:
        raise
    except NotKnown:
        if payment.expires_at < timezone.now():
            return PaymentSnapshot(status=Status.CANCELED)
        raise
    except GatewayError as wrong:  # a key that was changed says nothing of the money
        logger.exception("cannot look payment=%s", payment.pk)
        raise GatewayUnavailable(str(wrong)) from wrong


def cancel(payment: Payment) -> PaymentSnapshot:
    """Close the attempt at the provider; the truth after that. Raises GatewayError."""
    refuse_inside_lock()
    return gateway(payment.gateway).cancel(request_of(payment))


def secrets(payment: Payment) -> Secrets:
    """What lets the buyer's browser pay this embedded attempt. Raises GatewayError."""
    refuse_inside_lock()
    provider = embed_gateway(payment.gateway)
    return provider.secrets(request_of(payment))


def return_address(payment: Payment) -> str:
    """Where its buyer goes on to, as it was asked for when the attempt began."""
    return payment.calls.filter(operation="start").last().params["urls"]["success"]


def capture(call: ProviderCall) -> PaymentSnapshot:
    """Take the approved money; the truth after that. Raises GatewayUnavailable; declined is an answer.

    What was refused once is not asked for again without the buyer.
    """
    refuse_inside_lock()
    if call.state == ProviderCall.State.REFUSED:
        return PaymentSnapshot(status=Status.FAILED, failure_code=REJECTED)
    request = replace(frozen_request(call), ref=call.payment.ref)
    try:
        snapshot = gateway(call.payment.gateway).capture(request)
    except GatewayDeclined as declined:
        _note(call, ProviderCall.State.REFUSED)
        return PaymentSnapshot(status=Status.FAILED, failure_code=declined.code)
    except GatewayRejected:
        logger.exception("capture refused payment=%s", call.payment_id)
        review(call.payment_id, "capture")
        _note(call, ProviderCall.State.REFUSED)
        return PaymentSnapshot(status=Status.FAILED, failure_code=REJECTED)
    except GatewayUnavailable:
        _note(call, ProviderCall.State.UNKNOWN)
        raise
    _note(call, ProviderCall.State.ANSWERED)
    return snapshot


def plan_refund(refund: Refund) -> ProviderCall:
    """The refund's one call, its parameters frozen. Commit before making it."""
    return ProviderCall.objects.create(
        key=refund_key(refund),
        payment_id=refund.payment_id,
        operation="refund",
        params={"amount": refund.amount, "currency": refund.currency},
    )


def refund_key(refund: Refund) -> str:
    return f"{refund.pk}:refund:1"


def refund(refund: Refund) -> RefundSnapshot:
    """Send the money back; the same key however often. Raises GatewayError; unavailable means unknown."""
    refuse_inside_lock()
    call = ProviderCall.objects.get(key=refund_key(refund))
    request = RefundRequest(
        id=str(refund.pk),
        payment=request_of(refund.payment),
        money=refund.money,
        key=call.key,
    )
    try:
        snapshot = gateway(refund.payment.gateway).refund(request)
    except GatewayUnavailable:
        _note(call, ProviderCall.State.UNKNOWN)
        raise
    except GatewayError:
        _note(call, ProviderCall.State.REFUSED)
        raise
    _note(call, ProviderCall.State.ANSWERED)
    return snapshot


def capture_is_out(payment: Payment, since: datetime) -> bool:
    """A capture was planned and not answered, or not before then: money may be moving."""
    states = ProviderCall.State
    unanswered = Q(state__in=[states.PLANNED, states.UNKNOWN])
    heard_since = Q(state=states.ANSWERED, answered_at__gte=since)
    captures = payment.calls.filter(operation="capture")
    return captures.filter(unanswered | heard_since).exists()


def request_of(payment: Payment) -> PaymentRequest:
    call = payment.calls.filter(operation="start").last()
    return replace(frozen_request(call), ref=payment.ref)


def _known_as(payment: Payment) -> PaymentRequest:
    """With all ids that we know of it, or heard in its events; nothing can have gone back of what never came."""
    if not payment.captured:
        return request_of(payment)
    known = payment.refs.values_list("ref", flat=True)
    told = payment.events.values_list("refs", flat=True)
    return replace(request_of(payment), heard=(*known, *chain.from_iterable(told)))


def frozen_request(call: ProviderCall) -> PaymentRequest:
    params = dict(call.params)
    params.pop("urls", None)
    params["money"] = Money(**params["money"])
    params["expires_at"] = datetime.fromisoformat(params["expires_at"])
    params["heard"] = tuple(params.get("heard", ()))
    return PaymentRequest(**params)


def may_resend(call: ProviderCall) -> bool:
    return timezone.now() < call.created + RESEND_WITHIN


def _truth_of_unstarted(payment: Payment) -> PaymentSnapshot:
    """Nobody was given an address. Learn it with the same key; past the key's time the attempt is closed."""
    call = payment.calls.filter(operation="start").last()
    if not may_resend(call):
        return PaymentSnapshot(status=Status.CANCELED)
    try:
        action = start(call)
    except GatewayRejected:
        return PaymentSnapshot(status=Status.CANCELED)
    Payment.objects.filter(pk=payment.pk, ref="").update(
        ref=action.ref, address=getattr(action, "url", "")
    )
    payment.ref = action.ref
    _note(call, ProviderCall.State.ANSWERED)
    return truth(payment)


def _note(call: ProviderCall, state: str) -> None:
    call.state = state
    call.answered_at = timezone.now()
    call.save(update_fields=["state", "answered_at"])


def note_answered(call: ProviderCall) -> None:
    _note(call, ProviderCall.State.ANSWERED)
