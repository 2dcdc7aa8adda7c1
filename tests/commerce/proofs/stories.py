"""What may become of a payment at its provider, and what the shop must make of it, whatever it heard and when."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from commerce.domain import attempts, inbox, settlement
from commerce.domain.checkout import Buyer, Details, place_order
from commerce.domain.items import Item
from commerce.domain.offers import offers_of
from commerce.models import Order, Payment
from tests.commerce.shop import DECLINED, Shop
from tests.sandbox_process import SandboxProcess

from .events import receive

URLS = {"success": "http://testserver/yes", "cancel": "http://testserver/no"}
Happens = Callable[[SandboxProcess, str], object]


@dataclass(frozen=True)
class Story:
    """``payment_state`` of its order, and whether its buyer may watch, once all has been heard."""

    name: str
    happens: Happens
    payment_state: str = "paid"
    opens: bool = True
    method: str = "stripe"

    def __str__(self) -> str:
        return self.name


def _pays(sandbox: SandboxProcess, ref: str) -> None:
    sandbox.pay(ref)


def _declined_then_pays(sandbox: SandboxProcess, ref: str) -> None:
    for _time in range(4):
        sandbox.pay(ref, DECLINED)
    sandbox.pay(ref)


def _declined(sandbox: SandboxProcess, ref: str) -> None:
    sandbox.pay(ref, DECLINED)


def _debited(outcome: str) -> Happens:
    def happens(sandbox: SandboxProcess, ref: str) -> None:
        sandbox.pay(ref, method="sepa_debit")
        sandbox.settle(ref, outcome)

    return happens


def _refunded(*amounts: int) -> Happens:
    def happens(sandbox: SandboxProcess, ref: str) -> None:
        sandbox.pay(ref)
        for amount in amounts:
            sandbox.refund(ref, amount)

    return happens


def _refund_fails(sandbox: SandboxProcess, ref: str) -> None:
    sandbox.pay(ref)
    refund = sandbox.refund(ref, begins="pending")
    sandbox.settle_refund(refund["id"], "failed")


def _part_refunded_and_rest_fails(sandbox: SandboxProcess, ref: str) -> None:
    sandbox.pay(ref)
    sandbox.refund(ref, 900)
    refund = sandbox.refund(ref, 4000, begins="pending")
    sandbox.settle_refund(refund["id"], "failed")


def _disputed(*statuses: str) -> Happens:
    def happens(sandbox: SandboxProcess, ref: str) -> None:
        sandbox.pay(ref)
        dispute = sandbox.dispute(ref, statuses[0])
        for status in statuses[1:]:
            sandbox.move_dispute(dispute["id"], status)

    return happens


def _captured(funding: str = "pays", then: str = "") -> Happens:
    """The buyer approves and the shop, told so, captures."""

    def happens(sandbox: SandboxProcess, ref: str) -> None:
        sandbox.approve(ref, funding)
        payment = Payment.objects.get(ref=ref)
        settlement.ask_for_look(payment)
        settlement.look(payment.pk)
        if then:
            sandbox.settle(settlement.calls.truth(payment).refs[-1], then)

    return happens


def _captured_and_refunded(*amounts: int) -> Happens:
    def happens(sandbox: SandboxProcess, ref: str) -> None:
        _captured()(sandbox, ref)
        for amount in amounts:
            sandbox.refund(ref, amount)

    return happens


OPEN, DECIDED = ("inquiry", "needs_response", "under_review"), ("won", "lost", "appeal")
STORIES = [
    Story("paid", _pays),
    Story("declined, then paid", _declined_then_pays),
    Story("declined", _declined, "pending", opens=False),
    Story("debited", _debited("succeeded")),
    Story("debit fails", _debited("failed"), "pending", opens=False),
    Story("refunded in part", _refunded(*[100] * 12), "partially_refunded"),
    Story("refunded", _refunded(*[350] * 14), "refunded", opens=False),
    Story("refund fails", _refund_fails),
    Story("half refunded", _part_refunded_and_rest_fails, "partially_refunded"),
    Story("asked by the bank", _disputed("inquiry")),
    Story("disputed", _disputed(*OPEN), opens=False),
    Story("won", _disputed(*OPEN, *DECIDED, "won")),
    Story("lost", _disputed(*OPEN, *DECIDED, "lost"), "refunded", opens=False),
    Story("won, lost", _disputed("needs_response", "won", "lost"), "refunded", opens=False),
    Story("lost, won", _disputed("needs_response", "lost", "appeal", "won")),
    Story("captured", _captured(), method="paypal"),
    Story("e-check", _captured("pending", "completed"), method="paypal"),
    Story("e-check fails", _captured("pending", "denied"), "pending", opens=False, method="paypal"),
    Story("PayPal refunded", _captured_and_refunded(*[350] * 14), "refunded", opens=False, method="paypal"),
    Story("PayPal part", _captured_and_refunded(*[100] * 12), "partially_refunded", method="paypal"),
]  # fmt: skip


def ordered(shop: Shop, story: Story, email: str) -> Order:
    """An order for the month's pass, opened at its provider."""
    placed = place_order(
        [Item(offers_of(shop.checkout)[0])],
        shop.methods[story.method],
        buyer=Buyer(None, secrets.token_hex(8)),
        details=Details(email, "en", "", True, True),
        urls_of=lambda _order: URLS,
    )
    attempts.open_at_provider(placed.call)
    return placed.order


def happen(shop: Shop, sandbox: SandboxProcess, count: int) -> dict[Order, Story]:
    """So many orders, their stories in turn; all has happened at the provider, and hardly anybody was told."""
    told = {}
    for number in range(count):
        story = STORIES[number % len(STORIES)]
        order = ordered(shop, story, f"guest{number}@example.com")
        story.happens(sandbox, order.payments.get().ref)
        told[order] = story
    return told


def hear_all(sandbox: SandboxProcess) -> None:
    for each in sandbox.deliveries():
        assert receive(each) == 200
    inbox.due_events()


def assert_ended_as_told(told: dict[Order, Story]) -> None:
    """Each order and its access are what their story says, and nothing else is there."""
    states = dict(Order.objects.values_list("pk", "payment_state"))
    wrong = {
        str(story): states[order.pk]
        for order, story in told.items()
        if states[order.pk] != story.payment_state
    }
    assert not wrong, wrong
    open_to = set(Order.objects.filter(entitlements__isnull=False))
    assert open_to == {order for order, story in told.items() if story.opens}
