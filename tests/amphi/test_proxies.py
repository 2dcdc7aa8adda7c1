"""Who may say that a request came by HTTPS: a proxy that the environment names, and nobody else."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.test import RequestFactory

from tests.databases import ROOT
from tests.sandbox_process import free_port

CLAIM = {"X-Forwarded-Proto": "https"}


def is_secure(settings: object, header: tuple[str, str] | None) -> bool:
    """What the site believes of a plain request that claims to have come by HTTPS."""
    settings.SECURE_PROXY_SSL_HEADER = header
    return RequestFactory().get("/", headers=CLAIM).is_secure()


def test_only_behind_a_proxy_is_a_claim_of_https_believed(production, settings):
    alone = production(TRUSTED_PROXY_COUNT="0").SECURE_PROXY_SSL_HEADER

    assert not is_secure(settings, alone)


def test_control_behind_one_it_is(production, settings):
    behind = production(TRUSTED_PROXY_COUNT="1").SECURE_PROXY_SSL_HEADER

    assert is_secure(settings, behind)


def scheme(environ: dict[str, object], start: Callable) -> Sequence[bytes]:
    """An application that says how it believes to be asked."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(environ["wsgi.url_scheme"]).encode()]


@contextmanager
def served(configuration: str) -> Iterator[str]:
    """That application behind a real gunicorn, as on a machine of its own behind no proxy."""
    address = f"127.0.0.1:{free_port()}"
    options = ["-c", configuration, "-b", address, "--no-control-socket"]
    command = [sys.executable, "-m", "gunicorn", *options, f"{__name__}:scheme"]
    server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        yield f"http://{address}/"
    finally:
        server.terminate()
        server.wait(10)


def believed(address: str) -> str:
    request = urllib.request.Request(address, headers=CLAIM)  # noqa: S310 -- loopback
    for _attempt in range(100):
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 -- loopback
                return answer.read().decode()
        except urllib.error.URLError:
            time.sleep(0.1)
    raise RuntimeError(address)


def test_gunicorn_leaves_that_to_the_settings():
    with served("gunicorn.conf.py") as address:
        assert believed(address) == "http"


def test_control_by_itself_it_believes_whoever_is_on_this_machine():
    with served("/dev/null") as address:
        assert believed(address) == "https"
