"""What search engines and the site's own search find: everything public, nothing behind the gate."""

import pytest
from django.test import Client

from courses.models import LessonPage
from tests.commerce.shop import Shop, open_shop


@pytest.fixture
def shop(db: None) -> Shop:
    return open_shop()


def test_the_sitemap_names_free_lessons_only(shop: Shop, client: Client):
    text = client.get("/sitemap.xml").content.decode()

    assert shop.free_lesson.slug in text
    assert shop.lesson.slug not in text


def test_a_closed_lessons_notes_are_not_searched(shop: Shop, client: Client):
    LessonPage.objects.filter(pk=shop.lesson.pk).update(body="<p>canary</p>")
    shop.lesson.refresh_from_db()
    shop.lesson.save()

    found = client.get("/en/search/", {"q": "canary"}).context["results"]

    assert list(found) == []


def test_titles_are_found(shop: Shop, client: Client):
    found = client.get("/en/search/", {"q": "python"}).context["results"]

    assert [page.pk for page in found] == [shop.course.pk]


@pytest.mark.parametrize("asked", ["", "x" * 5000, "'\" OR 1=1 --", "\x00", "(((("])
def test_whatever_is_asked_is_answered(shop: Shop, client: Client, asked: str):
    assert client.get("/en/search/", {"q": asked}).status_code == 200
