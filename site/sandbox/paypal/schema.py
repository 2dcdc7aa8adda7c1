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
    "dispute": "disputes_v1",
    "dispute_search": "disputes_v1",
    "event": "webhooks_v1",
    "search_response": "reporting_v1",
    "error_400": "orders_v2",
    "error_404": "orders_v2",
    "error_422": "orders_v2",
    "EventList": "webhooks_v1",
    "verify_webhook_signature": "webhooks_v1",
    "verify_webhook_signature_response": "webhooks_v1",
}


def faults(name: str, document: Any) -> list[str]:
    """What the schema forbids in the document, one sentence each."""
    published = published_document(DOCUMENTS[name])
    validator = Draft4Validator(
        {**_reference(name), "components": published["components"]}
    )
    return [
        f"{name}: {'.'.join(map(str, error.absolute_path))}: {error.message[:300]}"
        for error in validator.iter_errors(document)
    ]


def unknown_fields(name: str, document: Any) -> list[str]:
    """Fields PayPal has not published. Its schemas are open, so validation lets them pass."""
    found = _unknown(
        document, [_reference(name)], published_document(DOCUMENTS[name]), name
    )
    return [f"{path}: is not in the published schema" for path in found]


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


@cache
def published_document(name: str) -> Schema:
    """One of PayPal's OpenAPI documents."""
    return json.loads((DATA / f"{name}.json").read_text())


def _unknown(
    value: Any, schemas: list[Schema], published: Schema, path: str
) -> Iterator[str]:
    parts = [part for schema in schemas for part in _parts(schema, published)]
    if isinstance(value, list):
        items = [part["items"] for part in parts if "items" in part]
        for position, item in enumerate(value):
            yield from _unknown(item, items, published, f"{path}.{position}")
    known = [part["properties"] for part in parts if "properties" in part]
    if isinstance(value, dict) and known:
        for field, child in value.items():
            inner = [properties[field] for properties in known if field in properties]
            if inner:
                yield from _unknown(child, inner, published, f"{path}.{field}")
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
