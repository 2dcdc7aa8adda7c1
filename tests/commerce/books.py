"""The oracle: what must hold of the books after any story, whatever happened in it."""

from commerce.domain import calls
from commerce.domain.balance import balance_of
from commerce.domain.entitlements import rebuild_entitlements
from commerce.gateways.contract import REVERSAL
from commerce.models import (
    Coupon,
    CouponUse,
    Effect,
    Entitlement,
    Order,
    OrderLine,
    Payment,
    Refund,
)
from tests.sandbox_process import SandboxProcess

ONLINE = ("stripe", "paypal")


def assert_books(sandbox: SandboxProcess | None = None) -> None:
    """Facts, access and effects agree with each other and, if ``sandbox`` is given, with the provider's totals."""
    _money_is_conserved()
    _orders_say_what_their_money_says()
    _access_is_what_is_derived()
    _effects_are_carried_out_once()
    _coupons_count_their_uses()
    if sandbox:
        _the_provider_agrees(sandbox)


def _money_is_conserved() -> None:
    """I2: what goes back is never more than came, in one currency, and split in its own parts."""
    for payment in Payment.objects.all():
        counting = list(payment.refunds.counting())
        made = [each for each in counting if each.status != Refund.Status.REQUESTED]
        # one that is only asked for may cross one of the provider's; the provider refuses it
        assert sum(refund.amount for refund in made) <= payment.captured, payment
        assert all(refund.amount <= payment.captured for refund in counting), payment
        assert {refund.currency for refund in counting} <= {payment.currency}
        for refund in counting:
            parts = sum(refund.lines.values_list("amount", flat=True))
            assert parts in {0, refund.amount}, refund


def _orders_say_what_their_money_says() -> None:
    for order in Order.objects.prefetch_related("lines"):
        balance = balance_of(order)
        assert order.payment_state == balance.state(order.payment_state), order
        for line in order.lines.all():
            assert line.holds == balance.pays_for(line), line
            assert line.settled_at or not line.holds
        assert sum(line.amount for line in order.lines.all()) == order.total


def _access_is_what_is_derived() -> None:
    """I4: an entitlement for each line that counts, and no other; deriving anew changes nothing."""
    holding = OrderLine.objects.filter(holds=True, product__kind="access")
    assert set(holding.values_list("pk", flat=True)) == set(
        Entitlement.objects.values_list("line", flat=True)
    )
    assert rebuild_entitlements() == 0


def _effects_are_carried_out_once() -> None:
    """I8: a receipt for each paid order, one; none given up."""
    assert not Effect.objects.filter(state=Effect.State.DEAD).exists()
    orders = Effect.objects.filter(kind="receipt").values_list("payload__order")
    assert len(orders) == len(set(orders))


def _coupons_count_their_uses() -> None:
    """Each use that an order keeps is counted once, and took off its lines what it says."""
    for coupon in Coupon.objects.all():
        assert coupon.used == coupon.uses.filter(released_at=None).count(), coupon
    ended = {Order.PaymentState.EXPIRED, Order.PaymentState.CANCELED}
    for use in CouponUse.objects.select_related("order"):
        assert (use.released_at is not None) == (use.order.payment_state in ended)
        lines = use.order.lines.values_list("discount", flat=True)
        assert sum(lines) == use.discount > 0, use


def _the_provider_agrees(sandbox: SandboxProcess) -> None:
    """I7: to the cent, and every refund and dispute it knows is known here."""
    assert sandbox.violations() == []
    for payment in Payment.objects.filter(gateway__in=ONLINE).exclude(ref=""):
        seen = calls.truth(payment)
        assert seen.captured == payment.captured, payment
        undone = {"status": "canceled", "ref__startswith": REVERSAL}
        known = payment.refunds.exclude(ref="").exclude(**undone)  # shown or not
        there = {
            (each.ref, each.amount, each.status)
            for each in seen.refunds
            if not (each.ref.startswith(REVERSAL) and each.status == "canceled")
        }
        assert set(known.values_list("ref", "amount", "status")) == there
        disputes = {(each.ref, each.amount, each.status) for each in seen.disputes}
        here = set(payment.disputes.values_list("ref", "amount", "status"))
        assert here == disputes
