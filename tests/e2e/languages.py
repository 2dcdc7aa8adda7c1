"""English left on a page that speaks another language."""

import re

from django.utils.translation import override
from django.utils.translation.trans_real import catalog
from playwright.sync_api import Page

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
    """What a page shows or speaks in English words, or in one of ours that has a translation."""
    with override(language):
        translated = {
            source
            for source, words in catalog().items()
            if isinstance(source, str) and words and source.casefold() != words.casefold()
        }  # fmt: skip
    return {
        said
        for said in page.evaluate(EVERYTHING_SAID)
        if TELLING.search(said) or said in translated
    }
