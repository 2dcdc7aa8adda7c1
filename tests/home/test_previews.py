"""An editor sees a draft as a visitor will: within the frame of the site."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from commerce.models import PricingPage
from home.models import StandardPage
from tests.accounts.people import known
from tests.commerce.shop import Shop


@pytest.fixture
def drafts(shop: Shop) -> list[Page]:
    """One page of each type, each with a word that is not published."""
    index = shop.course.get_parent()
    index.show_in_menus = True
    index.save()
    home = index.get_parent()
    plans = home.add_child(instance=PricingPage(title="Plans", locale=home.locale))
    about = home.add_child(instance=StandardPage(title="About", locale=home.locale))
    pages = [home, index, shop.course, shop.lesson, plans, about]
    specific = [page.specific for page in pages]
    for page in specific:
        page.title = f"{page.title}, revised"
        page.save_revision()
    return specific


@pytest.fixture
def edith(db: None) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(known("edith@example.com", is_superuser=True, language="en"))
    return client


def test_a_draft_of_each_type_has_the_frame(drafts: list[Page], edith: Client):
    for page in drafts:
        address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
        shown = edith.get(address).content.decode()

        assert page.title in shown
        assert shown.count('<header class="bar">') == 1
        assert shown.count('<footer class="footer">') == 1
        assert shown.count('href="/en/courses/"') >= 2  # in the menu above and below
        assert 'href="/en/search/"' in shown


def test_the_checks_beside_the_form_read_the_preview_whoever_it_is_shown_as(
    drafts: list[Page], edith: Client
):
    hers = edith.get("/cms/").wsgi_request
    home, _index, course, *_more = drafts
    for page, mode in [(home, ""), (course, "visitor"), (course, "holder")]:
        beside = page.make_preview_request(hers, mode, {"in_preview_panel": True})
        alone = page.make_preview_request(hers, mode)

        assert "checker-axe-configuration" in beside.text, mode
        assert "checker-axe-configuration" not in alone.text, mode


def test_nobody_else_gets_the_checks(drafts: list[Page], edith: Client):
    assert "wagtail-userbar" not in Client().get("/en/").text
    assert "wagtail-userbar" not in edith.get("/en/?in_preview_panel=true").text
