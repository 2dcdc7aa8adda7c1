"""“Sell this course”: from a page to something a visitor can buy."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from commerce.domain.pricing import archive
from commerce.models import CheckoutSnippet, Price, PriceVersion, Product
from courses.models import CoursePage

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def course(shop) -> CoursePage:
    """A course that nothing sells yet."""
    index = shop.course.get_parent()
    page = index.add_child(
        instance=CoursePage(
            title="Bees", slug="bees", summary="Keep bees.", locale=index.locale
        )
    )
    page.save_revision().publish()
    return page


def sell(client: Client, page: CoursePage, **typed: object):
    return client.post(reverse("sell_course", args=[page.pk]), typed)


def shown_to_a_visitor(page: CoursePage) -> str:
    return Client().get(page.get_url()).content.decode()


def test_an_owner_sells_a_course_with_one_form(olive, shop, course):
    transfer = shop.methods["transfer"]

    sell(olive, course, amount="49,90", methods=[transfer.pk])

    course.refresh_from_db()
    price = Price.objects.get(code="bees")
    assert price.current_version.amount == 4990
    assert price.current_version.author == olive.user
    assert list(course.checkout.prices.all()) == [price]
    assert list(course.checkout.methods.all()) == [transfer]
    assert "€49.90" in shown_to_a_visitor(course)


def test_an_editor_prepares_it_and_an_owner_prices_it(edith, olive, shop, course):
    archive(shop.prices["monthly"].product)
    sell(edith, course, amount="1")

    assert PriceVersion.objects.filter(price__code="bees").count() == 0
    assert "Not on sale yet" in shown_to_a_visitor(course)

    sell(olive, course, amount="20")

    assert "€20" in shown_to_a_visitor(course)
    assert Product.objects.filter(code__startswith="bees").count() == 1


def test_sent_twice_it_makes_everything_once(olive, course):
    for _time in range(2):
        sell(olive, course, amount="20")

    assert Price.objects.filter(code__startswith="bees").count() == 1
    assert PriceVersion.objects.filter(price__code="bees").count() == 1
    assert CheckoutSnippet.objects.filter(prices__code="bees").count() == 1


def test_another_amount_is_added_and_the_old_one_stays(olive, course):
    sell(olive, course, amount="20")
    sell(olive, course, amount="30")

    amounts = PriceVersion.objects.filter(price__code="bees").order_by("pk")
    assert [version.amount for version in amounts] == [2000, 3000]


@pytest.mark.parametrize("typed", ["", "free", "-1", "1.234", "NaN", "9" * 30])
def test_what_is_no_amount_is_refused_in_words(olive, course, typed):
    response = sell(olive, course, amount=typed)

    assert response.status_code == 200
    assert response.context["form"].errors["amount"]
    assert Product.objects.filter(code="bees").count() == 0


def test_a_free_course_says_free(olive, course):
    sell(olive, course, amount="0")

    assert "Free" in shown_to_a_visitor(course)


def test_unfinished_words_of_a_colleague_stay_unpublished(olive, course):
    course.title = "Bees and wasps"
    course.save_revision()

    sell(olive, course, amount="20")

    course = CoursePage.objects.get(pk=course.pk)
    draft = course.get_latest_revision_as_object()
    assert (course.title, course.has_unpublished_changes) == ("Bees", True)
    assert draft.title == "Bees and wasps"
    assert course.checkout == draft.checkout
    assert course.checkout is not None


def test_what_the_page_sold_before_stays_on_offer(olive, shop, course):
    course.checkout = shop.checkout
    course.save_revision().publish()

    sell(olive, course, amount="20")

    course.refresh_from_db()
    codes = set(course.checkout.prices.values_list("code", flat=True))
    assert codes == {"bees", "monthly", "annual", "course"}
    assert shop.checkout.prices.count() == 3


def test_every_language_of_the_course_is_sold(olive, course):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    abeilles = course.copy_for_translation(french, copy_parents=True)
    abeilles.title = "Abeilles"
    abeilles.save_revision().publish()

    sell(olive, course, amount="20")

    abeilles.refresh_from_db()
    assert abeilles.checkout.locale == french
    assert abeilles.checkout.translation_key == _checkout(course).translation_key
    assert Product.objects.get(code="bees").words("fr").title == "Abeilles"


def _checkout(course: CoursePage) -> CheckoutSnippet:
    return CoursePage.objects.get(pk=course.pk).checkout


def test_a_page_that_is_no_course_cannot_be_sold(olive, shop):
    response = olive.post(
        reverse("sell_course", args=[shop.lesson.pk]), {"amount": "20"}, follow=True
    )

    assert response.status_code == 404


def test_the_course_leads_to_the_form(edith, course):
    address = reverse("sell_course", args=[course.pk])
    edit = edith.get(reverse("wagtailadmin_pages:edit", args=[course.pk]))
    explorer = edith.get(reverse("wagtailadmin_explore", args=[course.get_parent().pk]))

    assert address in edit.content.decode()
    assert address in explorer.content.decode()


@pytest.mark.parametrize("number", [2**63, 10**23])
def test_a_number_that_no_page_has_is_not_found(olive, number):
    response = olive.get(reverse("sell_course", args=[number]), follow=True)

    assert response.status_code == 404
