"""Every address by which the CMS shows or moves money, against every role: by direct GET and POST, and by the links it shows."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse
from django.urls.resolvers import URLPattern, URLResolver

from commerce.domain import requests
from commerce.models import (
    Dispute,
    Drift,
    Effect,
    Order,
    Payment,
    Refund,
    TransferProof,
    WebhookEvent,
)
from commerce.viewsets.requests import RejectRequestView

from .conftest import is_refused
from .test_facts import order_of

pytestmark = pytest.mark.django_db

READ, MONEY, OWN = "sam fiona olive", "fiona olive", "olive"
MATRIX = {
    "orders:index": READ,
    "orders:index_results": READ,
    "orders:inspect": READ,
    "orders:ship": READ,
    "orders:move": READ,
    "orders:cancel": READ,
    "payments:index": READ,
    "payments:index_results": READ,
    "payments:inspect": READ,
    "payments:record": READ,
    "payments:arrivals": READ,
    "payments:refund": MONEY,
    "refunds:index": READ,
    "refunds:index_results": READ,
    "refunds:inspect": READ,
    "refunds:split": MONEY,
    "disputes:index": READ,
    "disputes:index_results": READ,
    "disputes:inspect": READ,
    "requests:index": READ,
    "requests:index_results": READ,
    "requests:inspect": READ,
    "requests:reject": MONEY,
    "proofs:index": READ,
    "proofs:index_results": READ,
    "proofs:inspect": READ,
    "proofs:file": READ,
    "proofs:approve": READ,
    "proofs:reject": READ,
    "people:index": READ,
    "people:index_results": READ,
    "events:index": READ,
    "events:index_results": READ,
    "events:inspect": READ,
    "events:replay": READ,
    "events:replay_all": READ,
    "reconcile:index": READ,
    "reconcile:index_results": READ,
    "reconcile:inspect": READ,
    "reconcile:now": READ,
    "reconcile:look": MONEY,
    "reconcile:adopt": MONEY,
    "reconcile:dismiss": MONEY,
    "runs:index": READ,
    "runs:index_results": READ,
    "given_up:index": READ,
    "given_up:index_results": READ,
    "given_up:try_again": READ,
    "locked": READ,
    "locked_results": READ,
    "locked_rebuild": READ,
    "locked_link": READ,
    "courses_students": READ,
    "students": READ,
    "students_results": READ,
    "watching": READ,
    "mails": READ,
    "mail": READ,
    "mail_html": READ,
    "confirm_address": OWN,
}
ELSEWHERE = ("sell_course", "wagtailsnippet")  # test_who_may and its neighbours
BY_POST = ("reconcile:now", "confirm_address")  # or leads home: nothing to confirm
WHO = ["edith", "sam", "fiona", "olive"]


def views_of_cms(
    found: URLResolver, where: str = "", space: str = ""
) -> Iterator[tuple[str, object]]:
    """By the names of their addresses."""
    for each in found.url_patterns:
        path = where + str(each.pattern)
        if isinstance(each, URLPattern):
            view = getattr(each.callback, "view_class", each.callback)
            if path.startswith("cms/"):
                yield f"{space}{each.name}", view
        elif not where or path.startswith("cms/"):
            named = f"{space}{each.namespace}:" if each.namespace else space
            yield from views_of_cms(each, path, named)


def views_of_commerce() -> dict[str, object]:
    return {
        name: view
        for name, view in views_of_cms(get_resolver())
        if view.__module__.startswith("commerce")
    }


@pytest.fixture
def places(shop) -> dict[str, str]:
    """An address for each name, about things that are there."""
    order = order_of(shop)
    Order.objects.filter(pk=order.pk).update(
        payment_state="paid", fulfilment="processing"
    )
    payment = order.payments.get()
    Payment.objects.update(captured=payment.amount)
    money = {"payment": payment, "amount": 100, "currency": "EUR"}
    refund = Refund.objects.create(**money, source="provider", ref="re_1")
    dispute = Dispute.objects.create(**money, ref="du_1", status="needs_response")
    wanted = requests.ask(order.pk, "Please")
    proof = TransferProof.objects.create(
        payment=payment, file="none.pdf", content_type="application/pdf", size=1
    )
    drift = Drift.objects.create(
        gateway="stripe", kind="orphan", about="payment", ref="pi_lost", currency="EUR"
    )
    dead = Effect.objects.create(
        kind="receipt", fact="1", payload={"order": str(order.pk)}, state="dead"
    )
    event = WebhookEvent.objects.get()
    known = {
        "orders": order.pk,
        "payments": payment.pk,
        "refunds": refund.pk,
        "disputes": dispute.pk,
        "requests": wanted.pk,
        "proofs": proof.pk,
        "events": event.pk,
        "reconcile": drift.pk,
        "given_up": dead.pk,
        "locked_rebuild": order.pk,
        "locked_link": order.pk,
        "students": shop.course.pk,
        "students_results": shop.course.pk,
        "mail": "receipt",
        "mail_html": "receipt",
    }
    return {name: _place(name, known) for name in MATRIX}


def _place(name: str, known: dict) -> str:
    about = known.get(name) or known.get(name.partition(":")[0])
    if name == "orders:move":
        return reverse(name, args=[about, "shipped"])
    plain = ("index", "index_results", "ship", "now", "arrivals", "replay_all")
    if about is None or name.rpartition(":")[2] in plain:
        return reverse(name)
    return reverse(name, args=[about])


def test_no_address_was_forgotten():
    names = set(views_of_commerce())
    missing = {name for name in names - set(MATRIX) if not name.startswith(ELSEWHERE)}

    assert missing == set()
    assert set(MATRIX) <= names


@pytest.mark.parametrize("who", WHO)
def test_a_role_opens_what_the_table_says(who, places, request):
    client = request.getfixturevalue(who)
    client.raise_request_exception = False  # no file lies behind the proof

    asked = {name: place for name, place in places.items() if name not in BY_POST}
    opened = {name for name, at in asked.items() if not is_refused(client.get(at))}

    assert opened == {name for name in asked if who in MATRIX[name].split()}


@pytest.mark.parametrize("who", WHO)
def test_a_closed_address_takes_no_post(who, places, request):
    client = request.getfixturevalue(who)
    typed = {"confirmed": "1", "amount": "1", "reason": "x", "answer": "x"}

    for name, may in MATRIX.items():
        if who not in may.split():
            assert is_refused(client.post(places[name], typed)), name
    assert Refund.objects.count() == 1


NO_FILE = {
    f"{name}:{view}"
    for name in ("proofs", "given_up")  # nothing to sum
    for view in ("index", "index_results")
}


def exportable() -> set[str]:
    """The lists that Wagtail would hand out as a file."""
    return {
        name
        for name, view in views_of_commerce().items()
        if name in MATRIX and hasattr(view, "as_spreadsheet")
    }


@pytest.mark.parametrize("who", WHO)
def test_lists_of_money_and_people_are_taken_along_by_whoever_may(who, places, request):
    client = request.getfixturevalue(who)
    taken = {
        name
        for name in exportable()
        if "attachment" in _taken(client, places[name], name)
    }

    assert taken == (exportable() - NO_FILE if who in MONEY.split() else set())


def _taken(client: Client, place: str, name: str) -> str:
    kind = "xlsx" if name.endswith("results") else "csv"
    answer = client.get(place, {"export": kind})
    return answer.get("Content-Disposition", "")


@pytest.mark.parametrize("who", WHO)
def test_no_page_links_to_what_is_closed(who, places, request):
    client = request.getfixturevalue(who)
    shown = set()
    for name, may in MATRIX.items():
        if who in may.split() and name.rpartition(":")[2] in ("index", "inspect"):
            shown |= links(client, places[name])
    may = {name for name, roles in MATRIX.items() if who in roles.split()}

    assert shown & set(MATRIX) <= may
    if who != "edith":
        money = {"payments:refund", "refunds:split", "requests:reject"}
        assert shown & money == money & may


def links(client: Client, place: str) -> set[str]:
    """The names of the addresses in the CMS that a page leads to."""
    found = re.findall(r'href="(/cms/[^"?#]*)', client.get(place).text)
    return {name for each in set(found) if (name := _name(each))}


def _name(address: str) -> str:
    try:
        return resolve(address).view_name
    except Resolver404:
        return ""


def test_an_anonymous_visitor_signs_in_first(places):
    for place in places.values():
        for answer in (Client().get(place), Client().post(place)):
            assert answer["Location"].endswith(f"?next={place}")


def test_without_its_guard_support_would_reject(sam, places, monkeypatch):
    monkeypatch.setattr(RejectRequestView, "permission_required", None)

    assert not is_refused(sam.get(places["requests:reject"]))
