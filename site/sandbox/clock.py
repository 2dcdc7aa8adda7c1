"""Virtual time: the real clock, moved forward on request."""

import time

from sandbox.state import Store


class Clock:
    """Tells the sandbox's time in whole seconds since 1970; it only moves forward."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def offset(self) -> int:
        """Seconds by which the sandbox is ahead of the real clock."""
        setting = self._store.get("setting", "clock")
        return setting["offset"] if setting else 0

    def now(self) -> int:
        """The sandbox's time."""
        return int(self.precise())

    def precise(self) -> float:
        """The sandbox's time with its fraction, for what is due within a second."""
        return time.time() + self.offset

    def advance(self, seconds: int) -> None:
        """Moves the sandbox's time forward."""
        with self._store.transaction():
            self._store.put("setting", "clock", {"offset": self.offset + seconds})
