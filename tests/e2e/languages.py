"""English left on a page that speaks another language."""

import gettext
import re
from functools import cache

from playwright.sync_api import Page

from tests.databases import ROOT

# Words that no other language of ours has, and that hardly an English sentence does without.
TELLING = re.compile(r"\b(the|your|you|this|and|our|was|were|which)\b", re.IGNORECASE)
EVERYTHING_SAID = """() => {
  const said = document.body.innerText.split('\\n');
  for (const each of document.querySelectorAll('[aria-label], [alt], [title], [placeholder]'))
    for (const name of ['aria-label', 'alt', 'title', 'placeholder'])
      if (!each.closest('[lang=en]')) said.push(each.getAttribute(name) ?? '');
  return [document.title, ...said].map(each => each.trim()).filter(Boolean);
}"""


def english_in(page: Page, language: str) -> set[str]:
    """What a page shows or speaks in English words, or in ours where they have a translation."""
    sources = translated(language)
    said = page.evaluate(EVERYTHING_SAID)
    return {each for each in said if TELLING.search(each) or each in sources}


@cache
def translated(language: str) -> set[str]:
    """Our English sources; without those that are also some other's translation."""
    catalog = gettext.translation("django", ROOT / "locale", [language])._catalog
    pairs = {source: words for source, words in catalog.items() if isinstance(source, str)}  # fmt: skip
    return {source for source, words in pairs.items() if source != words} - set(pairs.values())  # fmt: skip
