"""What is bought stays open when an editor tidies up, and the editor hears first whom it touches."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail.signals import pre_page_move

from commerce.domain import covered
from commerce.models import ProductGrant
from courses.models import CoursePage, LessonPage
from tests.commerce.shop import Shop, Visitor
from tests.commerce.test_access import access_of, buys

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def archive(shop) -> CoursePage:
    """Another course, below the same index."""
    index = shop.course.get_parent()
    page = CoursePage(
        title="Archive", slug="archive", summary="Old.", locale=index.locale
    )
    return index.add_child(instance=page)


@pytest.fixture
def bob(shop, sandbox) -> Visitor:
    return Visitor(shop, sandbox, email="bob@example.com").signed_in()


def move(client: Client, page: Page, destination: Page) -> str:
    """Asks, then confirms; what the page that asks says."""
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, destination.pk])
    asked = client.get(address).content.decode()
    client.post(address)
    page.refresh_from_db()
    assert page.is_child_of(destination)
    return asked


def sell(shop: Shop, page: Page, **times: datetime) -> None:
    """Whoever buys the course buys this too."""
    product = shop.prices["course"].product
    ProductGrant.objects.create(product=product, page_key=page.translation_key, **times)


def test_who_bought_the_course_keeps_a_lesson_that_leaves_it(anna, bob, edith, archive):
    buys(anna, "course")

    asked = move(edith, anna.shop.lesson, archive)
    buys(bob, "course")

    assert "1 person has “Loops” through python and keeps it" in asked
    assert anna.email not in asked
    assert access_of(anna).allowed
    assert not access_of(bob).allowed


def test_without_the_kept_grant_a_move_would_take_it_away(anna, edith, archive):
    buys(anna, "course")
    pre_page_move.disconnect(dispatch_uid="keep_open")

    move(edith, anna.shop.lesson, archive)

    pre_page_move.connect(covered.keep_open, dispatch_uid="keep_open")
    assert not access_of(anna).allowed


def test_a_pass_that_opens_both_places_is_not_touched(anna, edith, archive):
    buys(anna, "monthly")

    asked = move(edith, anna.shop.lesson, archive)

    assert "person has" not in asked
    assert access_of(anna).allowed
    assert ProductGrant.objects.filter(product__code="access").count() == 1


def test_a_product_sold_at_both_places_is_not_touched(anna, edith, archive):
    buys(anna, "course")
    sell(anna.shop, archive)

    asked = move(edith, anna.shop.lesson, archive)

    assert "person has" not in asked
    assert access_of(anna).allowed
    assert ProductGrant.objects.filter(product__code="python").count() == 2


def test_what_was_withdrawn_over_both_places_is_not_touched(anna, edith, archive):
    buys(anna, "monthly")
    ProductGrant.objects.filter(product__code="access").update(until=timezone.now())

    asked = move(edith, anna.shop.lesson, archive)

    assert "person has" not in asked
    assert access_of(anna).allowed
    assert ProductGrant.objects.filter(product__code="access").count() == 1


@pytest.mark.parametrize("closed", [{"until": 0}, {"starts": 1}])
def test_a_grant_there_that_opens_nothing_now_spares_nobody(
    anna, edith, archive, closed
):
    times = {name: timezone.now() + timedelta(days=d) for name, d in closed.items()}
    sell(anna.shop, archive, **times)
    buys(anna, "course")

    asked = move(edith, anna.shop.lesson, archive)

    assert "1 person has" in asked
    assert access_of(anna).allowed


def test_pages_moved_in_bulk_are_kept_too(anna, edith, archive):
    buys(anna, "course")
    lesson = anna.shop.lesson
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    address = f"{address}?id={lesson.pk}"

    asked = edith.get(address).content.decode()
    edith.post(address, {"chooser": archive.pk})

    lesson.refresh_from_db()
    assert lesson.is_child_of(archive)
    assert "1 person has “Loops” through python and keeps it. If it leaves" in asked
    assert access_of(anna).allowed


def test_what_bulk_says_once_it_knows_where_to_is_of_that_place(anna, edith, archive):
    buys(anna, "course")
    lesson = anna.shop.lesson
    for course in (archive, anna.shop.course):
        twin = LessonPage(title="Loops", slug="twin", locale=archive.locale)
        course.add_child(instance=twin)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    address = f"{address}?id={lesson.pk}&id={twin.pk}"

    refused = edith.post(address, {"chooser": archive.pk}).content.decode()
    sell(anna.shop, archive)
    covered = edith.post(address, {"chooser": archive.pk}).content.decode()

    assert "1 person has “Loops” through python and keeps it. Whoever" in refused
    assert "duplicate slug" in covered
    assert "person has" not in covered


def test_a_translation_that_leaves_stays_open_in_every_language(anna, edith, archive):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    boucles = anna.shop.lesson.copy_for_translation(french, copy_parents=True)
    archives = archive.copy_for_translation(french)
    buys(anna, "course")

    move(edith, boucles, archives)

    assert access_of(anna, boucles).allowed
    assert access_of(anna, anna.shop.lesson).allowed


def test_what_was_withdrawn_before_opens_no_more_at_the_new_place(
    anna, bob, edith, archive
):
    buys(anna, "course")
    ProductGrant.objects.filter(product__code="python").update(until=timezone.now())
    buys(bob, "course")

    asked = move(edith, anna.shop.lesson, archive)

    assert "1 person has “Loops”" in asked
    assert access_of(anna).allowed
    assert not access_of(bob).allowed


@pytest.mark.parametrize("many", [False, True])
def test_before_a_lesson_is_deleted_its_holders_are_counted(anna, edith, many):
    buys(anna, "course")
    lesson = anna.shop.lesson
    address = reverse("wagtailadmin_pages:delete", args=[lesson.pk])
    if many:
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        address = f"{address}?id={lesson.pk}"

    asked = edith.get(address).content.decode()

    assert "1 person has “Loops” through python and loses it." in asked
    assert anna.email not in asked


def test_one_person_who_holds_two_products_counts_once(anna, guest):
    buys(anna, "course")
    buys(anna, "monthly")
    buys(guest, "monthly")

    assert covered.holders_of(ProductGrant.objects.all()) == 2


def test_what_nobody_holds_moves_without_a_word(edith, shop, archive):
    assert "people have" not in move(edith, shop.lesson, archive)
