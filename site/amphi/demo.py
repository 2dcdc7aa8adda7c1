"""What ``make run`` runs: the whole site with demo content on this machine, payments and e-mail included.

``python -m amphi.demo`` prepares the database once, starts the programs of Procfile.dev
and says where to look. Nothing here is for the open internet.
"""

import os
import socket
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from honcho.environ import parse_procfile
from honcho.manager import Manager

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60

RUNNING = """
Amphi is running.

  The site      {site}/
  The CMS       {site}/cms/
  The sandbox   {sandbox}/_sandbox/       cards, faults, deliveries
  E-mail sent   {sandbox}/_sandbox/inbox

  Sign in as owner@example.com, editor@example.com or subscriber@example.com,
  each with the password amphi-demo-2026

  Ctrl-C stops everything.
"""


SANDBOX_ACCOUNT = {
    "STRIPE_SECRET_KEY": "sk_test_sandbox",
    "STRIPE_PUBLISHABLE_KEY": "pk_test_sandbox",
    "STRIPE_WEBHOOK_SECRET": "whsec_sandbox",
    "PAYPAL_MODE": "sandbox",
    "PAYPAL_CLIENT_ID": "sandbox-client-id",
    "PAYPAL_CLIENT_SECRET": "sandbox-client-secret",
    "PAYPAL_WEBHOOK_ID": "SANDBOXWEBHOOKID",
}
OWN_DATA = {
    "DATABASE_URL": f"sqlite:///{ROOT / 'var/amphi.sqlite3'}",
    "MEDIA_ROOT": "var/media",
    "PRIVATE_ROOT": "var/private",
    "UPLOAD_ROOT": "var/uploads",
    "SANDBOX_STATE": str(ROOT / "var/sandbox.sqlite3"),
}


def demo_environment(outer: Mapping[str, str]) -> dict[str, str]:
    """The environment of every program of Procfile.dev.

    Ports and places may be chosen in the real environment. All that matters is set here,
    so that a ``.env`` with real keys or a real database never reaches the demo.
    """
    port = outer.get("PORT", "8000")
    sandbox_port = outer.get("SANDBOX_PORT", "8766")
    smtp_port = outer.get("SANDBOX_SMTP_PORT", str(int(sandbox_port) + 1))
    ports = {
        "PORT": port,
        "SANDBOX_PORT": sandbox_port,
        "SANDBOX_SMTP_PORT": smtp_port,
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
    }
    addresses = _addresses(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{sandbox_port}")  # fmt: skip
    programs_need = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{outer.get('PATH', '')}",
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "amphi.settings.dev",
        "AMPHI_DEMO": "1",
        "DEBUG": "0",
        "TRIES_PER_HOUR": "1000",  # everybody who looks at it comes from this machine
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
    }
    return OWN_DATA | dict(outer) | SANDBOX_ACCOUNT | ports | addresses | programs_need


def _addresses(site: str, sandbox: str) -> dict[str, str]:
    """Who finds whom where."""
    return {
        "APP_URL": site,
        "FRONTEND_URL": site,
        "SANDBOX_STRIPE_WEBHOOK_URL": f"{site}/api/webhooks/stripe/",
        "SANDBOX_PAYPAL_WEBHOOK_URL": f"{site}/api/webhooks/paypal/",
        "STRIPE_API_BASE": sandbox,
        "STRIPE_CHECKOUT_ORIGIN": sandbox,
        "STRIPE_JS_URL": f"{sandbox}/stripe.js",
        "PAYPAL_API_BASE": sandbox,
        "PAYPAL_CHECKOUT_ORIGIN": sandbox,
    }


def programs() -> dict[str, str]:
    """The commands of Procfile.dev by name."""
    return parse_procfile((ROOT / "Procfile.dev").read_text()).processes


def main() -> int:
    refusal = _refuse_wrong_ports(os.environ)
    if refusal:
        _say(refusal)
        return 1
    os.environ.update(demo_environment(os.environ))
    try:
        _prepare()
        return _run()
    except KeyboardInterrupt:
        return 130


def _refuse_wrong_ports(outer: Mapping[str, str]) -> str:
    for name in ("PORT", "SANDBOX_PORT"):
        if not (outer.get(name, "1").isdigit() and int(outer.get(name, "1")) < 65536):
            return f"{name} must be a port number, not {outer[name]!r}."
    for name, port in _ports(demo_environment(outer)):
        if not _is_free(port):
            return f"Port {port} is taken; choose another: make run {name}={port + 10}"
    return ""


def _ports(environment: Mapping[str, str]) -> list[tuple[str, int]]:
    """Every port that is needed, with the name that moves it."""
    movers = {"PORT": "PORT", "SANDBOX_PORT": "SANDBOX_PORT", "SANDBOX_SMTP_PORT": "SANDBOX_PORT"}  # fmt: skip
    return [(mover, int(environment[name])) for name, mover in movers.items()]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do: a connection of the last run that still closes is no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _prepare() -> None:
    """The database is migrated and holds the demo; a second start only looks."""
    django.setup()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _say("Preparing the database; this takes a moment the first time.")
        call_command("migrate", verbosity=0)
    loaded = settings.PRIVATE_ROOT / "demo-loaded"  # gone with the films it speaks of
    database = str(connection.settings_dict["NAME"])
    if not _is_loaded(loaded, database):
        _say("Loading the demo content, once.")
        call_command("load_demo")
        loaded.write_text(database)
    connections.close_all()


def _is_loaded(stamp: Path, database: str) -> bool:
    """The stamp says the loading was finished, the page that it was in this database."""
    finished = stamp.exists() and stamp.read_text() == database
    return finished and apps.get_model("home", "HomePage").objects.exists()


def _run() -> int:
    manager = Manager()
    for name, command in programs().items():
        manager.add_process(name, command, env=os.environ.copy(), cwd=str(ROOT))
    ended = threading.Event()
    threading.Thread(target=_announce, args=[ended], daemon=True).start()
    manager.loop()
    ended.set()
    if manager.returncode in {130, 143}:
        return 0
    _say(
        "One of the programs ended by itself, so all were stopped. Its lines above say why."
    )
    return 1


def _announce(ended: threading.Event) -> None:
    site = os.environ["APP_URL"]
    for _attempt in range(STARTS_WITHIN * 4):
        if ended.wait(0.25):
            return
        if _answers(f"{site}/api/health/"):
            sandbox = os.environ["STRIPE_API_BASE"]
            _say(RUNNING.format(site=site, sandbox=sandbox))
            return
    _say(
        f"{site}/api/health/ does not answer after {STARTS_WITHIN} s; see the lines above."
    )


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 -- our own address
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
