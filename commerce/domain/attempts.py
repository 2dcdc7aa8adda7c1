"""Attempts at paying an order: one current at a time, opened at the provider under a planned call."""

from datetime import timedelta

from django.utils import timezone

from commerce.gateways import embeds, gateway, is_offline
from commerce.gateways.contract import (
    Embed,
    GatewayError,
    GatewayUnavailable,
    Instructions,
    NextAction,
    PaymentRequest,
    PaymentSnapshot,
    Redirect,
    Status,
)
from commerce.models import (
    Effect,
    GatewayCustomer,
    Order,
    Payment,
    PaymentMethod,
    ProviderCall,
)
from commerce.money import Money

from . import calls, copies, facts, limits, settlement
from .locking import lock_order, locked
from .reservations import release

SESSION = timedelta(minutes=60)
TRANSFER_WITHIN = timedelta(days=14)
STILL_USABLE = timedelta(minutes=5)


class NoAttempt(Exception):
    """Nothing may be paid on ``order`` now; its page says why."""

    def __init__(self, order: Order) -> None:
        super().__init__(order.number)
        self.order = order


class OrderClosed(NoAttempt):
    """Paid, expired or canceled."""


class StillProcessing(NoAttempt):
    """An earlier attempt is being confirmed: a second one might charge twice."""


def pay(
    order: Order, method: PaymentMethod, *, urls: dict[str, str], hosted: bool = False
) -> NextAction:
    """Where to send the buyer; to the provider's own page where it must be ``hosted``.

    Raises ReadOnlyCopy, OrderClosed, StillProcessing, GatewayError.
    """
    copies.refuse()
    current = _current(order)
    if current and _is_in_the_way(current, method, hosted):
        close(current)
        current = None
    if current and current.ref:
        return _again(current)
    call = _planned(order, method, urls, hosted)
    return open_at_provider(call)


def _is_in_the_way(current: Payment, method: PaymentMethod, hosted: bool) -> bool:
    """Another way, or an attempt that cannot be paid any more, or not in this browser."""
    unfit = hosted and calls.request_of(current).embedded
    return current.method_id != method.pk or unfit or _used_up(current)


def begin(order: Order, method: PaymentMethod, urls: dict[str, str]) -> ProviderCall:
    """The first attempt at an order just made, planned within its transaction. Raises TooManyTries."""
    payment = _new_payment(order, method)
    return calls.plan(payment, "start", request_for(payment), urls=urls)


def open_at_provider(call: ProviderCall) -> NextAction:
    """Make the planned call and keep its answer. Raises OrderClosed, StillProcessing, GatewayError."""
    try:
        action = calls.start(call)
    except GatewayUnavailable:
        settlement.ask_for_look(call.payment)
        raise
    except GatewayError as refused:
        _fail(call.payment, getattr(refused, "code", calls.REJECTED))
        raise
    _keep(call, action)
    payment = call.payment
    if (
        payment.status == Payment.Status.SUPERSEDED
    ):  # another tab chose another way meanwhile
        close(payment)
        raise OrderClosed(payment.order)
    return action


def close(payment: Payment) -> None:
    """Nobody can pay this attempt any more, or it is watched. Raises OrderClosed where money came, StillProcessing."""
    begun = timezone.now()
    snapshot = _closing_snapshot(payment)
    with locked():
        order = lock_order(pk=payment.order_id)
        payment = Payment.objects.select_for_update().get(pk=payment.pk)
        is_confirmed = payment.status == Payment.Status.PROCESSING
        if is_confirmed or calls.capture_is_out(payment, begun):
            raise StillProcessing(order)
        facts.record_facts(payment, snapshot)
        if payment.status in {Payment.Status.CREATED, Payment.Status.PENDING}:
            payment.status = Payment.Status.SUPERSEDED
            payment.check_due = timezone.now() + timedelta(minutes=1)
            payment.save()
        settlement.settle(order)
    if order.payment_state != Order.PaymentState.PENDING:
        raise OrderClosed(order)
    if payment.status == Payment.Status.PROCESSING:
        raise StillProcessing(order)


def give_up(order: Order) -> None:
    """Nobody can pay it any more, and others may have what it held. Raises OrderClosed, StillProcessing."""
    close_all(order)
    with locked():
        order = lock_order(pk=order.pk)
        cancel(order)
        release(order)


def close_all(order: Order) -> None:
    """Raises OrderClosed, StillProcessing."""
    for payment in order.payments.filter(status__in=Payment.OPEN):
        close(payment)


def cancel(order: Order) -> None:
    """A locked order, whose attempts are closed; what it held is still to be released. Late money turns it into paid.

    Raises OrderClosed where money came, StillProcessing where another tab began to pay meanwhile.
    """
    states = Order.PaymentState
    if order.payment_state not in {states.PENDING, states.EXPIRED, states.CANCELED}:
        raise OrderClosed(order)
    if order.payments.filter(status__in=Payment.OPEN).exists():
        raise StillProcessing(order)
    if order.payment_state == states.PENDING:
        order.payment_state = states.CANCELED
        order.save(update_fields=["payment_state", "updated"])


def tell_who_was_awaited(order: Order, reason: str = "") -> None:
    """Whoever was told how to pay; the page where others paid has said so itself."""
    last = order.payments.exclude(status=Payment.Status.SUPERSEDED).first()
    if last and is_offline(last.gateway):
        Effect.once("expired", last.pk, payment=str(last.pk), reason=reason)


def _closing_snapshot(payment: Payment) -> PaymentSnapshot:
    if not payment.ref:
        return PaymentSnapshot(status=Status.UNKNOWN)
    try:
        return calls.cancel(payment)
    except GatewayError:
        return PaymentSnapshot(status=Status.UNKNOWN)


def _current(order: Order) -> Payment | None:
    if order.payment_state != Order.PaymentState.PENDING:
        raise OrderClosed(order)
    current = order.payments.filter(status__in=Payment.OPEN).first()
    if current and current.status == Payment.Status.PROCESSING:
        raise StillProcessing(order)
    return current


def _used_up(payment: Payment) -> bool:
    """An address about to expire, or an unanswered call whose key may not be sent again."""
    if payment.ref:
        return payment.expires_at < timezone.now() + STILL_USABLE
    return not calls.may_resend(payment.calls.filter(operation="start").last())


def _again(payment: Payment) -> NextAction:
    if payment.address:
        return Redirect(url=payment.address, ref=payment.ref)
    if calls.request_of(payment).embedded:
        return Embed(ref=payment.ref)
    return Instructions(ref=payment.ref)


def _planned(
    order: Order, method: PaymentMethod, urls: dict[str, str], hosted: bool
) -> ProviderCall:
    """The current attempt's planned call, made if there is none."""
    with locked():
        order = Order.objects.select_for_update().get(pk=order.pk)
        current = _current(order)
        payment = current or _new_payment(order, method)
        planned = payment.calls.filter(operation="start").last() if current else None
        request = request_for(payment, hosted=hosted)
        return planned or calls.plan(payment, "start", request, urls=urls)


def _new_payment(order: Order, method: PaymentMethod) -> Payment:
    limits.check(order, method)
    now = timezone.now()
    provider = gateway(method.gateway)
    offline = is_offline(method.gateway)
    expires_at = now + (TRANSFER_WITHIN if offline else SESSION)
    if order.expires_at < expires_at:
        order.expires_at = expires_at
        order.save(update_fields=["expires_at", "updated"])
    return Payment.objects.create(
        order=order,
        method=method,
        gateway=method.gateway,
        livemode=provider.livemode,
        amount=order.total,
        currency=order.currency,
        expires_at=expires_at,
        check_due=expires_at if offline else now + settlement.CHECKS[0],
    )


def to_pay_here(order: Order) -> Payment | None:
    """The current attempt, if it is to be paid on a page of ours."""
    current = order.payments.filter(status=Payment.Status.PENDING).first()
    here = current and not current.address and not is_offline(current.gateway)
    return current if here else None


def request_for(payment: Payment, *, hosted: bool = False) -> PaymentRequest:
    order = payment.order
    return PaymentRequest(
        id=str(payment.pk),
        reference=order.number,
        money=Money(payment.amount, payment.currency),
        title=", ".join(order.lines.values_list("title", flat=True)),
        email=order.email,
        language=order.language,
        expires_at=payment.expires_at,
        key="",
        customer=_customer_of(payment),
        embedded=payment.method.embedded and embeds(payment.gateway) and not hosted,
    )


def _customer_of(payment: Payment) -> str | None:
    """By what the gateway knows the buyer; empty where it does not yet, None for a guest."""
    user_id = payment.order.user_id
    if not user_id:
        return None
    known = GatewayCustomer.objects.filter(
        user=user_id, gateway=payment.gateway, livemode=payment.livemode
    )
    return known.values_list("ref", flat=True).first() or ""


def _keep(call: ProviderCall, action: NextAction) -> None:
    payment = call.payment
    payment.ref = action.ref
    payment.address = getattr(action, "url", "")
    kept = {"ref": payment.ref, "address": payment.address, "updated": timezone.now()}
    with locked():
        row = Payment.objects.filter(pk=payment.pk)
        started = row.filter(status=Payment.Status.CREATED)
        if started.update(**kept, status=Payment.Status.PENDING):
            payment.status = Payment.Status.PENDING
        else:
            row.update(**kept)
            payment.refresh_from_db(fields=["status"])
        facts.adopt(payment, (action.ref, *getattr(action, "refs", ())))
        calls.note_answered(call)
        if isinstance(action, Instructions):
            Effect.once("instructions", payment.pk, payment=str(payment.pk))


def _fail(payment: Payment, code: str) -> None:
    Payment.objects.filter(pk=payment.pk, status__in=Payment.OPEN).update(
        status=Payment.Status.FAILED, failure_code=code, updated=timezone.now()
    )
