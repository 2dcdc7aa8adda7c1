"""Stripe's form encoding, `a[b][0]=c`, read back into nested values."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from sandbox.annotations import Schema

Resolve = Callable[[Schema], Schema]


def decode(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Nested dictionaries and lists, every leaf still a string."""
    tree: dict[str, Any] = {}
    for name, value in pairs:
        *path, last = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name) or [name]
        branch = tree
        for part in path:
            child = branch.setdefault(_index(part, branch), {})
            if not isinstance(child, dict):  # `a=1&a[b]=2`: the later, deeper one wins
                child = branch[part] = {}
            branch = child
        branch[_index(last, branch)] = value
    return {name: _lists(value) for name, value in tree.items()}


def _index(part: str, branch: dict[str, Any]) -> str:
    return part or str(len(branch))


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    values = {name: _lists(child) for name, child in value.items()}
    if values and all(name.isdigit() for name in values):
        return [values[name] for name in sorted(values, key=int)]
    return values


def coerce(value: Any, schema: Schema, resolve: Resolve) -> Any:
    """Turns strings into the numbers and booleans the schema asks for.

    What does not fit stays as it came, for the judge to find.
    """
    schema = resolve(schema)
    if "anyOf" in schema:
        return _coerce_first(value, schema["anyOf"], resolve)
    match value, schema.get("type"):
        case dict(), "object":
            value = _coerce_object(value, schema, resolve)
        case list(), "array":
            value = [coerce(item, schema["items"], resolve) for item in value]
        case str(), "integer" if re.fullmatch(r"-?\d+", value):
            value = int(value)
        case "true" | "false", "boolean":
            value = value == "true"
    return value


def _coerce_object(
    value: dict[str, Any], schema: Schema, resolve: Resolve
) -> dict[str, Any]:
    properties = schema.get("properties", {})
    others = schema.get("additionalProperties") or {}
    return {
        name: coerce(child, properties.get(name, others), resolve)
        for name, child in value.items()
    }


def _coerce_first(value: Any, alternatives: list[Schema], resolve: Resolve) -> Any:
    for alternative in alternatives:
        coerced = coerce(value, alternative, resolve)
        if coerced != value:
            return coerced
    return value
