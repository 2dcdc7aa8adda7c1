"""Deliveries: signed, repeated, lost, late and out of order."""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import stripe

from tests.sandbox.conftest import stripe_client
from tests.sandbox.test_sandbox_checkout import open_session
from tests.sandbox_process import SandboxProcess


class Receiver:
    """A webhook endpoint that keeps what it gets and answers as told."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[Any] = []
        self.answers: list[int] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhook"
        threading.Thread(
            target=self.server.serve_forever, args=(0.02,), daemon=True
        ).start()

    def types(self) -> list[str]:
        return [
            stripe.Event.construct_from(_json(body), None).type for body in self.bodies
        ]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.bodies.append(
                    self.rfile.read(int(self.headers["Content-Length"]))
                )
                receiver.headers.append(self.headers)
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                return

        return Handler


def _json(body: bytes) -> Any:
    return json.loads(body)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def delivering(receiver: Receiver) -> Iterator[SandboxProcess]:
    with SandboxProcess.start(SANDBOX_STRIPE_WEBHOOK_URL=receiver.url) as sandbox:
        yield sandbox
        assert sandbox.violations() == []


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 8
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


def test_what_arrives_is_what_stripe_would_have_signed(delivering, receiver):
    shop = stripe_client(delivering)

    delivering.pay(open_session(shop).id)
    wait_for(lambda: len(receiver.bodies) == 4)

    event = shop.construct_event(
        receiver.bodies[3], receiver.headers[3]["Stripe-Signature"], "whsec_sandbox"
    )
    assert event.type == "checkout.session.completed"
    assert event.data.object["payment_status"] == "paid"
    wait_for(lambda: delivering.deliveries() == [])
    assert len(shop.v1.events.list({"delivery_success": True}).data) == 4


def test_a_refused_delivery_comes_again_with_the_same_bytes(delivering, receiver):
    receiver.answers = [500, 302]
    shop = stripe_client(delivering)

    shop.v1.checkout.sessions.expire(open_session(shop).id)
    wait_for(lambda: len(receiver.bodies) == 1)
    delivering.advance_clock(60)
    wait_for(lambda: len(receiver.bodies) == 2)
    delivering.advance_clock(60)
    wait_for(lambda: len(receiver.bodies) == 3)

    assert len(set(receiver.bodies)) == 1
    wait_for(lambda: delivering.deliveries() == [])
    (delivered,) = delivering.deliveries("delivered")
    assert [attempt["status"] for attempt in delivered["attempts"]] == [500, 302, 200]


def test_a_duplicate_is_delivered_twice(delivering, receiver):
    delivering.faults(
        kind="duplicate", provider="stripe", operation="checkout.session.expired"
    )
    shop = stripe_client(delivering)

    shop.v1.checkout.sessions.expire(open_session(shop).id)
    wait_for(lambda: len(receiver.bodies) == 2)

    assert receiver.bodies[0] == receiver.bodies[1]


def test_reordered_deliveries_arrive_last_in_first_out(delivering, receiver):
    delivering.faults(kind="reorder", provider="stripe", times=4, seconds=0.3)
    shop = stripe_client(delivering)

    delivering.pay(open_session(shop).id)
    wait_for(lambda: len(receiver.bodies) == 4)

    assert receiver.types() == [
        "checkout.session.completed",
        "payment_intent.succeeded",
        "charge.succeeded",
        "payment_intent.created",
    ]


def test_a_dropped_delivery_is_found_among_the_events(delivering, receiver):
    delivering.faults(
        kind="drop", provider="stripe", operation="checkout.session.completed"
    )
    shop = stripe_client(delivering)

    delivering.pay(open_session(shop).id)
    wait_for(lambda: delivering.deliveries() == [])

    assert "checkout.session.completed" not in receiver.types()
    (lost,) = shop.v1.events.list({"delivery_success": False}).data
    assert lost.type == "checkout.session.completed"


def test_a_delayed_delivery_waits_and_a_flush_fetches_it(delivering, receiver):
    delivering.faults(kind="delay", provider="stripe", seconds=3600)
    shop = stripe_client(delivering)
    shop.v1.checkout.sessions.expire(open_session(shop).id)

    assert len(delivering.deliveries()) == 1
    assert delivering.flush() == 0

    assert receiver.types() == ["checkout.session.expired"]


@pytest.mark.parametrize("kind", ["bad_signature", "old_timestamp"])
def test_a_spoiled_signature_is_not_believed(shop, sandbox, kind):
    sandbox.faults(kind=kind, provider="stripe")
    shop.v1.checkout.sessions.expire(open_session(shop).id)
    (delivery,) = sandbox.deliveries()
    body = base64.b64decode(delivery["body"])

    with pytest.raises(stripe.SignatureVerificationError):
        shop.construct_event(
            body, delivery["headers"]["Stripe-Signature"], "whsec_sandbox"
        )


def test_undelivered_events_survive_a_restart(tmp_path):
    state = str(tmp_path / "sandbox.sqlite")
    with SandboxProcess.start(SANDBOX_STATE=state) as before:
        session = open_session(stripe_client(before))
        before.pay(session.id)

    with SandboxProcess.start(SANDBOX_STATE=state) as after:
        assert (
            stripe_client(after).v1.checkout.sessions.retrieve(session.id).status
            == "complete"
        )
        assert len(after.deliveries()) == 4


def test_an_endpoint_gets_only_the_events_it_asked_for():
    with SandboxProcess.start(
        SANDBOX_STRIPE_EVENTS="checkout.session.completed"
    ) as sandbox:
        shop = stripe_client(sandbox)
        sandbox.pay(open_session(shop).id)

        assert [delivery["type"] for delivery in sandbox.deliveries()] == [
            "checkout.session.completed"
        ]
        assert len(shop.v1.events.list().data) == 4
