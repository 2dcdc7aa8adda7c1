"""The words of the site: what there is to translate, and the files that hold the translations.

``make messages`` runs this after a change of words. It needs no gettext: Django turns
templates into calls, Babel reads the calls and writes the files.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("fr",)
SOURCES = (
    "home",
    "courses",
    "commerce",
    "site/amphi",
    "site/accounts",
    "site/story",
    "templates",
)
LEFT_OUT = {"migrations", "films", "resources"}
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def source_messages() -> Catalog:
    """Every message of the code and the templates."""
    catalog = Catalog(project="Amphi", charset="utf-8", fuzzy=False)
    for path in source_files():
        place = path.relative_to(ROOT).as_posix()
        for line, message, comments, context in extract(
            "python", _as_python(path), KEYWORDS, ["Translators:"]
        ):
            catalog.add(
                message, None, [(place, line)], auto_comments=comments, context=context
            )
    return catalog


def source_files() -> Iterator[Path]:
    for source in SOURCES:
        for path in sorted((ROOT / source).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and not LEFT_OUT & {*path.parts}:
                yield path


def _as_python(path: Path) -> io.BytesIO:
    text = path.read_text()
    if path.suffix != ".py":
        calls = templatize(text, origin=str(path))
        text = "\n".join(line.strip() for line in calls.split("\n"))
    return io.BytesIO(text.encode())


def translations_file(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def translations(language: str) -> Catalog:
    """What is translated so far."""
    path = translations_file(language)
    if not path.exists():
        return _first_catalog(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _first_catalog(language: str) -> Catalog:
    return Catalog(
        locale=language,
        header_comment=f"# Amphi in {Locale(language).english_name}.",
        project="Amphi",
        version="1",
        msgid_bugs_address="",
        last_translator="The Amphi contributors",
        language_team=language,
        charset="utf-8",
        fuzzy=False,
    )


def compiled(catalog: Catalog) -> bytes:
    """The form Django reads at run time."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    return [str(it.id) for it in catalog if it.id and not _is_complete(it.string)]


def _is_complete(string: str | tuple[str, ...]) -> bool:
    return bool(string) and (isinstance(string, str) or all(string))


def update(language: str) -> Catalog:
    """The files follow the sources: new words wait for a translation, unused ones are gone."""
    catalog = translations(language)
    catalog.update(source_messages(), no_fuzzy_matching=True, update_creation_date=False)  # fmt: skip
    path = translations_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file,
            catalog,
            width=100,
            sort_by_file=True,
            ignore_obsolete=True,
            include_lineno=False,
        )
    path.with_suffix(".mo").write_bytes(compiled(translations(language)))
    return catalog


def main() -> None:
    for language in LANGUAGES:
        waiting = untranslated(update(language))
        sys.stdout.write(f"{language}: {len(waiting)} without a translation\n")
        sys.stdout.writelines(f"  {message}\n" for message in waiting)


if __name__ == "__main__":
    main()
