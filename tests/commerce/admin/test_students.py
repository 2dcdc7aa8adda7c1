"""The people of a course, and their number beside its page."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from accounts.models import User
from commerce.domain.students import Standing, students_of, with_students
from commerce.models import Entitlement, Order, OrderLine
from tests.queries import cost

from .conftest import is_refused
from .test_exports import rows_of
from .test_facts import order_of, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def paid(shop, sam, email: str, plan: str = "monthly", name: str = "") -> Order:
    order = order_of(shop, f"{plan}-{email}", plan)
    Order.objects.filter(pk=order.pk).update(email=email)
    record(sam, order.payments.get(), reference=f"{plan} {email}")
    if name:
        user, _made = User.objects.get_or_create(email=email, first_name=name)
        Order.objects.filter(pk=order.pk).update(user=user)
        Entitlement.objects.filter(order=order).update(user=user)
    return order


def number(shop) -> int:
    return with_students(type(shop.course).objects.all()).get().students


def test_each_person_stands_there_once(fiona, sam, shop):
    paid(shop, sam, "anna@example.com", name="Anna")
    paid(shop, sam, "anna@example.com", "annual", name="Anna")
    paid(shop, sam, "guest@example.com", "course")
    ended = paid(shop, sam, "chloe@example.com", name="Chloe")
    gone = paid(shop, sam, "david@example.com", "annual", name="David")
    past = timezone.now() - timedelta(days=1)
    Entitlement.objects.filter(order=ended).update(
        starts=past - timedelta(days=30), ends=past
    )
    OrderLine.objects.filter(order=gone).update(holds=False)
    Entitlement.objects.filter(order=gone).delete()

    found = {line.order.email: line for line in students_of(shop.course)}
    page = fiona.get(reverse("students", args=[shop.course.pk])).text

    assert {email: line.standing for email, line in found.items()} == {
        "anna@example.com": Standing.ACTIVE,
        "guest@example.com": Standing.ACTIVE,
        "chloe@example.com": Standing.ENDED,
        "david@example.com": Standing.REFUNDED,
    }
    assert found["anna@example.com"].paid == 4900 + 49900
    assert found["david@example.com"].paid == 0
    assert "€548" in page
    ends = localtime(found["anna@example.com"].ends)
    assert date(ends, "N j, Y") in page  # a day to come is told as such
    assert number(shop) == 2


def test_they_are_searched_filtered_and_taken_along(fiona, sam, shop):
    paid(shop, sam, "anna@example.com", name="=Anna")
    paid(shop, sam, "guest@example.com", "course")
    address = reverse("students", args=[shop.course.pk])

    found = fiona.get(address, {"q": "anna@"}).context["object_list"]
    ended = fiona.get(address, {"standing": "ended"}).context["object_list"]
    file = rows_of(fiona.get(address, {"export": "csv"}))

    assert [line.order.email for line in found] == ["anna@example.com"]
    assert list(ended) == []
    assert {row["E-mail"] for row in file} == {"anna@example.com", "guest@example.com"}
    assert "'=Anna" in {row["Name"] for row in file}
    assert is_refused(sam.get(address, {"export": "csv"}))


def test_the_explorer_and_the_page_say_how_many(olive, edith, sam, shop):
    paid(shop, sam, "guest@example.com", "course")
    explorer = reverse("wagtailadmin_explore", args=[shop.course.get_parent().pk])
    form = reverse("wagtailadmin_pages:edit", args=[shop.course.pk])
    link = reverse("students", args=[shop.course.pk])

    for client, sees in ((olive, True), (edith, False)):
        for address in (explorer, form):
            page = client.get(address).text
            assert (link in page, "1 student" in page) == (sees, sees)


def test_many_courses_ask_no_more_than_one(olive, shop):
    index = shop.course.get_parent()
    address = reverse("courses_students")
    few = cost(olive, address)
    for slug in ("one", "two", "three"):
        names = {"title": slug, "slug": slug, "summary": slug}
        course = type(shop.course)(**names, locale=index.locale)
        index.add_child(instance=course)

    assert cost(olive, address) == few


def test_the_explorer_counts_with_its_rows(olive, shop):
    index = reverse("wagtailadmin_explore", args=[shop.course.get_parent().pk])
    with_number = cost(olive, index)
    Permission.objects.filter(codename="view_entitlement").delete()

    assert cost(olive, index) == with_number


def test_an_editor_reads_no_names(edith, shop):
    assert is_refused(edith.get(reverse("students", args=[shop.course.pk])))
    assert is_refused(edith.get(reverse("courses_students")))
