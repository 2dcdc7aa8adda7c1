"""Coupons, as an owner makes and watches them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commerce.models import Coupon, CouponUse, Order

from .conftest import is_refused

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NAME = "wagtailsnippets_commerce_coupon"
TYPED = {"code": "spring 10", "kind": "percent", "value": "10", "active": "on"}


def save(client: Client, typed: dict, coupon: Coupon | None = None):
    address = (
        reverse(f"{NAME}:edit", args=[coupon.pk]) if coupon else reverse(f"{NAME}:add")
    )
    return client.post(address, TYPED | typed)


def mistakes(response) -> dict[str, list[str]]:
    return response.context["form"].errors


@pytest.fixture
def spring(olive) -> Coupon:
    save(olive, {})
    return Coupon.objects.get()


@pytest.fixture
def used(spring: Coupon) -> Coupon:
    """By one order, of which it took 4.90 €."""
    order = Order.objects.create(
        email="anna@example.com",
        language="en",
        currency="EUR",
        total=4410,
        open_key="1",
        expires_at=timezone.now(),
    )
    CouponUse.objects.create(
        coupon=spring, order=order, person=order.email, discount=490
    )
    Coupon.objects.update(used=1)
    return spring


@pytest.mark.parametrize(
    ("typed", "stored", "gives"),
    [
        ({"value": "10 %"}, ("percent", 10, ""), "10% off"),
        ({"value": "10", "minimum": "50"}, ("percent", 10, "EUR"), "10% off"),
        ({"kind": "amount", "value": "5,50"}, ("amount", 550, "EUR"), "€5.50 off"),
        (
            {"kind": "fixed_price", "value": "39"},
            ("fixed_price", 3900, "EUR"),
            "for €39",
        ),
    ],
)
def test_an_owner_makes_one_and_reads_what_it_gives(olive, typed, stored, gives):
    shown = olive.post(reverse(f"{NAME}:add"), TYPED | typed, follow=True).text

    coupon = Coupon.objects.get()
    assert (coupon.kind, coupon.value, coupon.currency) == stored
    assert coupon.code == "SPRING10"
    assert gives in shown
    assert "?coupon=SPRING10" in shown


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"value": "0"}, "value", "Type a whole number from 1 to 100."),
        ({"value": "101"}, "value", "Type a whole number from 1 to 100."),
        ({"value": "a"}, "value", "Type a whole number from 1 to 100."),
        (
            {"kind": "amount", "value": "0"},
            "value",
            "Type an amount in EUR, like 49 or 49,90.",
        ),
        ({"code": "10 % !"}, "code", "Use letters, digits, - and _ only."),
        (
            {"limit_total": "0"},
            "limit_total",
            "Ensure this value is greater than or equal to 1.",
        ),
        (
            {"starts": "2026-12-02", "ends": "2026-12-01"},
            "ends",
            "This is before it starts.",
        ),
    ],
)
def test_what_makes_no_sense_is_sent_back(olive, typed, field, said):
    answer = save(olive, typed)

    assert mistakes(answer)[field] == [said]
    assert not Coupon.objects.exists()


def test_a_code_that_exists_is_sent_back_however_it_is_spelled(olive, spring):
    answer = save(olive, {"code": "Spring-10".replace("-", " ")})

    assert list(mistakes(answer)) == ["code"]


def test_once_used_what_it_gives_stays_and_its_limits_may_change(olive, used, shop):
    course = shop.prices["course"].product
    dates = {"starts": "2026-12-01", "ends": "2026-12-31"}
    more = {"limit_total": "5", "limit_person": "1", "minimum": "9", "active": ""}

    save(
        olive,
        {
            "code": "X",
            "kind": "amount",
            "value": "9",
            "products": [course.pk],
            **dates,
            **more,
        },
        used,
    )

    coupon = Coupon.objects.get()
    assert (coupon.code, coupon.kind, coupon.value) == ("SPRING10", "percent", 10)
    assert (coupon.starts, coupon.minimum, coupon.products.count()) == (None, None, 0)
    assert (coupon.limit_total, coupon.limit_person, coupon.active) == (5, 1, False)
    assert (coupon.ends is not None, coupon.used) == (True, 1)


def test_before_that_all_but_the_code_may_change(olive, spring, shop):
    course = shop.prices["course"].product

    save(
        olive,
        {"code": "X", "kind": "amount", "value": "9", "products": [course.pk]},
        spring,
    )

    coupon = Coupon.objects.get()
    assert (coupon.code, coupon.kind, coupon.value) == ("SPRING10", "amount", 900)
    assert list(coupon.products.all()) == [course]


def test_its_uses_name_their_orders(sam, used):
    order = Order.objects.get()

    shown = sam.get(reverse(f"{NAME}:inspect", args=[used.pk])).text

    assert reverse("orders:inspect", args=[order.pk]) in shown
    assert "€4.90" in shown
    assert order.number in sam.get(reverse("orders:index"), {"q": "spring10"}).text
    assert order.number not in sam.get(reverse("orders:index"), {"q": "autumn"}).text


DAY = timedelta(days=1)
IN_STATE = {
    "active": {},
    "planned": {"starts": DAY},
    "over": {"ends": -DAY},
    "used_up": {"limit_total": 3, "used": 3},
    "off": {"active": False},
}


@pytest.fixture
def one_each(roles) -> None:
    for state, terms in IN_STATE.items():
        moments = {
            name: timezone.now() + delta if isinstance(delta, timedelta) else delta
            for name, delta in terms.items()
        }
        Coupon.objects.create(code=state, value=10, **moments)


@pytest.mark.parametrize("state", Coupon.State)
def test_the_list_and_its_filter_agree_on_states(olive, one_each, state):
    shown = olive.get(reverse(f"{NAME}:list"), {"state": state.value}).context

    (found,) = shown["object_list"]
    assert (found.code.lower(), found.state) == (state, state)


def test_the_list_asks_as_much_for_five_as_for_one(
    olive, spring, django_assert_num_queries
):
    address = reverse(f"{NAME}:list")
    olive.get(address)
    with CaptureQueriesContext(connection) as one:
        olive.get(address)
    for state in IN_STATE:
        Coupon.objects.create(code=state, value=10)

    with django_assert_num_queries(len(one)):
        olive.get(address)


def test_support_sees_editors_do_not_and_neither_changes(sam, edith, used):
    pages = [reverse(f"{NAME}:list"), reverse(f"{NAME}:inspect", args=[used.pk])]

    assert [sam.get(page).status_code for page in pages] == [200, 200]
    assert all(is_refused(edith.get(page)) for page in pages)
    for client in (sam, edith):
        assert is_refused(save(client, {"code": "MINE"}))
        assert is_refused(save(client, {"active": ""}, used))
    assert Coupon.objects.get().active


def test_nobody_deletes_one(olive, spring):
    assert is_refused(olive.post(reverse(f"{NAME}:delete", args=[spring.pk])))


def test_its_history_says_what_changed_in_amounts_people_read(olive, spring):
    save(olive, {"kind": "amount", "value": "7,50"}, spring)

    shown = olive.get(reverse(f"{NAME}:history", args=[spring.pk])).text

    assert "“10% off” → “€7.50 off”" in shown
