"""Every page in every state is open to everybody: axe finds nothing, nothing is cut off or scrolls sideways."""

import pytest
from playwright.sync_api import Page

from . import axe
from .people import WIDER_THAN_ITS_WINDOW, Buyer
from .states import MAILS, STATES, State

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


@pytest.mark.parametrize("mail", MAILS, ids=str)
def test_mail_is_open_to_everybody(visitor: Buyer, mail: State):
    mail.reach(visitor)
    page, found = visitor.page, []

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += axe.violations_of_colour(page)
    page.set_viewport_size({"width": 320, "height": 900})

    assert found + page.evaluate(WIDER_THAN_ITS_WINDOW) == []


def test_control_each_fault_is_found(visitor: Buyer):
    visitor.opens("/en/about/")
    visitor.page.evaluate(SPOILS)

    found = dict([*accessibility(visitor.page), *widths(visitor.page)])

    assert [where for where, problems in found.items() if not problems] == []


def accessibility(page: Page):
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        yield f"axe, {width}, light", axe.violations(page)
        page.emulate_media(color_scheme="dark")
        yield f"axe, {width}, dark", axe.violations_of_colour(page)


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
