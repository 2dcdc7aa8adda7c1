"""What every part of the sandbox works with."""

from dataclasses import dataclass
from typing import Self

from sandbox.clock import Clock
from sandbox.config import Config
from sandbox.deliveries import Deliveries
from sandbox.faults import Faults
from sandbox.judge import Judge
from sandbox.state import Store


@dataclass(frozen=True)
class Sandbox:
    """One running sandbox."""

    config: Config
    store: Store
    clock: Clock
    faults: Faults
    judge: Judge
    deliveries: Deliveries

    @classmethod
    def open(cls, config: Config) -> Self:
        """With the state its file remembers, if there is one."""
        store = Store(config.state)
        clock = Clock(store)
        faults = Faults(store)
        deliveries = Deliveries(config, store, clock, faults)
        return cls(config, store, clock, faults, Judge(store), deliveries)
