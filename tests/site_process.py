"""The whole site as ``make run`` starts it, beside others: own ports, database, files and sandbox."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

from amphi.demo import demo_environment, programs
from tests.databases import CACHE, ROOT, alone, fingerprint
from tests.sandbox_process import SandboxProcess, free_port

STARTS_WITHIN = 60
STOPS_WITHIN = 15
DATABASE = "amphi.sqlite3"
DEMO_SOURCES = ("home/demo", "home/management")


class SiteProcess:
    """The programs of Procfile.dev; a context manager that stops them at the end.

    ``site.kill("worker")`` is a power cut for one of them, ``site.start("worker")`` brings it back.
    """

    def __init__(self, directory: Path, **environment: str) -> None:
        self.directory = directory
        self.environment = self._environment(directory) | environment
        self.url = self.environment["APP_URL"]
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    @staticmethod
    def _environment(directory: Path) -> dict[str, str]:
        ports = ("PORT", "SANDBOX_PORT", "SANDBOX_SMTP_PORT")
        own = {name: str(free_port()) for name in ports} | {
            "DATABASE_URL": f"sqlite:///{directory / DATABASE}",
            "SANDBOX_STATE": str(directory / "sandbox.sqlite3"),
        }
        for name in ("MEDIA_ROOT", "PRIVATE_ROOT", "UPLOAD_ROOT"):
            own[name] = str(directory / name.lower())
        return demo_environment(os.environ | own)

    def __enter__(self) -> Self:
        shutil.copytree(demo_template(), self.directory, dirs_exist_ok=True)
        try:
            for name in programs():
                self.start(name)
            self.wait_until_healthy()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self, name: str) -> None:
        with self._log(name).open("ab") as log:
            self._running[name] = subprocess.Popen(  # noqa: S602 -- see shell
                programs()[name],
                shell=True,  # a Procfile's lines are for the shell
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """At once, without a chance to finish anything."""
        program = self._running.pop(name)
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()

    def stop(self) -> None:
        for program in self._running.values():
            os.killpg(program.pid, signal.SIGTERM)
        for name, program in list(self._running.items()):
            try:
                program.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                self.kill(name)
        self._running = {}

    def log(self, name: str) -> str:
        """What this program has written so far."""
        return self._log(name).read_text(errors="replace")

    def manage(self, *command: str) -> str:
        """The output of one ``manage.py`` command on this site's data."""
        return manage(self.environment, *command)

    @property
    def sandbox(self) -> SandboxProcess:
        """Its control plane: inbox, faults, clock, payments."""
        ports = (self.environment["SANDBOX_PORT"], self.environment["SANDBOX_SMTP_PORT"])  # fmt: skip
        return SandboxProcess(self._running["sandbox"], *map(int, ports))

    def wait_until_healthy(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        health = [f"{self.url}/api/health/", f"{self.sandbox.url}/_sandbox/health"]
        while not all(map(answers, health)):
            ended = [name for name, it in self._running.items() if it.poll() is not None]  # fmt: skip
            if ended or time.monotonic() > deadline:
                logs = "\n".join(self.log(name) for name in ended or self._running)
                message = f"ended: {ended}\n{logs}"
                raise RuntimeError(message)
            time.sleep(0.1)

    def _log(self, name: str) -> Path:
        return self.directory / f"{name}.log"


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 -- loopback
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def manage(environment: dict[str, str], *command: str) -> str:
    finished = subprocess.run(
        [sys.executable, ROOT / "manage.py", *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise RuntimeError(finished.stderr)
    return finished.stdout


def demo_template() -> Path:
    """A directory with the demo's database and files, made once for each state of its sources."""
    template = CACHE / f"demo-{_demo_fingerprint()}"
    with alone("demo"):
        if not template.exists():
            for old in CACHE.glob("demo-*"):
                shutil.rmtree(old)
            _load_demo(template)
    return template


def _load_demo(template: Path) -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as directory:
        unfinished = Path(directory, "demo")
        unfinished.mkdir()
        environment = SiteProcess(unfinished).environment
        for command in ("migrate", "load_demo"):
            manage(environment, command, "--verbosity=0")
        unfinished.rename(template)


def _demo_fingerprint() -> str:
    digest = hashlib.sha256(fingerprint().encode())
    for source in DEMO_SOURCES:
        for file in sorted((ROOT / source).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]
