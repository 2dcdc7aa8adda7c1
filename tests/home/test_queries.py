"""What a visit costs in queries: as much for one course as for many."""

import pytest
from django.test import Client
from wagtail.images.models import Filter, Image, Rendition

from courses.models import CourseIndexPage, CoursePage
from home.models import HomePage
from tests.commerce.shop import Shop
from tests.queries import cost


@pytest.fixture
def home(shop: Shop) -> HomePage:
    """With every kind of block that asks the database."""
    home = HomePage.objects.get()
    button = {"label": "See", "page": shop.course}
    home.body = [
        ("hero", {"heading": "Learn", "actions": [button, button]}),
        ("course_cards", {"courses": []}),
        ("pricing_table", shop.checkout),
        ("call_to_action", {"heading": "Now", "action": button}),
    ]
    home.save_revision().publish()
    return home


def add_courses(count: int) -> None:
    index = CourseIndexPage.objects.get()
    for number in range(count):
        title = f"Course {number}"
        course = CoursePage(
            title=title, summary=title, locale=index.locale, cover=picture()
        )
        index.add_child(instance=course)


def picture() -> Image:
    """In every size that a card offers, drawn before."""
    file = {"file": "cover.jpg", "width": 960, "height": 600}
    image = Image.objects.create(title="Cover", **file)
    sizes = ["format-{avif,webp,jpeg}", "fill-{480x300,960x600}"]
    for spec in Filter.expand_spec(sizes):
        key = Filter(spec).get_cache_key(image)
        Rendition.objects.create(
            image=image, filter_spec=spec, focal_point_key=key, **file
        )
    return image


@pytest.mark.parametrize("courses", [0, 12])
def test_home(home: HomePage, courses: int):
    add_courses(courses)

    assert cost(Client(), "/en/") == 8


@pytest.mark.parametrize("courses", [0, 12])
def test_catalogue(home: HomePage, courses: int):
    add_courses(courses)

    assert cost(Client(), "/en/courses/") == 4
