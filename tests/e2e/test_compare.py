"""On a telephone the comparison of many plans is read without a broken word or a scroll sideways."""

import pytest

from .people import WIDER_THAN_ITS_WINDOW, Buyer
from .places import PRICING

pytestmark = pytest.mark.browser

FIVE = """() => document.querySelectorAll('.compare tr').forEach(row => {
  const last = row.lastElementChild;
  if (last.matches('thead th')) last.textContent = 'Python for beginners';
  else last.dataset.column = 'Python for beginners';
  for (let more = 0; more < 3; more++) row.append(last.cloneNode(true));
})"""
BROKEN = """() => [...document.querySelectorAll('.compare thead th')].filter(it => it.clientWidth > 2 && it.closest('thead').clientWidth > 2)
  .flatMap(it => [...it.firstChild.data.matchAll(/\\S+/g)].map(word => {
    const range = new Range();
    range.setStart(it.firstChild, word.index);
    range.setEnd(it.firstChild, word.index + word[0].length);
    return [word[0], range.getClientRects().length];
  })).filter(([, lines]) => lines > 1)"""
SAID = "() => getComputedStyle(document.querySelector('.compare tbody td:last-child'), '::before').content"


@pytest.mark.parametrize("width", [320, 390, 700])
def test_five_plans_side_by_side(person, width: int):
    visitor = person(Buyer, width=width)
    visitor.opens(PRICING)
    visitor.page.evaluate(FIVE)
    visitor.takes_a_picture(f"five {width}")

    assert visitor.page.evaluate(BROKEN) == []
    assert visitor.page.evaluate(WIDER_THAN_ITS_WINDOW) == []
    assert ("beginners" in visitor.page.evaluate(SAID)) == (width < 500)
