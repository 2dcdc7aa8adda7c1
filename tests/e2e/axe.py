"""axe-core on the page that a browser shows: what breaks WCAG 2.2, levels A and AA."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Frame, Page

SOURCE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
RUN = """async ([kind, values]) => {
  const found = await axe.run(document, {runOnly: {type: kind, values}, resultTypes: ['violations']});
  return found.violations.flatMap(({id, nodes}) => nodes.map(it => `${id}: ${it.html.slice(0, 120)} ${it.any[0]?.message ?? ''}`));
}"""


def violations(page: Page | Frame) -> list[str]:
    return _run(page, "tag", RULES)


def violations_of_colour(page: Page) -> list[str]:
    """All that another colour scheme can change about a page that was judged before."""
    return _run(page, "rule", OF_COLOUR)


def _run(page: Page | Frame, kind: str, values: list[str]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE)  # the page's policy is not asked: this is the debugger
    return page.evaluate(RUN, [kind, values])
