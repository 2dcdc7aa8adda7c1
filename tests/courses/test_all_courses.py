"""Who follows "See all courses" stays in the language of the page they read."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Locale

from courses.models import CourseIndexPage
from tests.commerce.shop import Shop

WAY_ON = re.compile(r'<a class="button[^"]*" href="([^"]*courses/)"')
SET_BEFORE = {settings.LANGUAGE_COOKIE_NAME: "en"}


@pytest.fixture
def cours(shop: Shop) -> CourseIndexPage:
    """The catalogue in French."""
    index = CourseIndexPage.objects.get()
    french, _new = Locale.objects.get_or_create(language_code="fr")
    index.get_parent().specific.copy_for_translation(french).save_revision().publish()
    page = index.copy_for_translation(french)
    page.slug = "cours"
    page.save_revision().publish()
    return CourseIndexPage.objects.get(locale=french)


def link_on(path: str) -> str:
    """Of an empty page's only way on; its visitor chose English once."""
    client = Client()
    client.cookies.load(SET_BEFORE)
    return WAY_ON.search(client.get(path).text)[1]


def test_a_french_page_leads_to_the_french_catalogue(cours: CourseIndexPage):
    client = Client()
    client.cookies.load(SET_BEFORE)

    answer = client.get(link_on("/fr/nulle-part/"))

    assert answer["Location"] == cours.get_url()


def test_the_bare_address_asks_the_visitors_choice(cours: CourseIndexPage):
    client = Client()
    client.cookies.load(SET_BEFORE)

    assert client.get("/courses/")["Location"] == "/en/courses/"
    with override("fr"):
        assert client.get(reverse("catalogue"))["Location"] == cours.get_url()
