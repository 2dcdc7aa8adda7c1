"""The people of the shop, as support looks for them: what they hold, what they ordered, what else may be asked."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from commerce.models import Entitlement
from courses.models import CoursePage
from tests.commerce.test_pages import paid_order
from tests.queries import cost

from .conftest import is_refused
from .test_facts import found

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LIST = "/cms/people/"


def person(shop, name: str, plan: str = "monthly") -> User:
    user = User.objects.create_user(f"{name}@example.com", first_name=name.title())
    paid_order(shop, user=user, plan=plan)
    return user


def text_of(client, **query: str) -> str:
    return " ".join(client.get(LIST, query).text.split())


def test_support_finds_a_person_with_what_they_hold_and_ordered(sam, shop):
    anna, bruno = person(shop, "anna"), person(shop, "bruno", "course")
    order = anna.orders.get()

    assert found(sam, "people", "anna@exam") == {anna.pk}
    assert found(sam, "people", "bruno") == {bruno.pk}
    assert found(sam, "people", order.number) == {anna.pk}
    page = text_of(sam, q="anna")
    assert "access until " in page  # the product, and until when
    assert "/cms/orders/?q=anna%40example.com" in page
    assert "/cms/watching/?email=anna%40example.com" in page
    assert "/cms/users/" not in page  # the account itself is the owners'


def test_who_holds_something_is_told_from_who_does_not(sam, shop):
    anna, bruno = person(shop, "anna"), person(shop, "bruno")
    now = timezone.now()
    held = Entitlement.objects.filter(user=bruno)
    held.update(starts=now - timedelta(days=9), ends=now - timedelta(days=1))

    def people(holds: str) -> set[int]:
        listed = sam.get(LIST, {"holds": holds}).context["object_list"]
        return {each.pk for each in listed}

    assert anna.pk in people("true")
    assert bruno.pk not in people("true")
    assert bruno.pk in people("false")


def test_many_people_ask_no_more_than_few(sam, shop):
    person(shop, "anna")
    sam.get(LIST)
    few = cost(sam, LIST)
    for name in ("bruno", "chloe", "david"):
        person(shop, name, "course")

    assert cost(sam, LIST) == few


def test_finance_takes_people_along_and_names_are_no_formulas(fiona, shop):
    anna = person(shop, "anna")
    User.objects.filter(pk=anna.pk).update(first_name="=1+1")

    answer = fiona.get(LIST, {"export": "csv", "q": "anna"})

    [row] = csv.DictReader(io.StringIO(answer.getvalue().decode(), newline=""))
    assert row["E-mail"] == anna.email
    assert row["Name"].startswith("'=")
    assert row["Orders"] == "1"


def test_an_owner_is_led_to_the_account_and_an_editor_sees_nobody(olive, edith, shop):
    anna = person(shop, "anna")

    assert reverse("wagtailusers_users:edit", args=[anna.pk]) in text_of(olive)
    assert is_refused(edith.get(LIST))


# -- orders of a course


def test_orders_are_found_by_the_course_and_by_what_was_bought(sam, shop):
    passed, bought = paid_order(shop), paid_order(shop, plan="course", open_key="other")
    index = shop.course.get_parent()
    django = index.add_child(
        instance=CoursePage(title="Django", summary="More.", locale=index.locale)
    )

    def orders(**query: object) -> set:
        listed = sam.get("/cms/orders/", query).context["object_list"]
        return {each.pk for each in listed}

    assert orders(course=shop.course.pk) == {passed.pk, bought.pk}  # the pass opens it
    assert orders(product=shop.prices["course"].product_id) == {bought.pk}
    assert orders(course=django.pk) == {passed.pk}
    assert orders(course=shop.course.pk, payment_state="pending") == set()


def test_orders_of_a_course_cost_as_much_for_many_as_for_one(sam, shop):
    address = f"/cms/orders/?course={shop.course.pk}"
    paid_order(shop)
    sam.get(address)
    few = cost(sam, address)
    for name in ("two", "three", "four"):
        paid_order(shop, plan="course", open_key=name)

    assert cost(sam, address) == few <= 20
