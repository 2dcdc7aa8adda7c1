"""What knocks in PayPal's name: PayPal itself is asked, four times at once at most."""

import json
import threading
import time

import pytest

from commerce.gateways import paypal
from commerce.models import Payment, WebhookEvent
from tests.commerce.shop import Visitor, knock
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def approval(anna: Visitor, sandbox: SandboxProcess) -> dict:
    anna.order("monthly", method="paypal")
    sandbox.approve(Payment.objects.get().ref)
    (sent,) = sandbox.deliveries()
    return sent


def altered(sent: dict, name: str, text: str) -> dict:
    known = {key for key in sent["headers"] if key.lower() == name.lower()}
    assert known
    return {**sent, "headers": {**sent["headers"], **dict.fromkeys(known, text)}}


def test_paypals_word_is_asked_for(approval: dict):
    assert knock(approval) == 200


@pytest.mark.parametrize("text", ["", "y" * 2000])
@pytest.mark.parametrize("name", paypal.SIGNED)
def test_a_header_left_out_or_swollen_is_refused(
    approval: dict, name: str, text: str, sandbox: SandboxProcess
):
    assert knock(altered(approval, f"PayPal-{name}", text)) == 400
    assert sandbox.calls("webhooks.verify") == []


@pytest.mark.parametrize("name", ["Transmission-Sig", "Transmission-Id"])
def test_another_signature_is_refused(approval: dict, name: str):
    wrong = altered(approval, f"PayPal-{name}", "signature-of-nobody")

    assert knock(wrong) == 400
    assert WebhookEvent.objects.count() == 0


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "api_error", "status": 500},
        {"kind": "api_error", "status": 429},
        {"kind": "html"},
        {"kind": "malformed"},
    ],
)
def test_who_cannot_verify_now_says_so(
    approval: dict, sandbox: SandboxProcess, fault: dict
):
    sandbox.faults(provider="paypal", operation="webhooks.verify", **fault)

    assert knock(approval) == 503
    assert knock(approval) == 200  # sent again


def test_a_slow_verification_is_given_up(approval: dict, sandbox: SandboxProcess):
    sandbox.faults(
        kind="timeout", provider="paypal", operation="webhooks.verify", seconds=30
    )
    began = time.monotonic()

    assert knock(approval) == 503
    assert time.monotonic() - began < 5


def test_at_most_four_verifications_run_at_once(monkeypatch: pytest.MonkeyPatch):
    running, most, go = [], [], threading.Event()

    def ask(_call: object) -> dict:
        running.append(1)
        most.append(len(running))
        go.wait(5)
        running.pop()
        return {"verification_status": "SUCCESS"}

    monkeypatch.setattr(paypal, "ask", ask)
    headers = {f"PayPal-{name}": "x" for name in paypal.SIGNED}
    document = json.dumps({"id": "WH-1", "event_type": "x", "resource": {}}).encode()
    answers: list[str] = []

    def verify() -> None:
        try:
            paypal.PayPalGateway().verify(document, headers)
        except paypal.GatewayUnavailable:
            answers.append("busy")

    threads = [threading.Thread(target=verify) for _ in range(12)]
    for thread in threads:
        thread.start()
    while len(answers) < 8:
        time.sleep(0.01)
    go.set()
    for thread in threads:
        thread.join()

    assert (max(most), len(answers)) == (4, 8)
