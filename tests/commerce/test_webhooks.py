"""What knocks at the webhook's door: kept when it is the provider's, refused when it is not, never a 500."""

import json
import logging
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse

from commerce import webhooks
from commerce.domain import copies, inbox, work
from commerce.gateways import stripe as stripe_gateway
from commerce.gateways.contract import WebhookEnvelope
from commerce.models import Payment, ProviderRef, WebhookEvent
from tests.commerce.proofs.events import delivery, event, post, receive, send, signature
from tests.commerce.shop import Visitor
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def body(**fields: object) -> bytes:
    return json.dumps(event(**fields)).encode()


def rows() -> int:
    return WebhookEvent.objects.count()


def test_an_event_is_kept_word_for_word():
    sent = body(ref="cs_1")

    assert post(sent) == 200
    assert WebhookEvent.objects.get().body.encode() == sent


@pytest.mark.parametrize("shift", [-290, 299])
def test_clocks_may_differ_by_five_minutes(shift: int):
    assert post(body(), signature(body(), shift=shift)) == 400  # another body
    sent = body()
    assert post(sent, signature(sent, shift=shift)) == 200


NOT_THEIRS: dict[str, Callable[[bytes], str]] = {
    "none": lambda sent: "",
    "another secret": lambda sent: signature(sent, secret="whsec_other"),
    "too old": lambda sent: signature(sent, shift=-302),
    "of the future": lambda sent: signature(sent, shift=310),
    "no time": lambda sent: signature(sent).partition(",")[2],
    "a word for a time": lambda sent: "t=now," + signature(sent).partition(",")[2],
    "very long": lambda sent: signature(sent) + "," + "v1=é" * 3000,
    "no digits": lambda sent: "t=é,v1=é",
}


def test_a_signature_that_is_not_the_providers_leaves_nothing():
    """A few for the reader; proofs/test_forgeries.py has ten thousand."""
    sent = body()

    let_in = {name: post(sent, of(sent)) for name, of in NOT_THEIRS.items()}

    assert let_in == dict.fromkeys(NOT_THEIRS, 400)
    assert rows() == 0


def test_control_without_the_check_of_our_own_the_future_is_accepted(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(stripe_gateway, "_refuse_the_future", lambda _header: None)
    sent = body()

    assert post(sent, signature(sent, shift=10**9)) == 200


OLD, NEW, FORGED = "whsec_old", "whsec_new", "whsec_forged"


def signed(sent: bytes, *secrets: str) -> str:
    """While a secret is rolled Stripe signs with the old one and the new."""
    stamp, *_ = signature(sent).partition(",")
    marks = [signature(sent, secret=secret).partition(",")[2] for secret in secrets]
    return ",".join([stamp, *marks])


@pytest.mark.parametrize(
    ("ours", "theirs", "refused"),
    [
        (OLD, [OLD], [NEW]),
        (OLD, [OLD, NEW], [NEW]),  # rolled there, not yet here
        (NEW, [OLD, NEW], [OLD]),  # rolled here, the old one lives on there
        (NEW, [NEW], [OLD]),
    ],
)
def test_a_signing_secret_is_rolled_without_losing_an_event(
    settings: LazySettings, ours: str, theirs: list[str], refused: list[str]
):
    settings.STRIPE_WEBHOOK_SECRET = ours

    sent = body()

    assert post(sent, signed(sent, *theirs)) == 200
    for secrets in (refused, [FORGED], [FORGED, *refused], []):
        forged = body()
        assert post(forged, signed(forged, *secrets)) == 400
    assert rows() == 1


def test_a_replay_is_answered_and_kept_once():
    sent = body()
    header = signature(sent)

    assert [post(sent, header) for _ in range(20)] == [200] * 20
    assert rows() == 1


BODIES = {
    "empty": b"",
    "not UTF-8": b'{"id": "\xff\xfe"}',
    "array": b"[]",
    "NaN": b"NaN",
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "half": b'{"id": "evt_1", "type": ',
    "no fields": b"{}",
    "raw NUL": b'{"id": "evt\x00"}',
}
FIELDS = {
    "id is NUL": {"id": "evt_\x00"},
    "id is empty": {"id": ""},
    "id is long": {"id": "e" * 256},
    "id is a number": {"id": 7},
    "id is a list": {"id": ["evt_1"]},
    "id is half a pair": {"id": "\ud800"},
    "type is null": {"type": None},
    "type is long": {"type": "t" * 101},
    "mode is a word": {"livemode": "no"},
    "mode is null": {"livemode": None},
    "ref is NUL": {"ref": "cs_\x00"},
    "ref is long": {"ref": "c" * 256},
    "data is a list": {"data": []},
    "subject is null": {"data": {"object": None}},
}


def test_what_is_signed_and_no_event_is_refused():
    """Among it what no database could keep; proofs/test_forgeries.py has five thousand."""
    sent = BODIES | {name: body(**fields) for name, fields in FIELDS.items()}

    answers = {name: post(each) for name, each in sent.items()}

    assert answers == dict.fromkeys(sent, 400)
    assert rows() == 0


def test_control_without_the_envelopes_check_such_a_field_reaches_the_database(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
):
    monkeypatch.setattr(WebhookEnvelope, "__post_init__", lambda _self: None)

    with pytest.raises(Exception, match=r"."):  # which one is the database's choice
        receive(delivery(event(id="evt", livemode="perhaps")))


def test_a_body_past_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch):
    largest = webhooks.LARGEST_BODY
    fits = json.dumps(event(pad="")).encode()
    fits = fits[:-2] + b"x" * (largest - len(fits)) + fits[-2:]

    assert len(fits) == largest
    assert post(fits) == 200
    assert post(fits[:-2] + b"x" + fits[-2:]) == 413
    assert post(b"x" * 5_000_000) == 413
    assert rows() == 1


def test_a_body_of_unknown_length_is_refused():
    sent = body()
    request = RequestFactory().post("/", sent, content_type="application/json")
    request.META["HTTP_STRIPE_SIGNATURE"] = signature(sent)
    del request.META["CONTENT_LENGTH"]
    chunked = request.__class__(request.META)

    assert webhooks.receive(chunked, "stripe").status_code == 400


def test_a_key_given_twice_counts_as_the_last():
    sent = body(ref="cs_1")
    doubled = b'{"id": "evt_first", ' + sent[1:]

    assert post(doubled) == 200
    assert rows() == 1


@pytest.mark.parametrize(
    "fields", [{"kind": "customer.created"}, {"kind": "x"}, {"livemode": True}]
)
def test_what_does_not_concern_us_is_kept_as_ignored(fields: dict):
    assert send(event(**fields)) == 200
    assert WebhookEvent.objects.get().state == WebhookEvent.State.IGNORED


def test_only_a_post_to_a_known_gateway_is_heard():
    address = reverse("webhook", args=["stripe"])

    assert Client().get(address).status_code == 405
    for code in ("transfer", "nobody"):  # a 404 may be led to a language's pages
        assert post(body(), gateway=code) in {302, 404}
    assert rows() == 0


def test_an_event_of_nobody_waits_and_is_adopted(anna: Visitor):
    send(event(ref="cs_later"))
    work.drain()
    assert WebhookEvent.objects.get().state == WebhookEvent.State.WAITING

    anna.order("monthly")
    payment = Payment.objects.get()
    ProviderRef.objects.create(gateway="stripe", ref="cs_later", payment=payment)
    WebhookEvent.objects.update(due="2026-01-01T00:00Z")
    work.drain()

    assert payment.events.get().state == WebhookEvent.State.DONE


@pytest.mark.parametrize(("thing", "name"), [(inbox, "receive"), (webhooks, "is_copy")])
def test_a_database_that_is_away_is_said_to_be(
    monkeypatch: pytest.MonkeyPatch, thing: object, name: str
):
    monkeypatch.setattr(thing, name, away)

    assert post(body()) == 503


def test_a_worker_whose_database_is_away_waits_for_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(copies, "is_copy", away)

    assert work.turn() == 0


def away(*_event: object) -> None:
    raise OperationalError


def test_the_log_tells_what_happened_and_no_secret(
    anna: Visitor, sandbox: SandboxProcess, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    order = anna.buy("monthly")
    for each in sandbox.deliveries():
        receive(each)
    work.drain()
    told = "\n".join(record.getMessage() for record in caplog.records)

    assert f"session created ref={order.payments.get().ref}" in told
    assert f"event={WebhookEvent.objects.first().event_id}" in told
    assert f"access derived order={order.number}" in told
    paid = WebhookEvent.objects.filter(type="checkout.session.completed").get()
    routed = f"event routed event={paid.event_id} payment={paid.payment_id}"
    assert f"{routed} order={order.number}" in told
    for secret in ("sk_test_", "whsec_", "sandbox-client", "v1=", "anna@example.com"):
        assert secret not in told
