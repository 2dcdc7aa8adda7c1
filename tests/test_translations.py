"""Every word of the site is there in French; ``make messages`` brings the files up to date."""

import ast
import re

import pytest
from babel.messages.catalog import Catalog, Message

from amphi.messages import (
    LANGUAGES,
    compiled,
    source_files,
    source_messages,
    translations,
    translations_file,
    untranslated,
)

GETTEXT = {"_", "gettext", "gettext_noop", "ngettext", "pgettext", "npgettext"}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


def names(catalog: Catalog) -> set[tuple[str | None, str]]:
    return {(it.context, str(it.id)) for it in catalog if it.id}


def test_files_follow_the_sources(language: str):
    assert names(translations(language)) == names(source_messages())


def test_nothing_is_untranslated(language: str):
    assert untranslated(translations(language)) == []


def test_nothing_is_a_guess(language: str):
    assert [it.id for it in translations(language) if it.id and it.fuzzy] == []


def test_placeholders_survive(language: str):
    assert [it.id for it in translations(language) if loses_a_placeholder(it)] == []


def loses_a_placeholder(message: Message) -> bool:
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else [*message.string]
    known = set(PLACEHOLDER.findall(sources[-1]))
    return any(
        string and set(PLACEHOLDER.findall(string)) != known for string in strings
    )


def test_a_lost_placeholder_is_noticed():
    assert loses_a_placeholder(Message("%(days)s days", "jours"))
    assert not loses_a_placeholder(Message("%(days)s days", "%(days)s jours"))


def test_compiled_file_is_current(language: str):
    file = translations_file(language).with_suffix(".mo")

    assert file.read_bytes() == compiled(translations(language))


def hidden_words(source: str) -> list[int]:
    """Lines on which a call takes words from an f-string, where extraction does not see them."""
    return [
        call.lineno
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "").removesuffix("_lazy") in GETTEXT
        and any(isinstance(each, ast.JoinedStr) for each in call.args)
    ]


def test_no_words_are_hidden_in_f_strings():
    sources = [path for path in source_files() if path.suffix == ".py"]

    assert len(sources) > 100
    assert [
        (path.name, lines)
        for path in sources
        if (lines := hidden_words(path.read_text()))
    ] == []


def test_a_hidden_word_is_noticed():
    hidden = '_(f"{count} days")\ngettext_lazy("days")\nngettext("day", f"{n} days", n)'

    assert hidden_words(hidden) == [1, 3]
