"""Story: beside the form, an editor reads what the CMS finds in the page, whoever it is shown as."""

import re

import pytest
from playwright.sync_api import expect

from tests.site_process import SiteProcess

from .ledger import row_of
from .staff import Staff

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("slug", ["pricing", "python-for-beginners"])
def test_the_checks_count_words(site: SiteProcess, person, slug: str):
    edith = person(Staff)
    edith.enters("editor@example.com")
    edith.opens(f"/cms/pages/{row_of(site, 'wagtailcore_page', slug=slug)}/edit/")

    edith.clicks_on(edith.page.get_by_role("button", name=re.compile("checks", re.IGNORECASE)))

    words = edith.page.locator("[data-content-word-count]")
    expect(words).to_have_text(re.compile(r"[0-9]{2}"), timeout=20_000)
    edith.takes_a_picture("checks")
