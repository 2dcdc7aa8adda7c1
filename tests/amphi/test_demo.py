"""``make run``: what its programs are told, and what is said when they cannot start."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from amphi.demo import demo_environment, programs
from tests.databases import ROOT
from tests.sandbox_process import free_port
from tests.site_process import SiteProcess


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def run_demo(**environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "amphi.demo"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": "site"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def test_real_keys_never_reach_the_demo():
    told = demo_environment({"STRIPE_SECRET_KEY": "sk_live_real", "EMAIL_URL": "x"})

    assert told["STRIPE_SECRET_KEY"] == "sk_test_sandbox"
    assert told["STRIPE_API_BASE"] == "http://127.0.0.1:8766"
    assert told["EMAIL_URL"] == "smtp://127.0.0.1:8767"


def test_ports_move_every_address():
    told = demo_environment({"PORT": "9000", "SANDBOX_PORT": "9100"})

    assert told["APP_URL"] == "http://127.0.0.1:9000"
    assert told["SANDBOX_STRIPE_WEBHOOK_URL"].startswith("http://127.0.0.1:9000/")
    assert told["PAYPAL_API_BASE"] == "http://127.0.0.1:9100"
    assert told["SANDBOX_SMTP_PORT"] == "9101"


def test_three_programs_run():
    assert [*programs()] == ["web", "worker", "sandbox"]


@pytest.mark.parametrize("name", ["PORT", "SANDBOX_PORT"])
def test_taken_port_is_said_before_anything_starts(taken_port: int, name: str):
    ports = {"PORT": str(free_port()), "SANDBOX_PORT": str(free_port())}
    demo = run_demo(**ports | {name: str(taken_port)})

    said, _ = demo.communicate(timeout=30)

    assert said == f"Port {taken_port} is taken; choose another: make run {name}={taken_port + 10}\n"  # fmt: skip
    assert demo.returncode == 1


@pytest.mark.parametrize("port", ["eighty", "70000"])
def test_wrong_port_is_said(port: str):
    said, _ = run_demo(PORT=port).communicate(timeout=30)

    assert said == f"PORT must be a port number, not {port!r}.\n"


def test_programs_share_one_site_and_a_killed_one_comes_back(tmp_path):
    with SiteProcess(tmp_path) as site:
        site.kill("web")
        site.start("web")
        site.wait_until_healthy()

        assert site.sandbox.inbox() == []
        assert "Starting gunicorn" in site.log("web")
