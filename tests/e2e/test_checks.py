"""Story: an editor reads what the CMS finds in a page, before publishing, on a screen with room for it."""

import re

import pytest
from playwright.sync_api import expect

from tests.site_process import SiteProcess

from .ledger import row_of
from .people import WIDER_THAN_ITS_WINDOW
from .staff import Staff

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("slug", ["pricing", "python-for-beginners"])
def test_the_checks_count_words(site: SiteProcess, person, slug: str):
    edith = person(Staff)
    edith.enters("editor@example.com")
    edith.opens(f"/cms/pages/{row_of(site, 'wagtailcore_page', slug=slug)}/edit/")

    edith.clicks_on(
        edith.page.get_by_role("button", name=re.compile("checks", re.IGNORECASE))
    )

    words = edith.page.locator("[data-content-word-count]")
    expect(words).to_have_text(re.compile(r"[0-9]{2}"), timeout=20_000)
    edith.takes_a_picture("checks")


LONG = """() => {
  const main = document.querySelector('main');
  main.insertAdjacentHTML('beforeend', '<form class="publish-review"><ul class="curriculum__lessons"><li class="publish-review__item">'
    + `<input type="checkbox"><label>${'x'.repeat(200)}</label><span class="w-status">Draft</span></li></ul></form>`);
}"""
BELOW_HEADER = """() => document.querySelector('.below-header > p').getBoundingClientRect().top
  - document.querySelector('main header, .w-slim-header').getBoundingClientRect().bottom"""


@pytest.mark.parametrize("width", [390, 1440])
def test_the_review_has_room(site: SiteProcess, person, width: int):
    edith = person(Staff, width=width)
    edith.enters("editor@example.com")
    course = row_of(site, "wagtailcore_page", slug="python-for-beginners")
    edith.opens(f"/cms/curriculum/{course}/publish/")

    assert edith.page.evaluate(BELOW_HEADER) >= 12
    edith.page.evaluate(LONG)
    edith.takes_a_picture(f"review {width}")
    assert edith.page.evaluate(WIDER_THAN_ITS_WINDOW) == []
