"""Readers who ask for films and take nothing cannot freeze the site: with gunicorn's real threads."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
THREADS = 12
PATIENCE = 3


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024)  # more than the kernel's buffers take in
    return path


@contextmanager
def site(film: Path, *, places: int, reader_seconds: float = 60) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = {
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
        "PLACES": str(places),
        "READER_SECONDS": str(reader_seconds),
        "SLOW_FILM": str(film),
        "DJANGO_SETTINGS_MODULE": "amphi.settings.test",
    }
    command = [sys.executable, "-m", "gunicorn", "tests.courses.video.slow_site"]
    server = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | told, start_new_session=True
    )
    try:
        _wait_for(port, server)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGKILL)  # its worker too, however stuck
        server.wait()


def _wait_for(port: int, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(OSError):
            _status(port, "/page")
            return
        time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def _status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


@contextmanager
def slow_readers(port: int, count: int) -> Iterator[None]:
    with ExitStack() as stack:
        for _ in range(count):
            reader = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            reader.sendall(b"GET /film HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        time.sleep(1)
        yield


def test_pages_answer_while_more_readers_than_threads_take_nothing(film: Path) -> None:
    with site(film, places=8) as port, slow_readers(port, THREADS * 2):
        assert _status(port, "/page") == 200
        assert _status(port, "/film") == 503


def test_without_the_cap_the_same_readers_freeze_the_site(film: Path) -> None:
    with (
        site(film, places=1000) as port,
        slow_readers(port, THREADS * 2),
        pytest.raises(TimeoutError),
    ):
        _status(port, "/page")


def test_readers_who_take_nothing_lose_their_places(film: Path) -> None:
    with site(film, places=2, reader_seconds=1) as port, slow_readers(port, 2):
        time.sleep(2)

        assert _status(port, "/film") == 200


def test_without_a_time_limit_they_would_keep_them(film: Path) -> None:
    with site(film, places=2, reader_seconds=60) as port, slow_readers(port, 2):
        time.sleep(2)

        assert _status(port, "/film") == 503
