"""The last uses of a coupon under sixty-four hands: as many redeem it as may."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import permutations

import pytest
from django.db import OperationalError, connection
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from commerce.domain import calendar, coupons, settlement
from commerce.domain.coupons import Person, Refused
from commerce.domain.items import Item
from commerce.gateways.contract import PaymentSnapshot, Status
from commerce.models import Coupon, CouponUse, Effect, Order, Payment
from tests.commerce.books import assert_books
from tests.commerce.goods import offer, ordered
from tests.commerce.shop import Shop

from .crowd import Job, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
PENDING = Order.PaymentState.PENDING


def spring(**limits: int) -> Coupon:
    return Coupon.objects.create(code="SPRING", value=10, **limits)


def buys(shop: Shop, plan: str = "monthly", **who: object) -> Job:
    """Somebody's order with the coupon as everybody read it; whether it was placed."""
    coupon, item = Coupon.objects.get(), Item(offer(shop, plan))

    def job() -> bool:
        try:
            ordered([item], shop.methods["transfer"], coupon=coupon, **who)
        except Refused:
            return False
        except OperationalError:  # the site is busy, says the page: pressed again
            return job()
        return True

    return job


def redeemed(jobs: list[Job]) -> int:
    """How many of them got it; each of their orders costs a tenth less, and the books agree."""
    placed = together(jobs).count(True)
    totals = set(Order.objects.values_list("total", "payment_state"))
    assert totals <= {(4410, PENDING), (44910, PENDING), (4499, PENDING)}
    assert CouponUse.objects.count() == Coupon.objects.get().used
    assert_books()
    return placed


def guests(shop: Shop, number: int) -> list[Job]:
    return [buys(shop, email=f"{each}@example.com") for each in range(number)]


def by_reading(coupon: Coupon, who: Person) -> None:
    """Both limits are looked at; then there is time for others; then the use is counted."""
    fresh = Coupon.objects.get(pk=coupon.pk)
    coupons._refuse_spent(fresh)
    coupons._refuse_repeated(fresh, who, more=1)
    time.sleep(0.3)
    Coupon.objects.filter(pk=coupon.pk).update(used=F("used") + 1)


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coupons, "take", by_reading)


@pytest.mark.parametrize("limit", [1, 3])
def test_sixty_four_guests_redeem_what_there_is(shop: Shop, limit: int):
    spring(limit_total=limit)

    assert redeemed(guests(shop, 64)) == limit


def test_control_without_the_conditional_count_more_redeem_it(
    shop: Shop, unguarded: None
):
    spring(limit_total=1)

    one_writer_at_a_time = connection.vendor == "sqlite"
    assert (redeemed(guests(shop, 8)) == 1) is one_writer_at_a_time


def test_one_person_in_sixteen_browsers_redeems_it_once(shop: Shop):
    spring(limit_person=1)

    assert redeemed([buys(shop) for _ in range(16)]) == 1


def test_control_counted_before_the_row_is_locked_a_person_redeems_it_often(
    shop: Shop, unguarded: None
):
    spring(limit_person=1)

    one_writer_at_a_time = connection.vendor == "sqlite"
    assert (redeemed([buys(shop) for _ in range(8)]) == 1) is one_writer_at_a_time


def test_an_account_and_its_address_are_one_person(shop: Shop):
    spring(limit_person=1)
    anna = User.objects.create_user("anna@example.com")
    own = {"user_id": anna.pk, "email": anna.email}

    jobs = [buys(shop, plan, **own) for plan in ("monthly", "course")]
    jobs += [buys(shop, plan, email=anna.email) for plan in ("monthly", "annual")]

    assert redeemed(jobs) == 1


def test_sixteen_tabs_of_one_person_share_the_last_use(shop: Shop):
    spring(limit_total=1, limit_person=1)
    anna = User.objects.create_user("anna@example.com")

    jobs = [buys(shop, user_id=anna.pk, email=anna.email)] * 16

    assert redeemed(jobs) == 16
    assert Order.objects.count() == 1


# -- and gives it back


def expires() -> None:
    """The worker's minute, an hour too late for the first order."""
    first = Order.objects.order_by("created").first()
    first.payments.exclude(status="succeeded").update(status="canceled")
    Order.objects.filter(pk=first.pk).update(
        expires_at=timezone.now() - timedelta(hours=1)
    )
    calendar.expire_orders()


def test_sixteen_workers_give_a_use_back_once(shop: Shop):
    spring(limit_total=9)
    Coupon.objects.update(used=0)
    for job in guests(shop, 3):
        job()

    together([expires] * 16)

    assert Coupon.objects.get().used == 2
    assert_books()


def is_paid(payment: Payment) -> None:
    """Late or not, as a look finds it."""
    paid = PaymentSnapshot(
        Status.SUCCEEDED, captured=payment.amount, currency=payment.currency
    )
    settlement.ask_for_look(payment)
    settlement.apply(paid, settlement.claim(payment.pk))


STEPS = ["expires", "is paid", "another orders"]


@pytest.mark.parametrize("order", [*permutations(STEPS)], ids=", ".join)
def test_in_every_order_the_books_agree_and_the_promised_price_is_kept(
    shop: Shop, order: tuple[str, ...]
):
    spring(limit_total=1)
    buys(shop)()
    first = Payment.objects.get()
    steps: dict[str, Callable] = {
        "expires": expires,
        "is paid": partial(is_paid, first),
        "another orders": buys(shop, email="b@example.com"),
    }

    for step in order:
        steps[step]()

    bought = Order.objects.get(payments=first)
    assert (bought.payment_state, bought.total) == (Order.PaymentState.PAID, 4410)
    assert bought.coupon_use.released_at is None
    beyond = Coupon.objects.get().used > 1
    reviewed = Effect.objects.filter(kind="review", payload__reason="coupon")
    assert reviewed.count() == beyond
    assert beyond == (order == ("expires", "another orders", "is paid"))
    assert_books()
