"""The CMS speaks the language of whoever works there, not the site's nor that of whoever came first."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.forms import TaskStateCommentForm

from .test_checkouts import NAME

pytestmark = pytest.mark.django_db

ENGLISH, FRENCH = "en", "fr"


def read(client: Client, language: str, address: str) -> BeautifulSoup:
    client.user.language = language
    client.user.save()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(address)
    assert response.status_code == 200
    body = response.json()["html"] if "chooser" in address else response.content
    return BeautifulSoup(body, "html.parser")


@pytest.mark.parametrize("languages", [(ENGLISH, FRENCH), (FRENCH, ENGLISH)])
def test_a_checkout_is_chosen_in_the_language_one_works_in(edith, shop, languages):
    home = shop.course.get_parent().get_parent().pk
    address = reverse("wagtailadmin_pages:add", args=["commerce", "pricingpage", home])
    words = {
        ENGLISH: ("Choose a checkout", "Choose another checkout"),
        FRENCH: ("Choisir un bloc de paiement", "Choisir un autre bloc de paiement"),
    }

    for language in languages:
        blocks = read(edith, language, address).select_one("[data-block]")
        shown = blocks["data-w-block-data-value"]
        assert all(text in shown for text in words[language])
        assert not any(text in shown for text in words[other(language)])


def other(language: str) -> str:
    return FRENCH if language == ENGLISH else ENGLISH


def test_the_tab_that_searches_pictures(edith):
    address = reverse("wagtailimages_chooser:choose")
    tabs = {
        language: read(edith, language, address).select_one("[href='#tab-search']").text
        for language in (ENGLISH, FRENCH)
    }

    assert "Search" in tabs[ENGLISH]
    assert "Rechercher" in tabs[FRENCH]


def test_the_way_back(edith):
    address = reverse(f"{NAME}:list")
    first = {
        language: read(edith, language, address).select_one(".w-breadcrumbs a").text
        for language in (ENGLISH, FRENCH)
    }

    assert first[ENGLISH].strip() == "Home"
    assert first[FRENCH].strip() == "Accueil"


def test_a_review_s_comment():
    for language, label in ((ENGLISH, "Comment"), (FRENCH, "Commentaire")):
        with override(language):
            assert str(TaskStateCommentForm()["comment"].label) == label
