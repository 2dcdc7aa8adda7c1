"""``make run``: what its programs are told, and what is said when they cannot start."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pytest

from amphi.demo import demo_environment, programs
from tests.databases import ROOT
from tests.sandbox_process import free_port
from tests.site_process import SiteProcess, answers, demo_template

SIGN_INS = [f"{who}@example.com" for who in ("owner", "editor", "subscriber")]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def run_demo(
    output: int | IO = subprocess.PIPE, **environment: str
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "amphi.demo"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": "site"} | environment,
        stdout=output,
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


# -- the whole of it, once


class Run:
    """One ``make run`` in a directory of its own."""

    def __init__(self, demo: subprocess.Popen[str], log: Path) -> None:
        self.demo = demo
        self.log = log

    def said_when_ready(self, within: float) -> str:
        deadline = time.monotonic() + within
        while "Ctrl-C stops everything" not in self.log.read_text():
            assert self.demo.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)
        return self.log.read_text()

    def ctrl_c(self) -> None:
        os.killpg(self.demo.pid, signal.SIGINT)


@contextmanager
def make_run(environment: dict[str, str], directory: Path) -> Iterator[Run]:
    log = directory / "said"
    with log.open("w") as output:
        demo = run_demo(output, **environment)
    try:
        yield Run(demo, log)
    finally:
        for pid in running_in(directory):
            os.kill(pid, signal.SIGKILL)
        demo.wait()


def running_in(directory: Path) -> list[int]:
    """Every program that was told to keep its data there."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # it has ended, or is somebody else's
            if os.fsencode(directory) in environment.read_bytes():
                found.append(int(environment.parent.name))
    return found


def test_make_run_says_where_to_look_and_ctrl_c_ends_all_of_it(tmp_path):
    shutil.copytree(demo_template(), tmp_path, dirs_exist_ok=True)
    environment = SiteProcess(tmp_path).environment
    site, sandbox = environment["APP_URL"], environment["STRIPE_API_BASE"]

    with make_run(environment, tmp_path) as first:
        said = first.said_when_ready(within=60)
        assert "Loading the demo content, once." in said
        for word in (f"{site}/cms/", f"{sandbox}/_sandbox/inbox", *SIGN_INS):
            assert word in said
        assert answers(f"{site}/api/health/")
        assert len(running_in(tmp_path)) > len(programs())

        first.ctrl_c()
        assert first.demo.wait(timeout=10) == 0
        assert running_in(tmp_path) == []

    with make_run(environment, tmp_path) as second:
        assert "Loading" not in second.said_when_ready(within=10)
