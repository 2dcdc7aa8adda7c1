"""What a coupon takes off, whom it refuses, and in which words."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as some

from commerce.domain.coupons import (
    Person,
    Refused,
    Sold,
    discounts,
    find,
    spread,
    taken_off,
)
from commerce.domain.items import Item
from commerce.models import Coupon, fold_code
from commerce.money import CURRENCIES
from tests.commerce.goods import offer, ordered, stock_up

pytestmark = pytest.mark.both_databases
STRANGER = Person(None, "anna@example.com")


def coupon(kind: str = "percent", value: int = 10, **more: object) -> Coupon:
    named = {"code": "SPRING", "currency": "EUR"} | more
    return Coupon(kind=kind, value=value, **named)


@pytest.fixture(autouse=True)
def _english() -> None:
    translation.activate("en")


# -- codes


@pytest.mark.one_database
@pytest.mark.parametrize(
    "typed", ["spring 10", "  SPRING10 ", "\uff33pring\uff11\uff10", "Spring\u00a010"]
)
def test_a_code_is_read_however_it_is_typed(typed: str):
    assert fold_code(typed) == "SPRING10"


@pytest.mark.one_database
@settings(max_examples=300, derandomize=True)
@given(some.text(max_size=20))
def test_a_folded_code_folds_to_itself(typed: str):
    assert fold_code(fold_code(typed)) == fold_code(typed)


# -- arithmetic


def lines_in(step: int) -> some.SearchStrategy[list[Sold]]:
    line = some.builds(
        lambda product, steps, times, ships: Sold(product, steps * step, times, ships),
        some.integers(1, 4),
        some.integers(0, 10**7),
        some.integers(1, 30),
        some.booleans(),
    )
    return some.lists(line, min_size=1, max_size=6)


@some.composite
def orders(draw: some.DrawFn) -> tuple[Coupon, list[Sold], str, set[int]]:
    currency = draw(some.sampled_from(list(CURRENCIES.values())))
    kind = draw(some.sampled_from(Coupon.Kind.values))
    most = 100 if kind == "percent" else 10**8
    value = draw(some.integers(1, most))
    if kind != "percent":
        value *= currency.step
    made = coupon(kind, value, currency=currency.code)
    lines = draw(lines_in(currency.step))
    return made, lines, currency.code, draw(some.sets(some.integers(1, 4)))


@pytest.mark.one_database
@settings(max_examples=500, derandomize=True)
@given(orders())
def test_no_line_falls_below_nothing_and_what_is_not_meant_costs_what_it_costs(order):
    made, lines, currency, products = order

    off = discounts(made, lines, currency, products)

    for line, less in zip(lines, off, strict=True):
        assert 0 <= less <= line.amount
        assert less % CURRENCIES[currency].step == 0
        if line.is_shipping or (products and line.product_id not in products):
            assert less == 0


@pytest.mark.one_database
@settings(max_examples=500, derandomize=True)
@given(orders())
def test_an_amount_is_taken_off_to_the_last_cent(order):
    made, lines, currency, products = order
    made.kind = Coupon.Kind.AMOUNT
    made.value *= CURRENCIES[currency].step  # a percentage was no amount

    off = discounts(made, lines, currency, products)

    meant = [
        line.amount
        for line in lines
        if not line.is_shipping and (not products or line.product_id in products)
    ]
    assert sum(off) == min(made.value, sum(meant))


@pytest.mark.one_database
@settings(max_examples=300, derandomize=True)
@given(
    some.lists(some.integers(0, 10**6), min_size=1, max_size=8), some.integers(1, 10**6)
)
def test_nobody_gets_a_cent_more_or_less_than_their_part(
    amounts: list[int], value: int
):
    parts = spread(value, amounts, 1)

    whole = sum(amounts)
    for amount, part in zip(amounts, parts, strict=True):
        exact = min(value, whole) * amount / whole if whole else 0
        assert abs(part - exact) < 1


@pytest.mark.one_database
@settings(max_examples=300, derandomize=True)
@given(some.integers(0, 10**7), some.integers(1, 100))
def test_a_percentage_rounds_to_the_nearest_cent_a_half_for_the_buyer(amount, percent):
    (off,) = discounts(coupon(value=percent), [Sold(1, amount)], "EUR")

    assert -50 < off * 100 - amount * percent <= 50


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("made", "line", "off"),
    [
        (coupon(value=10), Sold(1, 4999), 500),
        (coupon(value=50), Sold(1, 4999), 2500),
        (coupon(value=100), Sold(1, 4999), 4999),
        (coupon("amount", 500), Sold(1, 4999), 500),
        (coupon("amount", 5000), Sold(1, 4999), 4999),
        (coupon("fixed_price", 3900), Sold(1, 4999), 1099),
        (coupon("fixed_price", 0), Sold(1, 4999), 4999),
        (coupon("fixed_price", 5000), Sold(1, 4999), 0),
        (coupon("fixed_price", 900), Sold(1, 1000, times=6), 600),
        (coupon(value=100), Sold(1, 490, is_shipping=True), 0),
    ],
)
def test_what_each_kind_takes_off(made: Coupon, line: Sold, off: int):
    assert discounts(made, [line], "EUR") == [off]


@pytest.mark.one_database
def test_dinars_stay_payable():
    (off,) = discounts(coupon(value=33), [Sold(1, 10_010)], "KWD")

    assert off == 3300


# -- refusals


def stored(**more: object) -> Coupon:
    made = coupon(**more)
    made.save()
    return made


def refusal(typed: str, who: Person = STRANGER) -> str:
    with pytest.raises(Refused) as refused:
        find(typed, who)
    return str(refused.value)


def test_unknown_and_switched_off_codes_read_alike_and_ask_alike(
    db: None, django_assert_num_queries
):
    stored(active=False)

    with django_assert_num_queries(1):
        off = refusal("spring")
    with django_assert_num_queries(1):
        unknown = refusal("summer")

    assert off == unknown == "This code is not known. Check how it is spelled."


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"starts": HOUR}, "can be used from"),
        ({"ends": -HOUR}, "ended on"),
    ],
)
def test_outside_its_window_it_says_when(db: None, terms: dict, said: str):
    now = timezone.now()
    stored(**{name: now + delta for name, delta in terms.items()})

    assert said in refusal("SPRING")


def test_used_up_says_so(db: None):
    stored(limit_total=2, used=2)

    assert refusal("SPRING") == "This code has been used as often as it could be."


def test_an_order_below_the_minimum_is_told_it_and_shipping_does_not_count(db: None):
    made = stored(minimum=5000)
    lines = [Sold(1, 4999), Sold(2, 900, is_shipping=True)]

    with pytest.raises(Refused, match="for orders of €50 or more"):
        taken_off(made, lines, "EUR")
    assert taken_off(made, [Sold(1, 5000)], "EUR") == [500]


@pytest.mark.parametrize(
    "terms", [{"currency": "USD"}, {"kind": "fixed_price", "value": 9900}]
)
def test_what_takes_nothing_off_is_refused(db: None, terms: dict):
    made = stored(**terms)

    with pytest.raises(Refused, match="takes nothing off"):
        taken_off(made, [Sold(1, 4999)], "EUR")


def test_it_is_for_its_products_only(shop):
    made = stored()
    course = shop.prices["course"].product
    made.products.add(course)

    assert taken_off(made, [Sold(course.pk, 4999)], "EUR") == [500]
    with pytest.raises(Refused, match="takes nothing off"):
        taken_off(made, [Sold(course.pk + 1, 4999)], "EUR")


# -- what the database forbids


@pytest.mark.parametrize(
    "terms",
    [
        {"value": 0},
        {"value": 101},
        {"kind": "amount", "value": 0},
        {"kind": "amount", "value": 500, "currency": ""},
        {"kind": "fixed_price", "value": -1},
        {"minimum": 0},
        {"minimum": 100, "currency": ""},
        {"limit_total": 0},
        {"limit_person": 0},
        {"starts": timezone.now(), "ends": timezone.now() - HOUR},
    ],
    ids=" ".join,
)
def test_impossible_terms_are_not_stored(db: None, terms: dict):
    with pytest.raises(IntegrityError), transaction.atomic():
        stored(**terms)


def test_one_code_is_one_coupon(db: None):
    stored(code="Spring")

    with pytest.raises(IntegrityError), transaction.atomic():
        stored(code=" s p r i n g ")


def test_saving_the_terms_leaves_the_count_alone(db: None):
    made = stored()
    Coupon.objects.update(used=7)

    made.note = "For the fair"
    made.save()

    assert Coupon.objects.get().used == 7
    made.save(update_fields=["used"])  # the control: as Django would
    assert Coupon.objects.get().used == 0


def test_each_line_of_an_order_keeps_its_own_part_and_goods_count_by_piece(shop):
    stock_up(shop, books=9, kits=9)
    gift = stored(kind="amount", value=1000)
    gift.products.set([offer(shop, code).price.product for code in ("book", "kit")])
    items = [
        Item(offer(shop, "book"), quantity=2),  # 38 €
        Item(offer(shop, "kit"), rental_days=3),  # 15 €
        Item(offer(shop, "course")),
    ]

    order = ordered(items, shop.methods["transfer"], coupon=gift).order

    parts = order.lines.values_list("title", "discount", "amount")
    assert list(parts) == [("Book", 717, 3083), ("Kit", 283, 1217), ("python", 0, 4999)]
    assert (order.total, order.coupon_use.discount) == (3083 + 1217 + 4999, 1000)
