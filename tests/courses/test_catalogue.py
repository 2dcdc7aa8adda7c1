"""What a visitor may ask the catalogue for: it answers without script, and its address says what was asked."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from commerce.models import Price, PriceVersion, Product, ProductGrant
from courses.models import CoursePage
from tests.commerce.shop import Shop
from tests.courses.school import store_film
from tests.home.heads import read
from tests.queries import cost

HERE = "/en/courses/"


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """Python by Zoë, sold for 49.99 and with a free film; Django by Abel for nothing; React by Zoë, not sold by itself."""
    shop.free_lesson.video = store_film()
    shop.free_lesson.save()
    Page.objects.filter(pk=shop.course.pk).update(first_published_at=timezone.now())
    tell(shop.course, level="beginner", instructor="Zoë")
    django = course(shop, "Django", level="advanced", instructor="Abel")
    course(shop, "React", level="advanced", instructor="Zoë", summary="Débuter.")
    for_nothing(django)
    return shop


def course(shop: Shop, title: str, **fields: str) -> CoursePage:
    parent = Page.objects.get(pk=shop.course.get_parent().pk)
    new = CoursePage(title=title, **{"summary": title, **fields}, locale=parent.locale)
    return parent.add_child(instance=new)


def tell(page: CoursePage, **fields: str) -> None:
    CoursePage.objects.filter(pk=page.pk).update(**fields)


def for_nothing(page: CoursePage) -> None:
    gift = Product.objects.create(code="gift")
    ProductGrant.objects.create(product=gift, page_key=page.translation_key)
    price = Price.objects.create(code="gift", product=gift)
    PriceVersion.objects.create(price=price, currency="EUR", amount=0)


def shown(**asked: str) -> list[str]:
    page = Client().get(HERE, asked)
    return [card.course.title for card in page.context["request"].shown_cards]


def test_all_are_shown_in_the_order_of_the_tree(shop: Shop):
    assert shown() == ["Python", "Django", "React"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"level": "advanced"}, ["Django", "React"]),
        ({"teacher": "Zoë"}, ["Python", "React"]),
        ({"level": "advanced", "teacher": "Zoë"}, ["React"]),
        ({"price": "free"}, ["Django"]),
        ({"price": "paid"}, ["Python", "React"]),
        ({"sample": "yes"}, ["Python"]),
        ({"q": "dj"}, ["Django"]),
        ({"q": "DEBUT zoe"}, ["React"]),
        ({"level": "beginner", "q": "react"}, []),
    ],
)
def test_it_answers_what_was_asked(shop: Shop, asked: dict, found: list[str]):
    assert shown(**asked) == found


def test_no_choice_says_the_same_as_another(shop: Shop):
    tell(shop.course, level="all")

    page = BeautifulSoup(Client().get(HERE).content, "html.parser")
    levels = [option.text for option in page.select("[name=level] option")]

    assert levels == ["Any level", "All levels", "Advanced"]


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("title", ["Django", "Python", "React"]),
        ("price", ["Django", "Python", "React"]),
        ("new", ["Python", "Django", "React"]),
    ],
)
def test_it_sorts(shop: Shop, order: str, found: list[str]):
    assert shown(sort=order) == found
    assert shown(sort=order, price="paid") == [it for it in found if it != "Django"]


def test_a_closed_or_filmless_lesson_is_no_sample(shop: Shop):
    shop.free_lesson.video = None
    shop.free_lesson.save()
    shop.lesson.video = store_film()
    shop.lesson.save()

    assert "sample" not in Client().get(HERE).text
    assert shown(sample="yes") == ["Python", "Django", "React"]


def test_the_number_is_told_and_each_choice_can_be_taken_back(shop: Shop):
    text = Client().get(HERE, {"level": "advanced", "q": "re"}).text

    assert "1 course" in text
    assert 'href="?level=advanced"' in text
    assert 'href="?q=re"' in text
    assert text.count("Clear filters") == 1
    assert "Clear filters" not in Client().get(HERE).text


def test_nothing_found_says_so_and_leads_back(shop: Shop):
    text = Client().get(HERE, {"q": "xylophone"}).text

    assert "No course is like that." in text
    assert f'href="{HERE}">' in text
    assert 'value="xylophone"' in text


def test_no_course_is_another_emptiness(shop: Shop):
    CoursePage.objects.update(live=False)
    text = Client().get(HERE, {"q": "python"}).text

    assert "No course here yet." in text
    assert "<form" not in text


@pytest.mark.parametrize(
    "asked",
    [{"level": "nobody's"}, {"q": "\x00"}, {"q": "x" * 5000}, {"sort": "'"}, {"page": "-1"}, {"page": "99"}],
)  # fmt: skip
def test_what_makes_no_sense_shows_all(shop: Shop, asked: dict):
    assert shown(**asked) == ["Python", "Django", "React"]


def test_it_is_asked_only_what_tells_courses_apart(shop: Shop):
    CoursePage.objects.update(level="all", instructor="")
    text = Client().get(HERE).text

    assert 'name="q"' in text
    assert 'name="level"' not in text
    assert 'name="teacher"' not in text


def test_further_pages_keep_what_was_asked(shop: Shop):
    for number in range(12):
        course(shop, f"C{number}", level="advanced")
    text = Client().get(HERE, {"level": "advanced", "sort": "title"}).text

    assert 'href="?level=advanced&amp;sort=title&amp;page=2"' in text
    assert len(shown(level="advanced", page="2")) == 2


# -- what search engines are told


def test_a_choice_is_no_page_of_its_own(shop: Shop):
    head = read(f"{HERE}?level=advanced&page=1")

    assert head.metas["robots"] == "noindex"
    assert head.linked("canonical") == [f"http://localhost{HERE}"]
    assert head.graph == []


def test_a_further_page_is(shop: Shop):
    for number in range(12):
        course(shop, f"C{number}")
    first, second = read(HERE), read(f"{HERE}?page=2&utm_source=mail")

    assert "robots" not in first.metas | second.metas
    assert first.linked("canonical") == [f"http://localhost{HERE}"]
    assert second.linked("canonical") == [f"http://localhost{HERE}?page=2"]
    assert (set(first.alternates), second.alternates) == ({"en", "x-default"}, {})
    assert first.title != second.title


@pytest.mark.parametrize("asked", ["", "?level=advanced&sort=price&q=c"])
@pytest.mark.parametrize("more", [0, 20])
def test_what_a_choice_costs(shop: Shop, asked: str, more: int):
    for number in range(more):
        course(shop, f"C{number}", level="advanced")

    assert cost(Client(), f"{HERE}{asked}") == 4
