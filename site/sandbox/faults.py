"""Trouble on request: what a provider, or the network before it, may do wrong."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from sandbox.state import Store

REQUEST_KINDS = frozenset({"api_error", "timeout", "malformed", "html"})
DELIVERY_KINDS = frozenset(
    {"duplicate", "reorder", "drop", "delay", "bad_signature", "old_timestamp"}
)
DEFAULT_SECONDS = {"timeout": 30.0, "delay": 5.0, "reorder": 1.0}


class FaultError(ValueError):
    """No such fault can be ordered."""


@dataclass(frozen=True)
class Fault:
    """One ordered fault. `operation` and `provider` left out mean any."""

    kind: str
    provider: str | None = None
    operation: str | None = None
    times: int = 1
    status: int = 500
    after_effect: bool = False
    saved: bool = False
    seconds: float = 0.0
    number: int = 0
    started: float = 0.0

    @classmethod
    def from_json(cls, document: Any) -> Self:
        """Raises FaultError when the document is no fault."""
        orderable = {field.name for field in fields(cls)} - {"number", "started"}
        if not isinstance(document, dict) or not document.keys() <= orderable:
            message = (
                f"A fault is an object with some of: {', '.join(sorted(orderable))}."
            )
            raise FaultError(message)
        kind = document.get("kind")
        if kind not in REQUEST_KINDS | DELIVERY_KINDS:
            kinds = ", ".join(sorted(REQUEST_KINDS | DELIVERY_KINDS))
            message = f"There is no fault {kind!r}; there are {kinds}."
            raise FaultError(message)
        return cls(**{"seconds": DEFAULT_SECONDS.get(kind, 0.0), **document})

    def matches(self, kinds: Collection[str], provider: str, operation: str) -> bool:
        """Whether it may strike this operation or event."""
        return (
            self.kind in kinds
            and self.provider in (None, provider)
            and self.operation in (None, operation)
        )


class Faults:
    """The ordered faults, each struck off after its number of times."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def order(self, fault: Fault) -> Fault:
        """Adds a fault to those waiting."""
        with self._store.transaction():
            number = max((waiting.number for waiting in self.waiting()), default=0) + 1
            numbered = replace(fault, number=number)
            self._store.put("fault", str(number), asdict(numbered))
        return numbered

    def waiting(self) -> list[Fault]:
        """Faults that have not struck as often as ordered."""
        return [Fault(**document) for document in self._store.all("fault")]

    def clear(self) -> None:
        """Calls off all that is ordered."""
        with self._store.transaction():
            for fault in self.waiting():
                self._store.delete("fault", str(fault.number))

    def take(
        self, kinds: Collection[str], provider: str, operation: str, now: float
    ) -> Fault | None:
        """The first fault that strikes here, counted as having struck."""
        with self._store.transaction():
            for fault in self.waiting():
                if fault.matches(kinds, provider, operation):
                    return self._strike(fault, now)
        return None

    def _strike(self, fault: Fault, now: float) -> Fault:
        struck = replace(fault, times=fault.times - 1, started=fault.started or now)
        if struck.times > 0:
            self._store.put("fault", str(fault.number), asdict(struck))
        else:
            self._store.delete("fault", str(fault.number))
        return struck
