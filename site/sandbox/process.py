"""The running process: its sockets, its threads, its end."""

import signal
import socket
import sqlite3
import threading
from collections.abc import Callable
from types import FrameType

from werkzeug.serving import WSGIRequestHandler, make_server

from sandbox import inbox
from sandbox.app import Application
from sandbox.config import Config, ConfigError
from sandbox.context import Sandbox
from sandbox.courier import Courier
from sandbox.stripe import schema

POLL_SECONDS = 0.05


class _Handler(WSGIRequestHandler):
    # The log is at /_sandbox/log; a terminal shared with the shop stays readable.
    def log_request(self, *_arguments: object) -> None:
        return


def run(config: Config) -> None:
    """Serves until SIGTERM or SIGINT; raises ConfigError when a port is taken."""
    http = _claim(config.host, config.port, "SANDBOX_PORT")
    _claim(config.host, config.smtp_port, "SANDBOX_SMTP_PORT").close()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _setter(stopping))
    sandbox = _open(config)
    courier = Courier(sandbox, stopping)
    application = Application(sandbox, courier)
    server = make_server(
        config.host,
        config.port,
        application,
        threaded=True,
        request_handler=_Handler,
        fd=http.fileno(),
    )
    mail = inbox.controller(sandbox)
    mail.start()
    threading.Thread(target=schema.definitions, daemon=True).start()
    courier.start()
    threading.Thread(
        target=server.serve_forever, args=(POLL_SECONDS,), daemon=True
    ).start()
    print(f"Payment sandbox: {config.base_url}/_sandbox/", flush=True)  # noqa: T201 - tells where to look
    stopping.wait()
    server.shutdown()
    mail.stop(no_assert=True)
    sandbox.store.close()


def _open(config: Config) -> Sandbox:
    try:
        return Sandbox.open(config)
    except sqlite3.OperationalError as error:
        message = f"SANDBOX_STATE: {config.state} cannot be opened."
        raise ConfigError(message) from error


def _claim(host: str, port: int, setting: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    claimed = socket.socket(family, socket.SOCK_STREAM)
    claimed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        claimed.bind((host, port))
        claimed.listen(128)
    except OSError as error:
        message = f"Port {port} is taken; set {setting}."
        raise ConfigError(message) from error
    return claimed


def _setter(stopping: threading.Event) -> Callable[[int, FrameType | None], None]:
    def handle(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    return handle
