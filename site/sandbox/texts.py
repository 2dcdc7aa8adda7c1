"""The sentences of the hosted pages in English and French."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

from werkzeug.datastructures import LanguageAccept

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("en", "fr")

Say = Callable[..., str]


@cache
def sentences(language: str) -> dict[str, str]:
    """All sentences of a language by their keys."""
    return json.loads((LOCALES / f"{language}.json").read_text())


def speaker(language: str) -> Say:
    """A function from a key and its values to the sentence."""

    def say(key: str, **values: object) -> str:
        return sentences(language)[key].format(**values)

    return say


def choose(locale: str | None, accepted: LanguageAccept) -> str:
    """The language of a page: the merchant's wish, or the browser's when there is none."""
    if locale in (None, "", "auto"):
        return accepted.best_match(LANGUAGES, default="en") or "en"
    return "fr" if locale.lower().startswith("fr") else "en"
