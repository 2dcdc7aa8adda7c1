"""Stories told once at the sandbox and kept, so that their events can arrive again in every order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import permutations

from commerce.domain import calls
from commerce.gateways import gateway
from commerce.gateways.contract import PaymentRequest, PaymentSnapshot, Status
from commerce.models import Order, Payment
from tests.commerce.shop import DECLINED, Visitor

from . import events

MOST = 5
NAMING = ("checkout.session.completed", "checkout.session.expired", "CHECKOUT.ORDER.APPROVED")  # fmt: skip


@dataclass
class Recording:
    """Deliveries by the moment they were sent at, and what the provider said at each moment.

    ``goes_on`` once the money came: only a look after all of it sees the end, and the check of a day later is one.
    """

    payment: Payment
    views: list[PaymentSnapshot] = field(default_factory=list)
    sent: list[tuple[int, dict]] = field(default_factory=list)
    goes_on: bool = False

    @property
    def request(self) -> PaymentRequest:
        return calls.request_of(self.payment)

    def keep(self, deliveries: list[dict], view: PaymentSnapshot | None = None) -> None:
        """The next moment: these were sent, and this is what a look would have seen."""
        known = {delivery["id"] for _moment, delivery in self.sent}
        now = len(self.views)
        self.views.append(view or gateway(self.payment.gateway).retrieve(self.request))
        self.sent += [(now, each) for each in deliveries if each["id"] not in known]

    def arrivals(self) -> list[tuple[tuple[int, dict], ...]]:
        """The first delivery that names the payment and the last four, or as many repeats as make five, in all their orders; equal orders once."""
        first = next(each for each in self.sent if events.kind_of(each[1]) in NAMING)
        others = [each for each in self.sent if each is not first]
        kept = [first, *others[1 - MOST :]]
        places = [place % len(kept) for place in range(MOST)]
        orders = sorted(set(permutations(places)))
        return [tuple(kept[place] for place in order) for order in orders]


def paid(anna: Visitor) -> Recording:
    anna.order("monthly")
    recording = Recording(Payment.objects.get())
    anna.sandbox.pay(recording.payment.ref)
    recording.keep(anna.sandbox.deliveries())
    return recording


def declined_then_paid(anna: Visitor) -> Recording:
    anna.order("monthly")
    recording = Recording(Payment.objects.get())
    anna.sandbox.pay(recording.payment.ref, DECLINED)
    recording.keep(anna.sandbox.deliveries()[-2:])
    before = len(anna.sandbox.deliveries())
    anna.sandbox.pay(recording.payment.ref)
    recording.keep(anna.sandbox.deliveries()[before:][-2:])
    return recording


def approved_and_captured(anna: Visitor) -> Recording:
    anna.order("monthly", method="paypal")
    recording = Recording(Payment.objects.get())
    anna.sandbox.approve(recording.payment.ref)
    recording.keep(anna.sandbox.deliveries())
    gateway("paypal").capture(recording.request)
    recording.keep(anna.sandbox.deliveries())
    return recording


def captured_then_cleared(anna: Visitor) -> Recording:
    """By an e-check: PayPal announces the approval, the capture that waits for a bank, and its end."""
    anna.order("monthly", method="paypal")
    recording = Recording(Payment.objects.get())
    anna.sandbox.approve(recording.payment.ref, "pending")
    recording.keep(anna.sandbox.deliveries())
    captured = gateway("paypal").capture(recording.request)
    recording.keep(anna.sandbox.deliveries())
    anna.sandbox.settle(captured.refs[-1], "completed")
    recording.keep(anna.sandbox.deliveries())
    return recording


def expired_then_late_money(anna: Visitor) -> Recording:
    """The session is said to have expired, and so has the order; the money comes all the same."""
    anna.order("monthly")
    recording = Recording(Payment.objects.get())
    Order.objects.update(expires_at="2026-01-01T00:00Z")
    expiry = events.event("checkout.session.expired", ref=recording.payment.ref)
    recording.keep([events.delivery(expiry)], PaymentSnapshot(Status.CANCELED))
    anna.sandbox.pay(recording.payment.ref)
    recording.keep(anna.sandbox.deliveries()[-3:])
    return recording


def debited(anna: Visitor) -> Recording:
    """By SEPA: the session is complete and unpaid, days later the bank pays."""
    anna.order("monthly")
    recording = Recording(Payment.objects.get())
    anna.sandbox.pay(recording.payment.ref, method="sepa_debit")
    recording.keep(anna.sandbox.deliveries())
    anna.sandbox.settle(recording.payment.ref, "succeeded")
    recording.keep(anna.sandbox.deliveries())
    return recording


def refunded_in_part_then_whole(anna: Visitor) -> Recording:
    recording = paid(anna)
    recording.goes_on = True
    for amount in (900, 4000):
        anna.sandbox.refund(recording.payment.ref, amount)
        recording.keep(anna.sandbox.deliveries())
    return recording


def refund_fails_later(anna: Visitor) -> Recording:
    recording = paid(anna)
    recording.goes_on = True
    refund = anna.sandbox.refund(recording.payment.ref)
    recording.keep(anna.sandbox.deliveries())
    anna.sandbox.settle_refund(refund["id"], "failed")
    recording.keep(anna.sandbox.deliveries())
    return recording


def disputed(end: str) -> Callable[[Visitor], Recording]:
    def story(anna: Visitor) -> Recording:
        recording = paid(anna)
        recording.goes_on = True
        dispute = anna.sandbox.dispute(recording.payment.ref)
        recording.keep(anna.sandbox.deliveries())
        anna.sandbox.move_dispute(dispute["id"], end)
        recording.keep(anna.sandbox.deliveries())
        return recording

    story.__name__ = f"dispute_{end}"
    return story


STORIES = {
    paid: "paid",
    debited: "paid",
    declined_then_paid: "paid",
    approved_and_captured: "paid",
    captured_then_cleared: "paid",
    expired_then_late_money: "paid",
    refunded_in_part_then_whole: "refunded",
    refund_fails_later: "paid",
    disputed("won"): "paid",
    disputed("lost"): "refunded",
}
# What ends like another of them, or is told in one breath, arrives in every fifth of its orders; in any in the soak.
MORE_BRIEFLY = ("paid", "declined_then_paid", "approved_and_captured", "dispute_won")
TOLD_IN_ONE_BREATH = paid  # all its events are sent when all has happened
