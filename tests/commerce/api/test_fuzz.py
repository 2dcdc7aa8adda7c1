"""Whatever is sent, by a stranger or a buyer: an answer that the OpenAPI document names, never a failure of ours."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from amphi.api import api
from commerce.models import Order, Payment

pytestmark = pytest.mark.django_db
SHAPE = {"error", "message", "fields"}
NASTY = [
    None, True, 0, -1, 2**31, 2**63, 10**40, 1.5, float("inf"), "", " ", "٣", "1e3", "\x00", "\ud800", "a" * 5000, "'; --",
    "{{7*7}}", "../../etc/passwd", "%00", "\u202e", [], {}, [[]], {"$ne": None}, "monthly", "stripe", "//evil.example",
]  # fmt: skip
ASKED = {
    "items": [{"id": "monthly", "type": "access", "quantity": 1, "days": 30}],
    "customer_info": {"firstName": "A", "lastName": "B", "email": "a@example.com", "phone": "1", "address": "C", "city": "D", "postalCode": "75020", "area": "", "country": "FR"},
    "method": "transfer", "coupon": "", "success_url": "http://testserver/", "cancel_url": "http://testserver/",
    "accepts_terms": True, "waives_withdrawal": True, "terms_version": "",
}  # fmt: skip
AGREED = {
    name: value for name, value in ASKED.items() if name not in {"items", "coupon"}
}
BODIES = {
    "/api/checkout/": ASKED,
    "/api/courses/{id}/checkout/": AGREED,
    "/api/payments/verify/": {"session_id": "x"},
    "/api/payments/intent/": {"session_id": "x"},
}
anything = st.sampled_from(NASTY) | st.text(max_size=30) | st.integers() | st.floats()
words = st.sampled_from([str(it) for it in NASTY]) | st.text(max_size=30)


def operations() -> list[tuple[str, str]]:
    paths = api.get_openapi_schema()["paths"]
    return [(method, path) for path, methods in paths.items() for method in methods]


def places(body: object, above: tuple = ()) -> Iterator[tuple]:
    """The way to every value in it."""
    yield above
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()  # fmt: skip
    for key, value in inner:
        yield from places(value, (*above, key))


@st.composite
def bodies(draw: st.DrawFn, honest: dict) -> object:
    """The honest body with some of its values replaced, taken away, or joined by others."""
    body = deepcopy(honest)
    for _change in range(draw(st.integers(0, 3))):
        way = draw(st.sampled_from(sorted(places(body), key=str)))
        if not way:
            return draw(anything)
        *above, last = way
        target = body
        for key in above:
            target = target[key]
        match draw(st.sampled_from(["replace", "remove", "add"])):
            case "replace":
                target[last] = draw(anything)
            case "remove":
                del target[last]
            case "add" if isinstance(target, dict):
                target[draw(st.text(max_size=8))] = draw(anything)
    return body


@cache
def declared(method: str, path: str) -> set[int]:
    return set(api.get_openapi_schema()["paths"][path][method]["responses"])


def judge(response: object, method: str, path: str) -> None:
    assert response.status_code in declared(method, path), response.content[:500]
    if response.status_code >= 400:
        assert set(response.json()) == SHAPE


def ask(client: Client, method: str, path: str, filled: str, body: object) -> object:
    address = path
    for name in ("{id}", "{session_id}"):
        address = address.replace(name, quote(filled.encode(errors="replace"), safe=""))
    if method == "get":
        return client.get(f"{address}?page={quote(filled.encode(errors='replace'))}")
    return client.post(address, json.dumps(body), "application/json")


@pytest.fixture
def buyer(shop) -> Client:
    client = Client()
    user = User.objects.create_user("anna@example.com")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("who", ["stranger", "buyer"])
@pytest.mark.parametrize(("method", "path"), operations(), ids=str)
def test_every_answer_is_one_that_was_promised(
    buyer: Client, sandbox, method, path, who
):
    client = buyer if who == "buyer" else Client()

    @settings(max_examples=6 if method == "get" else 25, phases=[Phase.generate], deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(
        filled=words.filter(lambda it: it.strip("./")),
        body=bodies(BODIES.get(path, {})),
    )
    def holds(filled: str, body: object) -> None:
        judge(ask(client, method, path, filled, body), method, path)

    holds()
    assert not Payment.objects.exclude(amount=4900).exists()
    assert not Order.objects.exclude(currency="EUR").exists()


@pytest.mark.parametrize("path", BODIES)
def test_control_the_honest_body_is_understood(buyer: Client, sandbox, shop, path):
    filled = str(shop.course.pk)

    assert ask(buyer, "post", path, filled, BODIES[path]).status_code in {200, 404}
