"""PayPal's published OpenAPI documents as judges of requests, answers and events."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator

from sandbox.annotations import Schema

DATA = Path(__file__).parent.parent / "data" / "paypal"
DOCUMENTS = {
    "order": "orders_v2",
    "order_request": "orders_v2",
    "order_capture_request": "orders_v2",
    "capture-2": "payments_v2",
    "refund": "payments_v2",
    "refund_request": "payments_v2",
    "event": "webhooks_v1",
    "EventList": "webhooks_v1",
    "verify_webhook_signature": "webhooks_v1",
    "verify_webhook_signature_response": "webhooks_v1",
}


def faults(name: str, document: Any) -> list[str]:
    """What is wrong with the document, one sentence each; unknown fields count too."""
    published = _document(DOCUMENTS[name])
    schema = {"$ref": f"#/components/schemas/{name}"}
    validator = Draft4Validator({**schema, "components": published["components"]})
    broken = [
        f"{name}: {'.'.join(map(str, error.absolute_path))}: {error.message[:300]}"
        for error in validator.iter_errors(document)
    ]
    unknown = _unknown_fields(document, [schema], published, name)
    return broken + [f"{path}: is not in the published schema" for path in unknown]


@cache
def _document(name: str) -> Schema:
    return json.loads((DATA / f"{name}.json").read_text())


# PayPal's schemas are open: an invented field passes validation, so it is looked for here.
def _unknown_fields(
    value: Any, schemas: list[Schema], published: Schema, path: str
) -> Iterator[str]:
    parts = [part for schema in schemas for part in _parts(schema, published)]
    if isinstance(value, list):
        items = [part["items"] for part in parts if "items" in part]
        for position, item in enumerate(value):
            yield from _unknown_fields(item, items, published, f"{path}.{position}")
    known = [part["properties"] for part in parts if "properties" in part]
    if isinstance(value, dict) and known:
        for field, child in value.items():
            inner = [properties[field] for properties in known if field in properties]
            if inner:
                yield from _unknown_fields(child, inner, published, f"{path}.{field}")
            else:
                yield f"{path}.{field}"


def _parts(schema: Schema, published: Schema) -> Iterator[Schema]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from _parts(published["components"]["schemas"][name], published)
        return
    yield schema
    for combination in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(combination, ()):
            yield from _parts(part, published)
