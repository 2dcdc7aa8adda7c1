"""“Sell this course”: from a page to something a visitor can buy."""

import pytest
from django.contrib.messages import get_messages
from django.db import models
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, Page

from accounts.models import User
from commerce.domain.pricing import archive
from commerce.models import CheckoutSnippet, Price, PriceVersion, Product
from commerce.viewsets import selling
from courses.models import CoursePage

pytestmark = pytest.mark.django_db


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


def test_a_new_course_says_which_button_leads_to_selling(olive, course):
    above = course.get_parent().pk
    address = reverse("wagtailadmin_pages:add", args=["courses", "coursepage", above])

    shown = olive.get(address).content.decode()

    # “save” alone is no advice where the page has just saved itself
    assert "Press “Save draft”; then sell the course from here." in shown
    assert "Press “Save draft”; then add the lessons from here." in shown


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


UNTIL = {
    "passes": "Until then visitors see what else opens this course.",
    "nothing": "Until then visitors read “Not on sale yet”.",
}


@pytest.mark.parametrize("prepared", [False, True])
@pytest.mark.parametrize("others", UNTIL)
def test_an_editor_reads_what_visitors_see_meanwhile(
    edith, shop, course, others, prepared
):
    if others == "nothing":
        archive(shop.prices["monthly"].product)
    if prepared:
        sell(edith, course)

    form = edith.get(reverse("sell_course", args=[course.pk])).content.decode()

    assert [words in form for words in UNTIL.values()] == [
        others == key for key in UNTIL
    ]
    visitors = shown_to_a_visitor(course)
    assert ("€49" in visitors) == (others == "passes")
    assert ("Not on sale yet" in visitors) == (others == "nothing")


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


def test_a_course_is_sold_whatever_the_letters_of_its_address(olive, course):
    course.slug = "пчёлы"
    course.save()
    other = course.copy(update_attrs={"title": "Wasps", "slug": "осы"})

    for page in (course, other):
        sell(olive, page, amount="20")

    codes = [price.code for page in (course, other) for price in _prices(page)]
    assert codes == ["page", "page-2"]
    assert "€20" in shown_to_a_visitor(course)


def _prices(course: CoursePage) -> list[Price]:
    return list(_checkout(course).prices.all())


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


@pytest.fixture
def abeilles(course) -> CoursePage:
    """The course in French."""
    french = Locale.objects.get_or_create(language_code="fr")[0]
    page = course.copy_for_translation(french, copy_parents=True)
    page.save_revision().publish()
    return page


def lock(thing: models.Model) -> None:
    """As a colleague does who wants it left alone."""
    colleague = User.objects.get_or_create(email="colleague@example.com")[0]
    type(thing).objects.filter(pk=thing.pk).update(locked=True, locked_by=colleague)


def is_sold(course: CoursePage) -> bool:
    return _checkout(course) is not None


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_page_that_a_colleague_locked_stays_as_it_is(
    edith, course, abeilles, language
):
    lock(course if language == "en" else abeilles)

    response = sell(edith, course, amount="1")

    assert response.status_code == 302
    assert "locked" in str(next(iter(get_messages(response.wsgi_request))))
    assert not is_sold(course)
    assert not is_sold(abeilles)


def test_whoever_locked_a_page_sells_it(olive, course):
    CoursePage.objects.filter(pk=course.pk).update(locked=True, locked_by=olive.user)

    sell(olive, course, amount="20")

    assert is_sold(course)


def test_without_the_look_at_locks_a_locked_page_would_be_changed(
    edith, course, monkeypatch
):
    monkeypatch.setattr(selling, "_lock_against", lambda _user, _pages: None)
    lock(course)

    sell(edith, course, amount="1")

    assert is_sold(course)


def test_a_locked_checkout_stays_as_it_is(olive, course):
    sell(olive, course, amount="20")
    own = _checkout(course)
    CoursePage.objects.filter(pk=course.pk).update(checkout=None)
    lock(own)

    sell(olive, course, amount="30")

    assert not is_sold(course)
    assert PriceVersion.objects.filter(price__code="bees").count() == 1


def test_a_new_amount_asks_nothing_of_what_stays_as_it_is(olive, course):
    sell(olive, course, amount="20")
    lock(_checkout(course))
    lock(course)

    sell(olive, course, amount="30")

    assert PriceVersion.objects.filter(price__code="bees").count() == 2


def english_only(client: Client, home: Page) -> None:
    """May publish one language's pages and no others."""
    GroupPagePermission.objects.filter(
        group__in=client.user.groups.all(), permission__codename="publish_page"
    ).update(page=home)


def test_a_translation_is_published_only_by_who_may(edith, course, abeilles):
    english_only(edith, course.get_parent())
    abeilles.save_revision()

    response = sell(edith, course, amount="1")

    assert response.status_code == 302
    assert not is_sold(course)
    assert not is_sold(abeilles)


def test_without_the_look_at_translations_one_would_be_published(
    edith, course, abeilles, monkeypatch
):
    english_only(edith, course.get_parent())
    abeilles.save_revision()  # a draft: Wagtail, who would refuse, is not asked
    monkeypatch.setattr(selling, "_to_be_changed", lambda page, _price: [page])

    sell(edith, course, amount="1")

    assert is_sold(abeilles)
