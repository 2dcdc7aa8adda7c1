"""Words as people type them in a hurry: without accents, in any case."""

import re
import unicodedata

WORD = re.compile(r"\w+")


def folded(text: str) -> str:
    """“Où débuter ?” and “ou debuter ?” are the same."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def words_of(text: str) -> list[str]:
    """In their order, folded; what stands between them is left out."""
    return WORD.findall(folded(text))


def has_all(words: list[str], text: str) -> bool:
    """Whether each of these words of ``words_of`` begins a word of the text."""
    there = words_of(text)
    return all(any(each.startswith(word) for each in there) for word in words)


def first_begun(words: list[str], texts: list[str]) -> int | None:
    """The place of the first of these texts in which one of these words of ``words_of`` begins a word. No text has a line break."""
    begun = tuple(words)
    there = map(WORD.findall, folded("\n".join(texts)).split("\n"))
    found = (at for at, each in enumerate(there) if any(it.startswith(begun) for it in each))  # fmt: skip
    return next(found, None)
