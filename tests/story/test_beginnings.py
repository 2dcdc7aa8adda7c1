"""A new page begins with blocks that may be published untouched, in its own language."""

import re

import pytest
from django.test import Client
from django.utils.translation import override
from wagtail.blocks import ListBlock
from wagtail.models import Locale, Page

from commerce.models import PricingPage
from courses.models import CoursePage
from home.models import HomePage, StandardPage
from tests.commerce.shop import Shop

pytestmark = pytest.mark.django_db
TYPES = [HomePage, StandardPage, PricingPage, CoursePage]


def begun(kind: type[Page], language: str = "en") -> Page:
    with override(language):
        locale = Locale.objects.get_or_create(language_code=language)[0]
        page = kind(title="A beginning", locale=locale)
        page.body = page.body.stream_block.to_python(
            [{"type": name, "value": value} for name, value in kind.starting_body()]
        )
    return page


@pytest.mark.parametrize("kind", TYPES)
def test_it_is_accepted_as_it_is(shop: Shop, kind: type[Page]):
    page = begun(kind)

    kept = page.body.stream_block.clean(page.body)

    assert [block.block_type for block in kept] == [name for name, _ in kind.starting_body()]  # fmt: skip


@pytest.mark.parametrize("kind", TYPES)
def test_it_leaves_nothing_to_fill_in_on_the_page(shop: Shop, kind: type[Page]):
    above = shop.course.get_parent() if kind is CoursePage else shop.course.get_parent().get_parent()  # fmt: skip
    page = begun(kind)
    if kind is HomePage:
        above.body = page.body
        above.save_revision().publish()
        page = above
    else:
        page.summary = "Short."
        above.add_child(instance=page)

    shown = Client().get(page.get_url()).text

    assert shown.count("<h1") == 1
    assert "None" not in shown
    assert "<h2></h2>" not in shown
    assert "What you will be able to do" not in shown  # while nobody said what


@pytest.mark.parametrize(("placed", "times"), [([], 1), ([("checkout", None)], 2)])
def test_a_course_shows_its_prices_beside_and_below_where_an_editor_says_so(
    shop: Shop, placed: list, times: int
):
    course = begun(CoursePage)
    course.body.extend(placed)
    course.checkout, course.summary, course.instructor = shop.checkout, "Short.", "Ada"
    shop.course.get_parent().add_child(instance=course)

    shown = Client().get(course.get_url()).text

    assert len(re.findall(r'href="[^"]*plan=course', shown)) == times
    assert shown.count('id="teacher"') == 1


@pytest.mark.parametrize("kind", TYPES)
def test_a_block_begins_with_as_many_items_as_it_asks_for(kind: type[Page]):
    blocks = kind._meta.get_field("body").stream_block.child_blocks.values()
    lists = [it for block in blocks for it in getattr(block, "child_blocks", {}).values() if isinstance(it, ListBlock)]  # fmt: skip

    begun = [(it, it.get_form_state(it.get_default())) for it in lists]

    assert [it.label for it, items in begun if len(items) < (it.meta.min_num or 0)] == []  # fmt: skip
    assert all(item["value"] != {} for _it, items in begun for item in items)
    assert any(len(items) == 2 for _it, items in begun)


def test_it_speaks_the_language_of_the_page():
    asked = begun(PricingPage, "fr").body[-1].value["questions"][0]["question"]

    assert asked.endswith("?")
    assert asked != begun(PricingPage).body[-1].value["questions"][0]["question"]
