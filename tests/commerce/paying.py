"""Anna pays, the shop hears of it, staff give it back."""

import pytest

from accounts.models import User
from commerce.domain import refunds, settlement, work
from commerce.domain.refunds import Wish
from commerce.models import Order, Payment, Refund
from commerce.money import Money
from tests.sandbox_process import SandboxProcess

from .shop import Visitor, deliver


def by_stripe(anna: Visitor) -> Payment:
    anna.buy("monthly")
    hear(anna.sandbox)
    return Payment.objects.get()


def by_paypal(anna: Visitor) -> Payment:
    anna.order("monthly", method="paypal")
    anna.sandbox.approve(Payment.objects.get().ref)
    hear(anna.sandbox)
    return Payment.objects.get()


BOTH = pytest.mark.parametrize("pays", [by_stripe, by_paypal])


def hear(sandbox: SandboxProcess) -> None:
    """Every event that is out reaches us, and the worker does what follows."""
    deliver(sandbox)
    work.drain()


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def ask(payment: Payment, by: User, amount: int = 4900, **more: object) -> Refund:
    wish = Wish(euros(amount), Refund.Source.STAFF, reason="asked for it", **more)
    return refunds.plan_refund(payment.pk, wish, by=by)


def look_at(payment: Payment) -> None:
    settlement.ask_for_look(payment)
    work.drain()


def state() -> str:
    return Order.objects.get().payment_state


def looks(sandbox: SandboxProcess) -> int:
    """How often the shop asked Stripe for the truth."""
    return len(sandbox.calls("checkout.sessions.retrieve"))
