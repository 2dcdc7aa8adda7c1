"""Starting, refusing and stopping; mail; the control plane."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
import urllib.error
from email.message import EmailMessage

import pytest
import requests

from tests.sandbox.test_sandbox_checkout import open_session
from tests.sandbox_process import SITE, SandboxProcess, free_port


def refusal(*arguments: str, **env: str) -> str:
    environ = {**os.environ, "PYTHONPATH": str(SITE), **env}
    command = [sys.executable, "-m", "sandbox", *arguments]
    ended = subprocess.run(
        command, env=environ, capture_output=True, text=True, timeout=20, check=False
    )
    assert ended.returncode == 2
    return ended.stderr.strip()


def test_a_taken_port_is_refused_in_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        assert refusal(SANDBOX_PORT=port) == f"Port {port} is taken; set SANDBOX_PORT."
        mail = refusal(SANDBOX_PORT=str(free_port()), SANDBOX_SMTP_PORT=port)
        assert mail == f"Port {port} is taken; set SANDBOX_SMTP_PORT."


def test_nothing_but_loopback_is_bound():
    assert "will not bind 0.0.0.0" in refusal("--host", "0.0.0.0")  # noqa: S104 - refused


def test_a_live_key_is_refused():
    assert "must begin with sk_test_" in refusal(STRIPE_SECRET_KEY="sk_live_1")


def test_a_state_file_that_cannot_be_is_refused(tmp_path):
    nowhere = str(tmp_path / "missing" / "sandbox.sqlite")

    said = refusal(SANDBOX_STATE=nowhere, SANDBOX_PORT=str(free_port()))

    assert said == f"SANDBOX_STATE: {nowhere} cannot be opened."


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_quickly_and_without_complaint(number):
    sandbox = SandboxProcess.start()
    began = time.monotonic()

    sandbox._process.send_signal(number)
    output, _errors = sandbox._process.communicate(timeout=10)

    assert sandbox._process.returncode == 0
    assert time.monotonic() - began < 2
    assert output.splitlines() == [f"Payment sandbox: {sandbox.url}/_sandbox/"]


def test_a_foreign_host_name_is_not_answered(sandbox):
    url = f"{sandbox.url}/_sandbox/health"

    assert (
        requests.get(url, headers={"Host": "evil.test"}, timeout=10).status_code == 421
    )


def test_a_foreign_page_cannot_give_orders(sandbox):
    url = f"{sandbox.url}/_sandbox/reset"

    answer = requests.post(url, headers={"Sec-Fetch-Site": "cross-site"}, timeout=10)

    assert answer.status_code == 403


def test_mail_is_caught_with_its_parts_and_links(sandbox):
    message = EmailMessage()
    message["Subject"] = "Reçu pour « Ear training »"
    message["From"], message["To"] = "Amphi <hello@amphi.test>", "anna@example.com"
    message.set_content("Voici : http://127.0.0.1:8000/orders/7?a=1")
    message.add_alternative(
        '<a href="http://127.0.0.1:8000/orders/7?a=1">Voici</a>', subtype="html"
    )
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port) as server:
        server.send_message(
            message, to_addrs=["anna@example.com", "archive@amphi.test"]
        )

    (mail,) = sandbox.inbox()

    assert mail["subject"] == "Reçu pour « Ear training »"
    assert mail["to"] == ["anna@example.com", "archive@amphi.test"]
    assert mail["links"] == ["http://127.0.0.1:8000/orders/7?a=1"]
    assert mail["text"].startswith("Voici")
    page = requests.get(f"{sandbox.url}/_sandbox/inbox/{mail['id']}/html", timeout=10)
    assert page.headers["Content-Security-Policy"].startswith("sandbox ")
    assert "Voici</a>" in page.text


@pytest.mark.parametrize(
    "fault", [{"kind": "earthquake"}, {"kind": "drop", "often": 3}, {}]
)
def test_a_fault_that_does_not_exist_is_refused(sandbox, fault):
    with pytest.raises(urllib.error.HTTPError) as answer:
        sandbox.faults(**fault)

    assert answer.value.code == 400


def test_a_reset_forgets_everything(shop, sandbox):
    sandbox.faults(kind="drop")
    sandbox.advance_clock(60)
    session = open_session(shop)

    sandbox.reset()

    assert sandbox.get("/_sandbox/faults") == []
    assert sandbox.get("/_sandbox/clock")["offset"] == 0
    assert sandbox.calls() == []
    with pytest.raises(urllib.error.HTTPError):
        sandbox.pay(session.id)


def test_the_sandbox_and_the_shop_do_not_import_each_other():
    program = "import sandbox.process, sys; print(*sorted(sys.modules))"
    command = [sys.executable, "-c", program]
    environ = {**os.environ, "PYTHONPATH": str(SITE)}

    loaded = subprocess.run(
        command, env=environ, capture_output=True, text=True, check=True
    )

    shop = {"django", "wagtail", "commerce", "courses", "accounts", "amphi", "stripe"}
    assert shop.isdisjoint(loaded.stdout.split())
