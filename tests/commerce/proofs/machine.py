"""A shop in which anything may happen in any order: orders, coupons, payments, refunds, disputes, deliveries lost and doubled, time."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from urllib.error import HTTPError

from django.core.cache import cache
from django.utils import timezone
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from accounts.models import User
from commerce.domain import attempts, calendar, calls, refunds, settlement, work
from commerce.domain.checkout import Buyer, Details, place_order
from commerce.domain.coupons import Refused
from commerce.domain.items import Item
from commerce.domain.offers import offers_of
from commerce.models import Coupon, CouponUse, Dispute, Order, Payment, Refund
from commerce.money import Money
from tests.commerce.books import assert_books
from tests.commerce.shop import DECLINED, GOOD_CARD, Shop
from tests.databases import undone
from tests.sandbox_process import SandboxProcess

from .events import receive
from .stories import URLS
from .test_crashes import record, time_passes

MOST_ORDERS, COUPONS = 4, 2
WHICH = some.integers(0, 99)  # of those there are, counted round
DECIDED = ("inquiry", "needs_response", "under_review", "won", "lost", "appeal")
ENDS = {"stripe": ("succeeded", "failed"), "paypal": ("completed", "failed")}


@contextmanager
def as_far_as_allowed() -> Iterator[None]:
    """The provider may refuse what nobody could do there: pay a closed page, refund more than came."""
    with suppress(HTTPError):
        yield


class Anything(RuleBasedStateMachine):
    """Each run begins with no order and leaves none behind. ``in_shop`` says whose shop, provider and staff."""

    shop: Shop
    sandbox: SandboxProcess
    staff: User

    def __init__(self) -> None:
        super().__init__()
        self.sandbox.reset()
        cache.clear()
        self.never_was = undone()
        self.never_was.__enter__()
        self.later = False  # there; nothing can be opened once the clocks differ
        self.disputes: list[dict] = []
        self.refunds: list[dict] = []
        Coupon.objects.create(
            code="FEW", kind="percent", value=50, currency="EUR", limit_total=COUPONS
        )

    def teardown(self) -> None:
        try:
            self.everything_comes_to_rest()
        finally:
            self.never_was.__exit__(None, None, None)

    def everything_comes_to_rest(self) -> None:
        """Days pass, every payment is looked at; then the provider agrees to the cent."""
        for _day in range(3):
            time_passes()
            work.drain(seconds=60)
        for payment in Payment.objects.exclude(ref=""):
            settlement.ask_for_look(payment)
        work.drain(seconds=60)
        assert_books(self.sandbox)
        for order in Order.objects.all():
            assert bool(order.entitlements.all()) is is_owed(order), order

    # -- what there is

    def payments(self, *gateways: str) -> list[Payment]:
        known = Payment.objects.filter(gateway__in=gateways).exclude(ref="")
        return list(known.order_by("created"))

    def of(self, which: int, *gateways: str) -> Payment | None:
        there = self.payments(*gateways)
        return there[which % len(there)] if there else None

    # -- who buys

    @initialize(method=some.sampled_from(["stripe", "paypal"]))
    def somebody_has_paid(self, method: str) -> None:
        self.orders(method, 0, "")
        self.pays(0, GOOD_CARD)

    @precondition(lambda self: not self.later and Order.objects.count() < MOST_ORDERS)
    @rule(
        method=some.sampled_from(["stripe", "stripe", "paypal", "transfer"]),
        plan=some.integers(0, 1),
        code=some.sampled_from(["", "FEW"]),
    )
    def orders(self, method: str, plan: int, code: str) -> None:
        email = f"guest{Order.objects.count()}@example.com"
        details = Details(email, "en", "", True, True)
        try:
            placed = place_order(
                [Item(offers_of(self.shop.checkout)[plan])],
                self.shop.methods[method],
                buyer=Buyer(None, secrets.token_hex(8)),
                details=replace(
                    details, coupon=Coupon.objects.filter(code=code).first()
                ),
                urls_of=lambda _order: URLS,
            )
        except Refused:
            assert Coupon.objects.get().used == COUPONS
            return
        attempts.open_at_provider(placed.call)

    @rule(which=WHICH, card=some.sampled_from([GOOD_CARD, DECLINED]))
    def pays(self, which: int, card: str) -> None:
        payment = self.of(which, "stripe", "paypal")
        with as_far_as_allowed():
            if payment and payment.gateway == "stripe":
                self.sandbox.pay(payment.ref, card)
            elif payment:
                self.sandbox.approve(
                    payment.ref, "declines" if card == DECLINED else "pays"
                )

    @rule(which=WHICH)
    def transfers(self, which: int) -> None:
        payment = self.of(which, "transfer")
        if payment:
            record(payment, self.staff)

    # -- what providers do

    @rule(
        which=WHICH,
        part=some.integers(1, 4),
        begins=some.sampled_from(["succeeds", "pending"]),
    )
    def provider_refunds(self, which: int, part: int, begins: str) -> None:
        payment = self.of(which, "stripe", "paypal")
        with as_far_as_allowed():
            if payment:
                amount = payment.amount * part // 4
                made = self.sandbox.refund(payment.ref, amount, begins)
                self.refunds.append(made | {"by": payment.gateway})

    @precondition(lambda self: self.refunds)
    @rule(which=WHICH, fails=some.booleans())
    def refund_ends(self, which: int, fails: bool) -> None:
        refund = self.refunds[which % len(self.refunds)]
        with as_far_as_allowed():
            self.sandbox.settle_refund(refund["id"], ENDS[refund["by"]][fails])

    @rule(which=WHICH)
    def buyer_disputes(self, which: int) -> None:
        payment = self.of(which, "stripe", "paypal")
        with as_far_as_allowed():
            if payment:
                self.disputes.append(self.sandbox.dispute(payment.ref))

    @precondition(lambda self: self.disputes)
    @rule(which=WHICH, status=some.sampled_from(DECIDED))
    def bank_decides(self, which: int, status: str) -> None:
        dispute = self.disputes[which % len(self.disputes)]
        with as_far_as_allowed():
            self.sandbox.move_dispute(
                dispute.get("dispute_id") or dispute["id"], status
            )

    # -- what the shop hears and does

    @rule(
        share=some.integers(1, 3),
        again=some.booleans(),
        order=some.randoms(use_true_random=False),
    )
    def some_are_delivered(self, share: int, again: bool, order: object) -> None:
        """The rest later, or never."""
        sent = self.sandbox.deliveries()
        chosen = order.sample(sent, len(sent) * share // 3)
        for delivery in chosen * (1 + again):
            assert receive(delivery) == 200

    @rule()
    def worker_works(self) -> None:
        work.drain(seconds=60)

    @rule(which=WHICH)
    def somebody_looks(self, which: int) -> None:
        payment = self.of(which, "stripe", "paypal", "transfer")
        if payment:
            settlement.ask_for_look(payment)
            settlement.look(payment.pk)

    @rule(which=WHICH, part=some.integers(1, 4), split=some.booleans())
    def staff_refunds(self, which: int, part: int, split: bool) -> None:
        payment = self.of(which, "stripe", "paypal", "transfer")
        amount = refunds.refundable(payment).amount * part // 4 if payment else 0
        lines = list(payment.order.lines.all()) if payment and split else []
        wish = refunds.Wish(
            Money(amount, "EUR"),
            Refund.Source.STAFF,
            split={lines[0].pk: amount} if lines else {},
        )
        try:
            if amount:
                refunds.plan_refund(payment.pk, wish, by=self.staff)
        except refunds.TooMuch:
            assert (
                lines
            )  # more than the line cost is left where a coupon or a split took some

    @rule(begin=some.sampled_from(["succeeds", "pending", "fails"]))
    def refunds_will(self, begin: str) -> None:
        self.sandbox.refunds_begin(begin)

    # -- time

    @rule()
    def an_hour_passes(self) -> None:
        time_passes()

    @rule(days=some.integers(1, 4))
    def days_pass_there(self, days: int) -> None:
        self.later = True
        self.sandbox.advance_clock(days * 86_400)

    @rule(which=WHICH)
    def an_order_runs_out(self, which: int) -> None:
        pending = Order.objects.filter(payment_state=Order.PaymentState.PENDING)
        orders = list(pending.order_by("created"))
        if orders:
            order = orders[which % len(orders)]
            Order.objects.filter(pk=order.pk).update(expires_at=timezone.now())
            order.payments.update(expires_at=timezone.now())
            calendar.expire_orders()

    # -- what is true all the time

    @invariant()
    def the_books_agree(self) -> None:
        assert_books()

    @invariant()
    def no_coupon_is_used_more_often_than_it_may(self) -> None:
        kept = CouponUse.objects.filter(released_at=None).count()
        assert Coupon.objects.get().used == kept


def in_shop(shop: Shop, sandbox: SandboxProcess, staff: User) -> type[Anything]:
    there = {"shop": shop, "sandbox": sandbox, "staff": staff}
    return type("AnythingHere", (Anything,), there)


def is_owed(order: Order) -> bool:
    """Whether its buyer may watch, from what the providers say alone."""
    came = back = 0
    for payment in order.payments.all():
        seen = calls.truth(payment) if payment.gateway != "transfer" else None
        if seen is None:
            came += payment.captured
            back += sum(each.amount for each in payment.refunds.counting())
            continue
        if any(each.status in Dispute.OPEN for each in seen.disputes):
            return False
        lost = sum(each.amount for each in seen.disputes if each.status == "lost")
        gone = [
            each for each in seen.refunds if each.status not in ("failed", "canceled")
        ]
        came += seen.captured
        back += min(seen.captured, lost + sum(each.amount for each in gone))
    return came >= order.total and (back < order.total or not order.total)
