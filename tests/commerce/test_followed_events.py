"""Every type of event that we follow, as the provider sends it, leads to its payment."""

from collections.abc import Callable
from functools import partial

import pytest
from django.utils import timezone

from commerce.domain import attempts, work
from commerce.gateways import gateway, paypal, stripe
from commerce.models import GatewayCustomer, Payment, PaymentMethod, WebhookEvent
from tests.commerce.paying import by_paypal, by_stripe, hear
from tests.commerce.shop import DECLINED, Visitor, deliver

pytestmark = pytest.mark.django_db
ASKS = "4000002500003155"  # for 3-D Secure


def by_card(buyer: Visitor, card: str) -> None:
    buyer.order()
    buyer.sandbox.pay(Payment.objects.latest("created").ref, card=card)


def by_debit(buyer: Visitor, outcome: str) -> None:
    buyer.order()
    session = Payment.objects.latest("created").ref
    buyer.sandbox.pay(session, method="sepa_debit")
    buyer.sandbox.settle(session, outcome)


def too_late(buyer: Visitor) -> None:
    buyer.order()
    attempts.close(Payment.objects.latest("created"))


def closes_our_form(buyer: Visitor) -> None:
    PaymentMethod.objects.filter(code="stripe").update(embedded=True)
    too_late(buyer)


def goes_back(buyer: Visitor, pays: Callable) -> None:
    """In parts: at once, slowly, in vain; and taken back by PayPal."""
    payment, sandbox = pays(buyer), buyer.sandbox
    sandbox.refund(payment.ref, 500)
    for outcome in ("succeeded", "failed") if pays is by_stripe else ("failed",):
        pending = sandbox.refund(payment.ref, 500, "pending")
        sandbox.settle_refund(pending["id"], outcome)
    if pays is by_paypal:
        sandbox.reverse(payment.ref, 500)


def is_disputed(buyer: Visitor, pays: Callable) -> None:
    payment, sandbox = pays(buyer), buyer.sandbox
    dispute = sandbox.dispute(payment.ref)
    for status in ("under_review", "won"):
        sandbox.move_dispute(dispute.get("id") or dispute["dispute_id"], status)


def is_warned_of(buyer: Visitor) -> None:
    buyer.sandbox.warn_of_fraud(by_stripe(buyer).ref)


def is_deleted(buyer: Visitor) -> None:
    by_stripe(buyer)
    customer = GatewayCustomer.objects.get().ref
    gateway("stripe").ask(lambda client: client.v1.customers.delete(customer))


def approves(buyer: Visitor, funding: str, outcome: str = "") -> None:
    """An e-check is settled with this outcome; else an order is announced so."""
    buyer.order(method="paypal")
    payment, sandbox = Payment.objects.latest("created"), buyer.sandbox
    sandbox.approve(payment.ref, funding)
    if outcome.isupper():
        sandbox.announce(payment.ref, outcome)
    hear(sandbox)
    if funding == "pending":
        capture = payment.refs.exclude(ref=payment.ref).get()
        sandbox.settle(capture.ref, outcome)


ORDER, CAPTURE = "CHECKOUT.ORDER", "PAYMENT.CAPTURE"
REVERSED = "CHECKOUT.PAYMENT-APPROVAL.REVERSED"
# what happens, and what we hear of it there first
STORIES: list[tuple[Callable[[Visitor], None], set[str]]] = [
    (partial(by_card, card=DECLINED), {"payment_intent.payment_failed"}),
    (partial(by_card, card=ASKS), {"payment_intent.requires_action"}),
    (
        partial(by_debit, outcome="succeeded"),
        {
            "checkout.session.completed",
            "checkout.session.async_payment_succeeded",
            "payment_intent.processing",
            "payment_intent.succeeded",
        },
    ),
    (partial(by_debit, outcome="failed"), {"checkout.session.async_payment_failed"}),
    (too_late, {"checkout.session.expired"}),
    (closes_our_form, {"payment_intent.canceled"}),
    (
        partial(goes_back, pays=by_stripe),
        {
            "charge.refunded",
            "charge.refund.updated",
            "refund.created",
            "refund.updated",
            "refund.failed",
        },
    ),
    (
        partial(is_disputed, pays=by_stripe),
        {
            "charge.dispute.created",
            "charge.dispute.updated",
            "charge.dispute.closed",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.funds_reinstated",
        },
    ),
    (is_warned_of, {"radar.early_fraud_warning.created"}),
    (is_deleted, {"customer.deleted"}),
    (
        partial(goes_back, pays=by_paypal),
        {
            f"{ORDER}.APPROVED",
            f"{CAPTURE}.COMPLETED",
            f"{CAPTURE}.REFUNDED",
            f"{CAPTURE}.REVERSED",
            "PAYMENT.REFUND.PENDING",
            "PAYMENT.REFUND.FAILED",
        },
    ),
    (
        partial(is_disputed, pays=by_paypal),
        {f"CUSTOMER.DISPUTE.{step}" for step in ("CREATED", "UPDATED", "RESOLVED")},
    ),
    (
        partial(approves, funding="pending", outcome="denied"),
        {f"{CAPTURE}.PENDING", f"{CAPTURE}.DENIED"},
    ),
    (
        partial(approves, funding="pending", outcome="declined"),
        {f"{CAPTURE}.DECLINED"},
    ),
    (
        partial(approves, funding="pays", outcome=f"{ORDER}.COMPLETED"),
        {f"{ORDER}.COMPLETED"},
    ),
    (
        partial(approves, funding="declines", outcome=f"{ORDER}.DECLINED"),
        {f"{ORDER}.DECLINED"},
    ),
    (partial(approves, funding="pays", outcome=REVERSED), {REVERSED}),
]
FOLLOWED = {*stripe.EVENTS, *paypal.EVENTS}


def test_every_type_has_its_story():
    assert set().union(*(types for _story, types in STORIES)) == FOLLOWED


def a_minute_later() -> None:
    """A session names its intent once somebody tried to pay: the first check learns it, the event comes in again."""
    work.drain()
    Payment.objects.update(check_due=timezone.now())
    work.drain()
    WebhookEvent.objects.filter(state="waiting").update(due=timezone.now())
    work.drain()


@pytest.mark.parametrize(
    ("story", "types"),
    STORIES,
    ids=lambda each: min(each) if isinstance(each, set) else "",
)
def test_it_is_sent_heard_and_leads_to_its_payment(
    anna: Visitor, story: Callable[[Visitor], None], types: set[str]
):
    story(anna)
    assert set(deliver(anna.sandbox)) == {200}
    a_minute_later()

    heard = WebhookEvent.objects.filter(type__in=FOLLOWED)
    assert types <= set(heard.values_list("type", flat=True))
    about = Payment.objects.latest("created")
    for event in heard:
        assert event.state == WebhookEvent.State.DONE, event
        assert event.payment == about or story is is_deleted, event
