"""A pytest plugin that makes one small fault in one module while it runs: ``MUTANT=commerce/money.py:17 pytest -p tests.mutation``.

A fault is made in functions only, in the running process; no file is changed.
"""

import ast
import importlib
import inspect
import os
from pathlib import Path
from types import FunctionType, ModuleType

ROOT = Path(__file__).resolve().parent.parent
OTHER = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
SAID = {"info", "warning", "error", "exception"}  # to the log: changes nothing


class Mutator(ast.NodeTransformer):
    """Makes the ``chosen``-th fault; ``faults`` says of each what it is."""

    def __init__(self, chosen: int = -1) -> None:
        self.chosen, self.faults, self.depth = chosen, [], 0

    def visit(self, node: ast.AST) -> ast.AST:
        inside = isinstance(node, ast.FunctionDef)
        self.depth += inside
        self.generic_visit(node)
        self.depth -= inside
        other = self._other(node) if self.depth else None
        if other is None:
            return node
        self.faults.append(
            f"{node.lineno}: {ast.unparse(node)!s:.60} → {ast.unparse(other)!s:.60}"
        )
        is_it = len(self.faults) - 1 == self.chosen
        return ast.copy_location(other, node) if is_it else node

    def _other(self, node: ast.AST) -> ast.AST | None:  # noqa: C901, PLR0911, PLR0912 -- a table, one fault a line
        match node:
            case ast.Compare(left, [operator], right) if type(operator) in OTHER:
                return ast.Compare(left, [OTHER[type(operator)]()], right)
            case ast.BoolOp(operator, values):
                return ast.BoolOp(OTHER[type(operator)](), values)
            case ast.BinOp(left, operator, right) if type(operator) in OTHER:
                return ast.BinOp(left, OTHER[type(operator)](), right)
            case ast.UnaryOp(ast.Not(), operand):
                return operand
            case ast.Constant(bool() as value):
                return ast.Constant(not value)
            case ast.Constant(int() as value):
                return ast.Constant(value + 1)
            case ast.Name(name, context) if name in NAMES:
                return ast.Name(NAMES[name], context)
            case ast.IfExp(test, body, orelse):
                return ast.IfExp(test, orelse, body)
            case ast.Expr(ast.Call(ast.Attribute(attr=name))) if name in SAID:
                return None
            case ast.Expr(ast.Call()) | ast.Assign([ast.Attribute()]):
                return ast.Pass()
        return None


def faults(path: str) -> list[str]:
    """All that can be made in a file, in order."""
    mutator = Mutator()
    mutator.visit(ast.parse((ROOT / path).read_text()))
    return mutator.faults


def pytest_collection_finish() -> None:
    path, _colon, number = os.environ["MUTANT"].rpartition(":")
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    tree = ast.parse((ROOT / path).read_text())
    tree = ast.fix_missing_locations(Mutator(int(number)).visit(tree))
    faulty = dict(vars(module))
    exec(compile(tree, path, "exec"), faulty)  # noqa: S102 -- our own code, one sign of it changed
    _put_into(module, vars(module), faulty)


def _put_into(module: ModuleType, real: dict, faulty: dict) -> None:
    """The faulty code into the functions that are there: others hold them already."""
    for name, thing in list(real.items()):
        if inspect.isclass(thing) and thing.__module__ == module.__name__:
            _put_into(module, dict(vars(thing)), dict(vars(faulty[name])))
        elif (old := _function(thing)) and old.__module__ == module.__name__:
            new = _function(faulty[name])
            if new:
                old.__code__ = new.__code__


def _function(thing: object) -> FunctionType | None:
    if isinstance(thing, property):
        thing = thing.fget
    if isinstance(thing, classmethod | staticmethod):
        thing = thing.__func__
    found = inspect.unwrap(thing) if callable(thing) else thing
    return found if isinstance(found, FunctionType) else None
