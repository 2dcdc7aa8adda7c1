"""What a merge has to pass starts on a machine that has nearly nothing."""

import subprocess
from pathlib import Path

import pytest

from tests.databases import ROOT

INSTALL = "apt-get install -qq -y --no-install-recommends"
MADE = [
    "make PYTHON=python3 --jobs=2 --output-sync=target check",
    "make PYTHON=python3 test",
]


class Machine:
    """One on which there is what a test puts there; it remembers what was called."""

    def __init__(self, directory: Path) -> None:
        self.programs = directory
        self.calls = directory / "calls"
        self.calls.touch()
        for name in ("bash", "dirname"):
            (directory / name).symlink_to(f"/usr/bin/{name}")

    def has(self, name: str, does: str = "exit 0") -> None:
        program = self.programs / name
        program.write_text(f'#!/bin/bash\necho "${{0##*/}} $*" >> {self.calls}\n{does}')
        program.chmod(0o755)

    def checks(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ROOT / ".ci" / "run"],
            env={"PATH": str(self.programs)},
            capture_output=True,
            text=True,
            check=False,
        )

    def called(self, name: str) -> list[str]:
        calls = self.calls.read_text().splitlines()
        return [call for call in calls if call.startswith(f"{name} ")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Root's, with Python but neither its venv nor make, and with apt to get them."""
    machine = Machine(tmp_path)
    machine.has("id", "echo 0")
    machine.has("python3", "exit 1")
    machine.has("apt-get", f"/bin/cp {tmp_path}/id {tmp_path}/make")
    return machine


def test_a_bare_machine_is_given_what_it_lacks(machine):
    assert machine.checks().returncode == 0

    assert machine.called("apt-get") == ["apt-get update -qq", f"{INSTALL} python3-venv make"]  # fmt: skip
    assert machine.called("make") == MADE


def test_control_one_that_has_all_is_left_as_it_is(machine):
    machine.has("python3")
    machine.has("make")

    assert machine.checks().returncode == 0

    assert machine.called("apt-get") == []
    assert machine.called("make") == MADE


def test_who_may_not_install_is_told_what_is_missing(machine):
    machine.has("id", "echo 1000")
    machine.has("python3")

    ended = machine.checks()

    assert ended.returncode == 1
    assert ended.stdout == "Missing, and only root can install it: apt-get install make\n"  # fmt: skip
    assert machine.called("apt-get") == []
