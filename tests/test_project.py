"""What is true of the project as a whole: its sizes, its names, and that nothing lies around unused."""

import ast
import re
import site
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.template.utils import get_app_template_dirs

from tests.measure import (
    ROOT,
    files,
    functions,
    is_test,
    lines,
    percentile_95,
)

FOUND_BY_NAME = {"403.html", "403_csrf.html", "404.html", "500.html"}
LICENCES = {".txt", ".md"}
MACHINE = re.compile("/" + r"(work|root|home/[a-z]+|Users/\w+)/[\w.]")
PINNED = re.compile(r"^[A-Za-z0-9-]+(\[[a-z,-]+\])?==[\w.]+ +# \S.*$")
TEXT = (".py", ".html", ".css", ".js", ".md", ".txt", ".toml", ".yml", ".json", ".svg")


def code() -> list[Path]:
    return [path for path in files(".py") if not is_test(path)]


def project_files() -> Iterator[Path]:
    """All that is published, with the files at the top; a worktree's ``.git`` is a file."""
    yield from (p for p in ROOT.iterdir() if p.is_file() and p.name != ".git")
    yield from files(*TEXT, below=("docs", "bench", "deploy", "locale", ".ci"))
    yield from files(*TEXT)


def test_site_is_still_the_standard_library():
    assert Path(site.__file__).parent == Path(sysconfig.get_path("stdlib"))


# -- sizes


def test_functions_are_short():
    measured = [function for path in code() for function in functions(path)]

    assert [place for place, length in measured if length > 40] == []
    assert percentile_95([length for _, length in measured]) <= 25


def test_tests_are_short():
    measured = [
        length
        for path in files(".py")
        if is_test(path)
        for _, length in functions(path)
    ]

    assert percentile_95(measured) <= 25


@pytest.mark.parametrize(("endings", "cap"), [((".py", ".js"), 400), ((".html",), 120)])
def test_files_are_short(endings: tuple[str, ...], cap: int):
    assert [str(path) for path in files(*endings) if lines(path) > cap] == []


def test_no_module_is_a_drawer():
    drawers = {"utils", "util", "helpers", "helper", "common", "misc"}

    assert [str(path) for path in files(".py") if path.stem in drawers] == []


# -- nothing unused


def all_text() -> str:
    return "\n".join(path.read_text() for path in files(".py", ".html", ".css", ".js"))


def templates_found_by_convention() -> set[str]:
    """Those of page types, and those that replace a template of an installed package."""
    pages = {
        model.template for model in apps.get_models() if hasattr(model, "template")
    }
    replaced = {
        path.relative_to(directory).as_posix()
        for directory in get_app_template_dirs("templates")
        for path in Path(directory).rglob("*.*")
    }
    return pages | replaced | FOUND_BY_NAME


def is_named(template: str, text: str) -> bool:
    """By its full name, or by an f-string that chooses one of its folder: f"emails/{kind}.txt"."""
    folder, _slash, _name = template.rpartition("/")
    return template in text or f'f"{folder}/{{' in text


def test_every_template_is_used():
    text, conventional = all_text(), templates_found_by_convention()
    folder = ROOT / "templates"
    found = files(".html", ".txt", below=("templates",))
    names = {path.relative_to(folder).as_posix() for path in found}

    assert {it for it in names - conventional if not is_named(it, text)} == set()


def test_every_static_file_is_used():
    text = all_text()
    kept = [path for path in (ROOT / "static").rglob("*.*") if path.suffix not in LICENCES]  # fmt: skip

    assert [str(path) for path in kept if path.name not in text] == []


def test_every_form_of_an_included_template_gets_its_token():
    """``only`` takes the token away, and Django then prints nothing in its place."""
    folder = ROOT / "templates"
    posting = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.html")
        if "{% csrf_token %}" in path.read_text()
    }
    includes = re.findall(r"""{% include ['"](\S+)['"](.* only) %}""", all_text())
    forgot = {name for name, given in includes if "csrf_token=" not in given}

    assert posting & forgot == set()


# -- what a stranger reads


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_and_say_why(name: str):
    written = (ROOT / name).read_text().splitlines()
    packages = [line for line in written if line and not line.startswith(("#", "-r"))]

    assert [line for line in packages if not PINNED.match(line)] == []


def environment_variables() -> set[str]:
    """The names that settings and gunicorn read."""
    readers = [*(ROOT / "site/amphi/settings").glob("*.py"), ROOT / "gunicorn.conf.py"]
    calls = (node for path in readers for node in ast.walk(ast.parse(path.read_text())))
    return {
        node.args[0].value
        for node in calls
        if isinstance(node, ast.Call) and node.args and _reads_environment(node)
    }


def _reads_environment(call: ast.Call) -> bool:
    reader = ast.unparse(call.func)
    is_reader = re.fullmatch(r"env\.\w+", reader)
    return bool(is_reader) and isinstance(call.args[0], ast.Constant)


def test_readme_explains_every_variable():
    readme = (ROOT / "README.md").read_text()
    known = environment_variables()

    assert sorted(name for name in known if f"| `{name}` |" not in readme) == []


def test_example_environment_names_only_what_is_read():
    example = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", example, re.MULTILINE))

    assert named - environment_variables() == set()


def test_no_path_of_somebody_s_machine():
    found = {
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in project_files()
        if path.suffix in {*TEXT, "", ".dev", ".example", ".po"}
        for match in MACHINE.finditer(path.read_text(errors="replace"))
    }

    assert found == set()


def test_suppressions_say_why():
    bare = re.compile(
        r"# noqa(?!: [A-Z0-9, ]+ --? \S)|# (type|ty): ignore(?!.* --? \S)"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files(".py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if bare.search(line) and path.name != "test_project.py"
    ]

    assert found == []
