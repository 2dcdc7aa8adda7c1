"""What a page is beside its resting state: pointed at, playing, in forced colours, without motion."""

import pytest
from playwright.sync_api import Page

from . import axe
from .people import Buyer
from .places import COURSE, DECIDE, PRICING, READ
from .ways import CHECKOUT, LOGIN, SUBSCRIBER, at, sending

pytestmark = pytest.mark.browser

PAGES = {
    "home": at("/en/"),
    "catalogue": at("/en/courses/"),
    "course": at(COURSE),
    "lesson": at(DECIDE, SUBSCRIBER),
    "locked lesson": at(DECIDE),
    "pricing": at(PRICING),
    "checkout with errors": sending(CHECKOUT, email="no address"),
    "sign in": at(LOGIN),
    "account": at("/en/account/", SUBSCRIBER),
}
ACTIVE = "a[href], button, summary, label, input, select, textarea"

# In forced colours a field, a button or a chosen tile is known by its line alone.
WITHOUT_A_LINE = """() => [...document.querySelectorAll('main .button, main input:not([type=hidden]), main select, .tile')].filter(it => {
  const look = getComputedStyle(it);
  const native = ['radio', 'checkbox', 'range'].includes(it.type) && look.appearance !== 'none';
  return it.getClientRects().length && !native && !it.matches('.is-plain')
    && (look.borderTopStyle === 'none' || parseFloat(look.borderTopWidth) < 1 || look.borderTopColor === look.backgroundColor);
}).map(it => it.outerHTML.slice(0, 120))"""
PALE_WHEN_POINTED_AT = """() => {
  const rules = new CSSStyleSheet();
  rules.replaceSync('main a:hover { color: #ccc !important; background: #ddd !important; }');
  document.adoptedStyleSheets = [rules];
}"""
MOVING = """() => [...document.querySelectorAll('*')].filter(it => ['', '::before', '::after'].some(part => {
  const look = getComputedStyle(it, part);
  const times = `${look.transitionDuration}, ${look.animationName === 'none' ? '0s' : look.animationDuration}`;
  return times.split(', ').some(time => parseFloat(time) > 0.01);
})).map(it => it.outerHTML.slice(0, 100))"""


@pytest.fixture
def visitor(person) -> Buyer:
    return person(Buyer, reduced_motion="reduce")


def points_at_everything(page: Page) -> None:
    """As if the pointer and the focus were on each link and button at once."""
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    found = tools.send("DOM.querySelectorAll", {"nodeId": root, "selector": ACTIVE})
    for node in found["nodeIds"]:
        states = ["hover", "focus", "focus-visible"]
        tools.send(
            "CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": states}
        )


@pytest.mark.parametrize("reach", PAGES.values(), ids=PAGES)
def test_a_page_is_for_every_sense(visitor: Buyer, reach):
    """In one visit: nothing moves for who asked for rest, forced colours leave every edge, what is pointed at can be read."""
    reach(visitor)
    page = visitor.page
    assert page.evaluate(MOVING) == []

    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    visitor.takes_a_picture("forced")
    assert page.evaluate(WITHOUT_A_LINE) == []

    points_at_everything(page)
    for scheme in ("light", "dark"):
        page.emulate_media(
            color_scheme=scheme, forced_colors="none", reduced_motion="reduce"
        )
        assert axe.violations_of_colour(page) == [], scheme


def test_control_a_pale_hover_is_found(visitor: Buyer):
    visitor.opens(LOGIN)
    visitor.page.evaluate(PALE_WHEN_POINTED_AT)
    points_at_everything(visitor.page)

    assert axe.violations_of_colour(visitor.page) != []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lesson_is_open_to_everybody_while_it_plays(visitor: Buyer, scheme: str):
    visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visitor.opens(READ)
    visitor.plays()
    visitor.page.locator("video").press("c")

    assert axe.violations(visitor.page) == []
    assert not visitor.page.locator("video").evaluate("film => film.paused")


def test_control_a_field_without_a_line_is_found(visitor: Buyer):
    visitor.page.emulate_media(forced_colors="active")
    visitor.opens(LOGIN)
    visitor.page.evaluate(
        "document.querySelectorAll('main input').forEach(it => { it.style.border = 0; })"
    )

    assert visitor.page.evaluate(WITHOUT_A_LINE) != []


def test_control_something_moves_for_the_others(person):
    mover = person(Buyer)
    mover.opens("/en/")

    assert mover.page.evaluate(MOVING) != []
