"""Processes on loopback and the processor time they and their children took."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
CORES = sorted(os.sched_getaffinity(0))
SERVERS, CLIENT = CORES[:1], CORES[-1:]
TICK = os.sysconf("SC_CLK_TCK")
STARTS_WITHIN = 30


def start(
    *command: str, environment: dict[str, str], cores: list[int]
) -> subprocess.Popen:
    return subprocess.Popen(  # noqa: S603 -- our own programs
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),  # noqa: PLW1509 -- no threads here
    )


def serve(
    application: str, environment: dict[str, str]
) -> tuple[subprocess.Popen, int]:
    """One worker of the kind the site ships; the address answers when this returns."""
    port = free_port()
    options = f"-b 127.0.0.1:{port} -w 1 -k gthread --threads 2 --keep-alive 60"
    command = ["gunicorn", "-c", "/dev/null", "--log-level", "error"]
    server = start(*command, *options.split(), application, environment=environment, cores=SERVERS)  # fmt: skip
    until = time.monotonic() + STARTS_WITHIN
    while not _answers(port):
        assert server.poll() is None, application
        assert time.monotonic() < until, application
        time.sleep(0.1)
    return server, port


def ask(process: subprocess.Popen, line: object) -> str:
    process.stdin.write(f"{json.dumps(line)}\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    assert answer, "a process of the bench has ended"
    return answer


def seconds_of(*roots: int) -> float:
    """Of processor, by these processes and all below them, those that ended included."""
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        parents[pid] = int(fields[1])
        spent[pid] = sum(map(int, fields[11:15])) / TICK
    return sum(spent[pid] for pid in spent if _is_below(pid, parents, roots))


def postgres_at(port: int) -> int:
    """The server's process: its children are the connections."""
    wanted = f"-p\0{port}\0".encode()
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if wanted in command.read_bytes():
                return int(command.parent.name)
        except OSError:
            continue
    raise LookupError(port)


def _is_below(pid: int, parents: dict[int, int], roots: tuple[int, ...]) -> bool:
    while pid and pid not in roots:
        pid = parents.get(pid, 0)
    return bool(pid)


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
