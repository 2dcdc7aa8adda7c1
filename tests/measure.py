"""How long things are. The caps are in tests/test_project.py; ``python -m tests.measure`` prints the table."""

import ast
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("home", "courses", "commerce", "site", "tests", "templates", "static")
NOT_OURS = {"migrations", "__pycache__", "resources", "data"}


def files(*endings: str, below: tuple[str, ...] = SOURCES) -> Iterator[Path]:
    """Files of the project that people write, by how their names end."""
    for source in below:
        for path in sorted((ROOT / source).rglob("*")):
            if path.suffix in endings and not NOT_OURS & {*path.parts}:
                yield path


def lines(path: Path) -> int:
    return path.read_text().count("\n")


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function's place and length, decorators left out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            place = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
            yield place, node.end_lineno - node.lineno + 1


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(ROOT).parts


def percentile_95(lengths: list[int]) -> float:
    return statistics.quantiles(lengths, n=20, method="inclusive")[-1]


def _row(name: str, lengths: list[int]) -> str:
    median = statistics.median(lengths)
    return f"{name:<10} {len(lengths):>5} {median:>6.0f} {percentile_95(lengths):>5.0f} {max(lengths):>5}\n"


def main() -> None:
    code = [path for path in files(".py") if not is_test(path)]
    tests = [path for path in files(".py") if is_test(path)]
    sys.stdout.write("           count median   p95   max\n")
    for name, paths in (("functions", code), ("tests' fn", tests)):
        sys.stdout.write(_row(name, [n for path in paths for _, n in functions(path)]))
    for name, paths in (("files", code), ("templates", list(files(".html")))):
        sys.stdout.write(_row(name, [lines(path) for path in paths]))


if __name__ == "__main__":
    main()
