"""Every page in every state is open to everybody: axe finds nothing, nothing is cut off or scrolls sideways."""

import pytest
from playwright.sync_api import Page

from commerce.viewsets.samples import SHOWN

from . import axe
from .people import WIDER_THAN_ITS_WINDOW, Buyer
from .states import STATES, State
from .ways import letter

pytestmark = pytest.mark.browser

# Text in a box too small for it; a table that scrolls by itself is none.
CUT_OFF = """() => [...document.body.querySelectorAll('*')].filter(it => {
  const speaks = [...it.childNodes].some(each => each.nodeType === 3 && each.data.trim());
  if (!speaks || it.clientWidth < 2 || it.closest('svg, option, .visually-hidden')) return false;
  const { overflowX, overflowY } = getComputedStyle(it);
  const hides = [overflowX, overflowY].some(each => each === 'hidden' || each === 'clip');
  return it.scrollWidth > it.clientWidth + 1 || (hides && it.scrollHeight > it.clientHeight + 1);
}).map(it => `${it.outerHTML.slice(0, 100)} ${it.scrollWidth} > ${it.clientWidth}`)"""

SPOILS = """() => {
  const main = document.querySelector('main');
  main.innerHTML += '<img src="/static/favicon.svg"><p id="pale">pale</p><p id="wide"><span>cut off</span></p>';
  document.getElementById('pale').style.color = '#888888';
  document.getElementById('pale').style.background = '#777777';
  document.getElementById('wide').style.width = '3000px';
}"""


@pytest.fixture
def visitor(person, troubles) -> Buyer:
    """With motion reduced, so that no colour is caught on its way to another."""
    return person(Buyer, reduced_motion="reduce")


@pytest.mark.parametrize("state", STATES, ids=str)
def test_state_is_open_to_everybody(visitor: Buyer, state: State):
    state.reach(visitor)

    found = {
        where: problems
        for where, problems in (*accessibility(visitor.page), *widths(visitor.page))
        if problems
    }

    assert found == {}


def test_mails_are_open_to_everybody(visitor: Buyer):
    """One of each template, in the language whose words are longer."""
    kinds = {shown.kind: slug for slug, shown in SHOWN.items()}
    page, found = visitor.page, {}

    for slug in (*kinds.values(), "account-login_code"):
        letter(slug, "fr")(visitor)
        page.set_viewport_size({"width": 320, "height": 900})
        found[slug] = page.evaluate(WIDER_THAN_ITS_WINDOW)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found[slug] += axe.violations_of_colour(page)

    assert {slug: it for slug, it in found.items() if it} == {}


def test_control_each_fault_is_found(visitor: Buyer):
    visitor.opens("/en/about/")
    visitor.page.evaluate(SPOILS)

    found = dict([*accessibility(visitor.page), *widths(visitor.page)])

    assert [where for where, problems in found.items() if not problems] == []


def accessibility(page: Page):
    """Each width and each scheme once: a colour is the scheme's, whatever the width."""
    for width, scheme in ((1440, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        yield f"axe, {width}, {scheme}", axe.violations(page)


def widths(page: Page):
    page.set_viewport_size({"width": 320, "height": 900})
    yield "320", page.evaluate(WIDER_THAN_ITS_WINDOW)
    for width in (320, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("document.documentElement.dir = 'rtl'")
        yield f"right to left, {width}", page.evaluate(WIDER_THAN_ITS_WINDOW)
    page.evaluate("document.documentElement.dir = 'ltr'")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    yield "text of 200 %", page.evaluate(CUT_OFF) + page.evaluate(WIDER_THAN_ITS_WINDOW)
