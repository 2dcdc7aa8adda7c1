"""What an entitlement opens: pages, all below them, in every language, as long as it lasts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale

from accounts.models import User
from commerce.access import Access, Reason, Viewer, can_view, prices_from
from commerce.domain.pricing import add_amount
from commerce.domain.staff import Received, record_payment
from commerce.models import (
    Entitlement,
    Order,
    OrderLine,
    Payment,
    Price,
    Product,
    ProductGrant,
)
from commerce.money import Money
from tests.commerce.shop import Shop, Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def buys(visitor: Visitor, plan: str) -> Order:
    visitor.order(plan, method="transfer")
    payment = Payment.objects.latest("created")
    by, _made = User.objects.get_or_create(email="susan@example.com")
    received = Received(payment.money, "", timezone.now().date())
    return record_payment(payment.pk, received, form_id="1", by=by)


def access_of(visitor: Visitor, page: object = None) -> Access:
    user = User.objects.get(email=visitor.email)
    return can_view(Viewer(user.pk), page or visitor.shop.lesson)


def later(**passed: int) -> None:
    """The clock stands still; what was bought moves into the past."""
    for each in Entitlement.objects.all():
        each.starts -= timedelta(**passed)
        each.ends -= timedelta(**passed)
        each.save()


def test_one_course_opens_its_lessons_and_no_other(anna: Visitor):
    buys(anna, "course")
    lesson = anna.shop.lesson
    other = anna.shop.course.copy(
        update_attrs={"title": "Other", "slug": "other"}, recursive=True
    )

    assert access_of(anna) == Access(allowed=True, reason=Reason.HELD)
    copied = other.get_descendants().get(slug=lesson.slug).specific
    assert access_of(anna, copied).allowed is False


def test_a_pass_opens_every_course_and_says_until_when(anna: Visitor):
    order = buys(anna, "monthly")

    held = access_of(anna)
    assert (held.allowed, held.until) == (True, order.entitlements.get().ends)


def test_a_translation_is_open_to_who_bought_the_original(anna: Visitor):
    french, _made = Locale.objects.get_or_create(language_code="fr")
    lesson = anna.shop.lesson.copy_for_translation(french, copy_parents=True)
    assert access_of(anna, lesson).reason == Reason.FOR_SALE

    buys(anna, "course")

    assert access_of(anna, lesson).allowed


def test_an_open_page_needs_nothing(anna: Visitor):
    assert can_view(Viewer(), anna.shop.free_lesson).reason == Reason.FREE
    assert can_view(Viewer(), anna.shop.lesson).reason == Reason.FOR_SALE


@pytest.mark.parametrize(("days", "allowed"), [(29, True), (30, False), (400, False)])
def test_a_pass_ends_to_the_minute(anna: Visitor, days: int, allowed: bool):
    buys(anna, "monthly")
    assert anna.reads(anna.shop.lesson) == 200

    later(days=days, minutes=1 if days == 30 else 0)

    assert access_of(anna).allowed is allowed
    assert anna.reads(anna.shop.lesson) == (200 if allowed else 403)


def test_who_had_a_pass_is_told_that_it_ended_and_when(anna: Visitor):
    buys(anna, "monthly")
    later(days=31)

    ended = access_of(anna)
    assert ended.reason == Reason.ENDED
    assert ended.until == Entitlement.objects.get().ends
    assert set(ended.products) == {"access", "python"}


def test_renewing_opens_again(anna: Visitor):
    buys(anna, "monthly")
    OrderLine.objects.update(settled_at=timezone.now() - timedelta(days=31))
    later(days=31)
    assert not access_of(anna).allowed

    buys(anna, "monthly")

    assert access_of(anna).allowed


def withdraw(**ago: int) -> None:
    ProductGrant.objects.update(until=timezone.now() - timedelta(**ago))


def test_a_grant_withdrawn_stays_open_to_who_paid_before(anna: Visitor):
    buys(anna, "monthly")
    Entitlement.objects.update(settled_at=timezone.now() - timedelta(hours=2))

    withdraw(hours=1)

    assert access_of(anna).allowed


def test_a_grant_withdrawn_is_closed_to_who_paid_after(anna: Visitor):
    withdraw(hours=1)

    buys(anna, "monthly")

    assert access_of(anna) == Access(allowed=False, reason=Reason.NOT_FOR_SALE)


def test_a_grant_that_begins_later_opens_nothing_yet(anna: Visitor):
    buys(anna, "monthly")
    ProductGrant.objects.update(starts=timezone.now() + timedelta(hours=1))

    assert not access_of(anna).allowed


def test_control_without_paying_every_such_page_is_closed(anna: Visitor):
    anna.order("monthly", method="transfer")

    assert access_of(anna).reason == Reason.FOR_SALE
    assert anna.reads(anna.shop.lesson) == 403


def test_a_signed_in_viewer_costs_one_query_and_a_guest_two(
    anna: Visitor, guest: Visitor, django_assert_num_queries: Callable
):
    for plan in ("monthly", "annual", "course"):
        buys(anna, plan)
    user = User.objects.get(email=anna.email)
    lesson = anna.shop.lesson

    with django_assert_num_queries(1):
        assert can_view(Viewer(user.pk), lesson).allowed
    with django_assert_num_queries(2):
        assert not can_view(Viewer(None, "0" * 64), lesson).allowed
    with django_assert_num_queries(0):
        assert can_view(Viewer(user.pk), anna.shop.free_lesson).allowed


def test_the_price_of_a_course_is_the_least_that_opens_it_for_good(shop: Shop):
    course, bundle = shop.course, Product.objects.create(code="both")
    other = course.copy(update_attrs={"title": "Other", "slug": "other"})
    for page in (course, other):
        ProductGrant.objects.create(product=bundle, page_key=page.translation_key)
    price = Price.objects.create(code="both", product=bundle)
    euros = [Money(amount, "EUR") for amount in (4999, 9900, 3900, 5900)]
    pages = [course, other, course.get_parent(), shop.lesson]

    found = []
    for amount in euros[1:]:  # the monthly pass is sold at 49 euros throughout
        add_amount(price, amount, by=None)
        found.append(prices_from(pages))

    assert found == [
        {course.pk: euros[0], other.pk: euros[1]},
        {course.pk: euros[2], other.pk: euros[2]},
        {course.pk: euros[0], other.pk: euros[3]},
    ]
