"""Where owners approve pricing pages: the editor asks, the owner reads of it on the first screen and says yes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from .people import Buyer
from .staff import Staff

pytestmark = pytest.mark.browser

PAGE = "/en/autumn-prices/"


def switches_approval(owner: Staff, *, on: bool) -> None:
    owner.opens("/cms/settings/home/sitesettings/")
    owner.clicks_on(owner.page.get_by_role("tab", name="Rules"))
    owner.page.get_by_role("checkbox", name="Pricing pages need").set_checked(on)
    owner.presses("Save")
    owner.is_told("updated")


@pytest.fixture
def olive(person) -> Iterator[Staff]:
    """The owner, who wants to approve; the other stories' editors publish by themselves."""
    olive = person(Staff)
    olive.enters("owner@example.com")
    switches_approval(olive, on=True)
    yield olive
    switches_approval(olive, on=False)


def test_an_editor_asks_and_an_owner_approves(person, olive):
    edith, visitor = person(Staff), person(Buyer)
    edith.enters("editor@example.com")
    edith.follows("New pricing page")
    edith.types("Title", "Autumn prices")
    edith.makes_a_checkout("Autumn", "Monthly plan")
    edith.asks_for_approval()
    assert visitor.opens(PAGE) == 404
    edith.opens("/cms/")
    expect(edith.page.get_by_role("link", name="Autumn prices").first).to_be_visible()

    olive.opens("/cms/")
    olive.reads("Awaiting your review")
    olive.approves("Autumn prices", comment="Good until December.")
    assert visitor.opens(PAGE) == 200
    visitor.reads("Autumn prices")
