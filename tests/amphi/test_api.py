"""The API's house rules: one form for every refusal, a page without strangers' scripts, no door without a token."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from amphi import csp
from amphi.api import api
from tests.amphi.test_csp import policy, sent

pytestmark = pytest.mark.django_db
PROOF = "checkout/orders/{pk}/proof/"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def test_an_unknown_address_answers_as_the_api_does():
    response = Client().get("/api/nothing/", headers={"Accept-Language": "fr"})

    assert response.status_code == 404
    assert response.json() == {
        "error": "not_found",
        "message": "Il n’y a rien à cette adresse.",
        "fields": {},
    }
    assert response["Content-Language"] == "fr"


def test_another_method_is_refused_in_the_same_form():
    response = Client().delete("/api/config/")

    assert (response.status_code, response.json()["error"]) == (405, "method")
    assert response["Allow"] == "GET"


@pytest.mark.parametrize("body", ["{", "", "[" * 100_000, "9" * 10_000, b"\xff"])
def test_what_cannot_be_read_is_said_so(body):
    response = Client().post("/api/payments/verify/", body, "application/json")

    assert response.status_code in {400, 422}
    assert set(response.json()) == {"error", "message", "fields"}


def test_a_body_past_all_size_is_refused():
    body = b'{"session_id": "' + b"x" * 2_000_000 + b'"}'
    response = Client().post("/api/payments/verify/", body, "application/json")

    assert (response.status_code, response.json()["error"]) == (400, "unreadable")


def test_mistakes_are_named_field_by_field_in_the_reader_s_language():
    asked = {"session_id": "\x00", "amount": 1}
    french = {"Accept-Language": "fr"}
    response = Client().post(
        "/api/payments/verify/", asked, "application/json", headers=french
    )

    assert response.status_code == 422
    assert response.json()["fields"] == {
        "session_id": "Cette valeur ne convient pas.",
        "amount": "Ce champ n’existe pas ici.",
    }


def test_the_page_of_the_api_needs_nothing_from_elsewhere():
    response = Client().get("/api/docs")
    loaded = re.findall(r'(?:src|href)="([^"]*)"', response.text)

    assert loaded
    assert [address for address in loaded if not address.startswith("/static/")] == []
    assert "<script>" not in response.text
    assert policy(response) == sent(csp.PUBLIC)


def test_control_the_library_alone_would_load_scripts_from_elsewhere(settings):
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != "ninja"]

    assert 'src="https://' in Client().get("/api/docs").text


# -- whoever may send without a token


def views(resolver: URLResolver, above: str = "") -> Iterator[tuple[str, object]]:
    for pattern in resolver.url_patterns:
        place = above + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield place, pattern.callback
        else:
            yield from views(pattern, place)


def operations() -> list[tuple[str, str]]:
    """Method and path of every operation that changes something."""
    paths = api.get_openapi_schema()["paths"]
    return sorted(
        (method.upper(), path)
        for path, methods in paths.items()
        for method in methods
        if method.upper() in UNSAFE
    )


def test_only_the_webhook_takes_what_comes_without_a_token():
    """The API's own views look for it themselves: the next test. Wagtail's, in the CMS, only read."""
    exempt = {
        place
        for place, view in views(get_resolver())
        if getattr(view, "csrf_exempt", False) and not place.startswith("cms/api/main/")
    }
    of_api = {path.removeprefix("/") for path in api.get_openapi_schema()["paths"]}
    named = {re.sub(r"<[^>]*?(\w+)>", r"{\1}", place) for place in exempt}

    left = {re.sub(r"^(fr|en)/", "", place) for place in named - of_api}
    assert left == {"api/webhooks/{gateway}/", PROOF.format(pk="{pk}")}


def test_a_proof_of_transfer_looks_for_the_token_once_its_size_is_known():
    client = Client(enforce_csrf_checks=True)

    assert client.post(f"/en/{PROOF.format(pk=uuid4())}").status_code == 403


@pytest.mark.parametrize(("method", "path"), operations())
def test_the_api_changes_nothing_without_a_token(method: str, path: str):
    client = Client(enforce_csrf_checks=True)
    address = re.sub(r"{\w+}", "1", path)
    response = client.generic(method, address, "{}", "application/json")

    assert (response.status_code, response.json()["error"]) == (403, "csrf")


def test_control_with_the_token_that_config_gave_it_is_read():
    client = Client(enforce_csrf_checks=True)
    client.get("/api/config/")
    token = {"X-CSRFToken": client.cookies["csrftoken"].value}
    response = client.post(
        "/api/payments/verify/", {"session_id": "x"}, "application/json", headers=token
    )

    assert response.status_code == 404
