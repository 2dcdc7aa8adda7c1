"""The fold from settled lines to what somebody holds, and until when."""

import io
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as some

from accounts.models import User
from commerce.domain import entitlements, locking
from commerce.domain.entitlements import Period, fold, rebuild_entitlements
from commerce.domain.staff import Received, record_payment
from commerce.models import Entitlement, Order, OrderLine, Payment
from tests.commerce.shop import Visitor

START = datetime(2026, 1, 1, tzinfo=UTC)


def line(pk: int, minute: int, days: int | None, quantity: int = 1) -> OrderLine:
    settled = START + timedelta(minutes=minute)
    return OrderLine(pk=pk, settled_at=settled, days=days, quantity=quantity)


@some.composite
def passes(draw: some.DrawFn) -> list[OrderLine]:
    minutes = draw(some.lists(some.integers(0, 10**6), min_size=1, max_size=8))
    days = some.integers(1, 400)
    return [
        line(pk, minute, draw(days), draw(some.integers(1, 3)))
        for pk, minute in enumerate(minutes)
    ]


many = settings(max_examples=200, derandomize=True, deadline=None)


def held(periods: dict[int, Period]) -> timedelta:
    return sum((each.ends - each.starts for each in periods.values()), timedelta())


@many
@given(passes(), some.randoms(use_true_random=False))
def test_the_order_in_which_lines_are_read_does_not_matter(lines, chance):
    shuffled = [*lines]
    chance.shuffle(shuffled)

    assert fold(shuffled) == fold(lines)


@many
@given(passes())
def test_no_day_is_lost_and_none_given_twice(lines: list[OrderLine]):
    periods = fold(lines)
    bought = sum(each.days * each.quantity for each in lines)
    in_order = sorted(periods.values(), key=lambda period: period.starts)

    assert held(periods) == timedelta(days=bought)
    assert all(first.ends <= then.starts for first, then in pairwise(in_order))


@many
@given(passes(), some.integers(0, 10**6), some.integers(1, 400))
def test_another_pass_never_ends_anything_sooner(lines, minute: int, days: int):
    more = [*lines, line(99, minute, days)]

    last = max(period.ends for period in fold(lines).values())
    assert max(period.ends for period in fold(more).values()) >= last
    assert held(fold(more)) == held(fold(lines)) + timedelta(days=days)


@many
@given(passes())
def test_nothing_begins_before_it_was_paid(lines: list[OrderLine]):
    periods = fold(lines)

    assert all(periods[each.pk].starts >= each.settled_at for each in lines)


@many
@given(passes(), some.integers(0, 10**6))
def test_what_is_bought_for_good_never_ends(lines: list[OrderLine], minute: int):
    periods = fold([*lines, line(99, minute, None)])

    assert periods[99].ends is None
    assert {pk: periods[pk] for pk in fold(lines)} == fold(lines)


def test_control_starting_each_pass_when_it_is_paid_loses_days():
    lines = [line(1, 0, 30), line(2, 1, 30)]
    apart = [fold([each])[each.pk] for each in lines]

    assert max(period.ends for period in fold(lines).values()) == START + timedelta(60)
    assert max(period.ends for period in apart) < START + timedelta(31)


# -- in the shop


def buys(anna: Visitor, plan: str) -> Order:
    anna.order(plan, method="transfer")
    payment = Payment.objects.latest("created")
    by = User.objects.get()
    received = Received(payment.money, "", timezone.now().date())
    return record_payment(payment.pk, received, form_id="1", by=by)


@pytest.mark.django_db
@pytest.mark.both_databases
def test_passes_bought_early_follow_each_other(anna: Visitor):
    first, second, third = [
        buys(anna, plan) for plan in ("monthly", "annual", "monthly")
    ]

    periods = [order.entitlements.get() for order in (first, second, third)]
    assert [(each.ends - each.starts).days for each in periods] == [30, 365, 30]
    assert periods[0].ends == periods[1].starts
    assert periods[1].ends == periods[2].starts


@pytest.mark.django_db
@pytest.mark.both_databases
def test_deriving_everything_anew_changes_no_row(anna: Visitor, guest: Visitor):
    for plan in ("monthly", "course", "annual"):
        buys(anna, plan)
    guest.order("monthly", method="transfer")
    rows = list(Entitlement.objects.values())

    assert rebuild_entitlements() == 0
    assert list(Entitlement.objects.values()) == rows


@pytest.mark.django_db
@pytest.mark.both_databases
def test_control_a_row_that_was_tampered_with_is_found_and_put_right(anna: Visitor):
    buys(anna, "monthly")
    right = list(Entitlement.objects.values())
    Entitlement.objects.update(ends=timezone.now() + timedelta(days=9999))

    said = io.StringIO()
    call_command("rebuild_access", stdout=said)

    assert said.getvalue() == "2 rows changed\n"  # the wrong one and the right one
    assert list(Entitlement.objects.values()) == right


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_guests_order_is_locked_while_it_is_derived_anew(
    anna: Visitor, monkeypatch: pytest.MonkeyPatch
):
    buys(anna, "monthly")
    Order.objects.update(user=None)
    Entitlement.objects.update(user=None)
    seen, real = [], entitlements.derive_entitlements

    def derive(order: Order) -> None:
        locks = [each["sql"] for each in asked if "FOR UPDATE" in each["sql"]]
        seen.append((locking._holding_locks.get(), len(locks)))
        real(order)

    monkeypatch.setattr(entitlements, "derive_entitlements", derive)
    with CaptureQueriesContext(connection) as asked:
        assert rebuild_entitlements() == 0

    assert seen == [(True, int(connection.features.has_select_for_update))]
