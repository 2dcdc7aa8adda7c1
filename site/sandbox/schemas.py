"""JSON Schema for Stripe's objects and parameters, read off the installed SDK.

Stripe generates the SDK's type annotations from its own API description, so what
is derived from them cannot drift from the pinned version. The source is parsed,
never imported. A field typed Optional may be absent or null, any other must be
there, and a field the SDK does not know fails.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sandbox.annotations import NULL, STRING, Schema, either, literal

INHERITED_FROM_TRANSPORT = frozenset({"RequestOptions", "StripeObject"})
NOT_FIELDS = frozenset({"OBJECT_NAME", "_inner_class_types", "_inner_class_dicts"})
KEYWORD_FIELDS = {"from_": "from", "in_": "in"}

# What an id may be expanded into here; anything else stays an unchecked object.
EXPANDABLE = frozenset(
    {
        "BalanceTransaction",
        "Charge",
        "Customer",
        "PaymentIntent",
        "PaymentMethod",
        "Refund",
    }
)

PRIMITIVES: dict[str, Schema] = {
    "str": STRING,
    "int": {"type": "integer"},
    "bool": {"type": "boolean"},
    "float": {"type": "number"},
    "Decimal": STRING,
    "Any": {},
    "object": {},
    "StripeObject": {"type": "object"},
    "UntypedStripeObject": {"type": "object"},
    "Dict": {"type": "object"},
}


def stripe_root() -> Path:
    """The directory of the installed SDK."""
    spec = find_spec("stripe")
    if spec is None or spec.origin is None:
        message = "The stripe package is not installed."
        raise ModuleNotFoundError(message)
    return Path(spec.origin).parent


def stripe_api_version() -> str:
    """The API version the installed SDK is pinned to, such as 2026-10-28.endive."""
    source = (stripe_root() / "_api_version.py").read_text()
    return re.findall(r'CURRENT = "([^"]+)"', source)[0]


@dataclass(frozen=True)
class Module:
    """The classes and imported names of one source file."""

    name: str
    tree: ast.Module

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """Classes by qualified name, such as Session.TotalDetails."""
        return dict(_classes(self.tree, ""))

    @cached_property
    def imports(self) -> dict[str, tuple[str, str]]:
        """The SDK's module and name behind each name imported from it."""
        return {
            alias.asname or alias.name: (node.module, alias.name)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
            if node.module.startswith("stripe.")
        }


def _classes(
    node: ast.Module | ast.ClassDef, prefix: str
) -> Iterator[tuple[str, ast.ClassDef]]:
    for child in node.body:
        if isinstance(child, ast.ClassDef):
            yield prefix + child.name, child
            yield from _classes(child, f"{prefix}{child.name}.")


@dataclass(frozen=True)
class Scope:
    """The place a name is looked up from: a class in a module."""

    module: Module
    class_name: str

    @property
    def key(self) -> str:
        """The name of this class's definition."""
        return f"{self.module.name}.{self.class_name}".removeprefix("stripe.")

    def enclosing(self) -> Iterator[str]:
        """Prefixes under which a nested class may be found, innermost first."""
        parts = self.class_name.split(".")
        for length in range(len(parts), -1, -1):
            yield "".join(f"{part}." for part in parts[:length])


class SchemaReader:
    """Collects in `definitions` the schema of every class asked for and of what it refers to."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._modules: dict[str, Module] = {}
        self.definitions: dict[str, Schema] = {}

    def reference(self, module: str, class_name: str) -> Schema:
        """A $ref to the class; its definition is there afterwards."""
        return self._define(Scope(self._module(module), class_name))

    def _module(self, name: str) -> Module:
        if name not in self._modules:
            path = self._root.joinpath(*name.split(".")[1:]).with_suffix(".py")
            self._modules[name] = Module(name, ast.parse(path.read_text()))
        return self._modules[name]

    def _define(self, scope: Scope) -> Schema:
        if scope.key not in self.definitions:
            self.definitions[
                scope.key
            ] = {}  # stops the recursion of types that hold themselves
            self.definitions[scope.key] = self._object(scope)
        return {"$ref": f"#/$defs/{scope.key}"}

    def _object(self, scope: Scope) -> Schema:
        properties: dict[str, Schema] = {}
        required: list[str] = []
        for owner, field, annotation in self._fields(scope):
            properties[field] = self._schema(annotation, owner)
            if not _may_be_absent(annotation):
                required.append(field)
        return {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            "required": required,
        }

    def _fields(self, scope: Scope) -> Iterator[tuple[Scope, str, ast.expr]]:
        definition = scope.module.classes[scope.class_name]
        for base in definition.bases:
            if isinstance(base, ast.Name) and base.id not in INHERITED_FROM_TRANSPORT:
                found = self._find(base.id, scope)
                yield from self._fields(found) if found else ()
        for node in definition.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                name = node.target.id
                if name not in NOT_FIELDS:
                    yield scope, KEYWORD_FIELDS.get(name, name), node.annotation

    def _find(self, name: str, scope: Scope) -> Scope | None:
        for prefix in scope.enclosing():
            if prefix + name in scope.module.classes:
                return Scope(scope.module, prefix + name)
        head, _, rest = name.partition(".")
        if head not in scope.module.imports:
            return None
        module_name, imported = scope.module.imports[head]
        if (
            not self._root.joinpath(*module_name.split(".")[1:])
            .with_suffix(".py")
            .exists()
        ):
            return None
        found = Scope(self._module(module_name), f"{imported}.{rest}".rstrip("."))
        return found if found.class_name in found.module.classes else None

    def _schema(self, annotation: ast.expr, scope: Scope) -> Schema:
        match annotation:
            case ast.Constant(value=str(text)):
                return self._schema(ast.parse(text, mode="eval").body, scope)
            case ast.Constant(value=None):
                return NULL
            case ast.BinOp(left=left, right=right):
                return either([self._schema(left, scope), self._schema(right, scope)])
            case ast.Subscript(value=generic, slice=argument):
                arguments = (
                    argument.elts if isinstance(argument, ast.Tuple) else [argument]
                )
                return self._generic(ast.unparse(generic), arguments, scope)
        return self._named(ast.unparse(annotation), scope)

    def _generic(self, generic: str, arguments: list[ast.expr], scope: Scope) -> Schema:
        if generic == "Literal":
            return literal(arguments)
        if generic == "ExpandableField" and _class_name(arguments[0]) not in EXPANDABLE:
            return {"type": ["string", "object"]}
        schemas = [self._schema(argument, scope) for argument in arguments]
        return GENERICS[generic](schemas) if generic in GENERICS else schemas[0]

    def _named(self, name: str, scope: Scope) -> Schema:
        if name in PRIMITIVES:
            return PRIMITIVES[name]
        found = self._find(name, scope)
        return self._define(found) if found else {}


def _page_of(schemas: list[Schema]) -> Schema:
    properties: dict[str, Any] = {
        "object": {"const": "list"},
        "has_more": {"type": "boolean"},
        "url": STRING,
        "data": {"type": "array", "items": schemas[0]},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


# NotRequired, Required and Annotated are not here: they wrap what they say.
GENERICS: dict[str, Callable[[list[Schema]], Schema]] = {
    "Dict": lambda schemas: {"type": "object", "additionalProperties": schemas[-1]},
    "ExpandableField": lambda schemas: {"anyOf": [STRING, schemas[0]]},
    "List": lambda schemas: {"type": "array", "items": schemas[0]},
    "ListObject": _page_of,
    "Optional": lambda schemas: either([*schemas, NULL]),
    "Sequence": lambda schemas: {"type": "array", "items": schemas[0]},
    "Union": either,
    "UntypedStripeObject": lambda schemas: {
        "type": "object",
        "additionalProperties": schemas[-1],
    },
}


def _may_be_absent(annotation: ast.expr) -> bool:
    text = ast.unparse(annotation)
    return text.startswith(("Optional[", "NotRequired[", "ClassVar["))


def _class_name(annotation: ast.expr) -> str:
    return ast.unparse(annotation).strip("'\"")
