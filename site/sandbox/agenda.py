"""What is going to happen by itself once the sandbox's clock gets there."""

from sandbox.context import Sandbox
from sandbox.state import Document

DAY = 24 * 3600


def plan(sandbox: Sandbox, deed: str, subject: str, outcome: str, after: int) -> None:
    """After so many seconds the deed ends in this outcome for the subject."""
    due = sandbox.clock.now() + after
    planned = {"deed": deed, "subject": subject, "outcome": outcome, "at": due}
    sandbox.store.put("plan", f"{deed} {subject}", planned)


def call_off(sandbox: Sandbox, deed: str, subject: str) -> None:
    """It has happened already; what was never planned is no error."""
    sandbox.store.delete("plan", f"{deed} {subject}")


def take_due(sandbox: Sandbox) -> list[Document]:
    """The plans whose time has come, earliest first; they are not planned any more."""
    now = sandbox.clock.now()
    due = [planned for planned in sandbox.store.all("plan") if planned["at"] <= now]
    for planned in due:
        call_off(sandbox, planned["deed"], planned["subject"])
    return sorted(due, key=lambda planned: planned["at"])
