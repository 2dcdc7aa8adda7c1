"""An owner gives the site another accent: refused while nobody could read it, then seen by everybody at once."""

from collections.abc import Iterator

import pytest

from . import axe
from .people import Buyer
from .staff import Staff

pytestmark = pytest.mark.browser

SETTINGS = "/cms/settings/home/sitesettings/"
OURS, PALE, GREEN = "#3a45c4", "#e3a53b", "#1e6b47"
TONE = "getComputedStyle(document.querySelector('main .button')).backgroundColor"


@pytest.fixture
def olive(person) -> Iterator[Staff]:
    """The owner, who leaves the site as it was: other stories share it."""
    olive = person(Staff)
    olive.enters("owner@example.com")
    yield olive
    chooses(olive, OURS)


def chooses(olive: Staff, accent: str) -> None:
    olive.opens(SETTINGS)
    olive.page.get_by_role("textbox", name="Accent").fill(accent)
    olive.presses("Save")


def test_an_owners_accent_is_read_by_everybody(olive: Staff, person):
    vera = person(Buyer, width=390, reduced_motion="reduce")
    vera.opens("/en/")

    chooses(olive, PALE)
    olive.sees("The nearest that can be read: #8f6214.")
    olive.takes_a_picture("refused")
    chooses(olive, GREEN)
    olive.is_told("updated")
    olive.opens("/cms/")
    olive.takes_a_picture("the CMS in green")

    for _worker in range(4):  # whichever process answers
        vera.opens("/en/")
        assert vera.page.evaluate(TONE) == "rgb(30, 107, 71)"
    assert axe.violations(vera.page) == []
    vera.page.emulate_media(color_scheme="dark")
    assert axe.violations_of_colour(vera.page) == []
    vera.takes_a_picture("dark and green")
