"""What an owner and an editor write at the head of every page has room there, on one row."""

from collections.abc import Iterator

import pytest

from tests.site_process import SiteProcess

from .ledger import menu_becomes, site_is_named
from .people import WIDER_THAN_ITS_WINDOW, Buyer

pytestmark = pytest.mark.browser

LONG_NAME = "The Academy of Practical Programming and Applied Statistics"
UNBROKEN = "Kraftfahrzeughaftpflichtversicherungspol"
SEVEN = ["Courses", "Pricing", "About us", "Our teachers", "Blog", "Help", "Contact"]
CENTRES = """() => [...document.querySelectorAll('.bar > .wrap > *')].filter(it => it.offsetHeight)
  .map(it => it.getBoundingClientRect()).map(it => it.top + it.height / 2)"""
WIDTHS = (320, 390, 768, 960, 1024, 1280, 1440)


@pytest.fixture
def given(site: SiteProcess) -> Iterator[SiteProcess]:
    """Left as it was: other stories share it."""
    yield site
    site_is_named(site, "")
    menu_becomes(site, [])


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("", SEVEN),
        (LONG_NAME, SEVEN[:2]),
        (LONG_NAME, SEVEN),
        ("", [UNBROKEN, "Courses"]),
        (UNBROKEN, [UNBROKEN] * 7),
    ],
)
def test_the_bar_is_one_row(
    given: SiteProcess, person, language: str, name: str, labels: list[str]
):
    site_is_named(given, name)
    menu_becomes(given, labels)
    visitor = person(Buyer, language=language)

    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 500})
        visitor.opens(f"/{language}/")
        centres = visitor.page.evaluate(CENTRES)
        assert max(centres) - min(centres) < 3, width
        assert visitor.page.locator(".bar").evaluate("it => it.offsetHeight") < 80
        menu = visitor.page.locator(".bar .menu.only-narrow > summary")
        if menu.is_visible():
            visitor.clicks_on(menu)
        visitor.takes_a_picture(f"bar {width}")
        assert visitor.page.evaluate(WIDER_THAN_ITS_WINDOW) == [], width
        link = visitor.page.locator("header").get_by_role("link", name=labels[-1])
        assert link.locator("visible=true").count(), width
