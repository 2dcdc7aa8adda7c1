"""A storm: processes of the shop that receive and settle while they are killed, and one that starts each again."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import connection as pipes
from multiprocessing.sharedctypes import RawArray, RawValue
from typing import Any

from django.db import close_old_connections, connection

from commerce.domain import work

from .crowd import FORK, Job, Point, doomed
from .events import receive

IN_TIME = 900  # seconds; a storm that lasts longer has stopped
ANSWERS = {200, 503}  # 503: send it again


def shuffled(sent: list[dict], chance: random.Random) -> list[dict]:
    """All of them in any order, so often that three of ten are repeats."""
    storm = sent + chance.choices(sent, k=len(sent) * 3 // 7 + 1)
    chance.shuffle(storm)
    return storm


@dataclass
class Slot:
    """A place for one process of the shop; ``dooms`` are where those in it die, one after the other."""

    job: Job
    dooms: list[Point] = field(default_factory=list)
    process: Any = None

    def start(self) -> None:
        job = doomed(self.job, self.dooms.pop(0)) if self.dooms else self.job
        connection.close()  # a child may not share ours
        self.process = FORK.Process(target=job)
        self.process.start()


class Storm:
    """Deliveries, shared out among webs; workers settle until everything was acknowledged."""

    def __init__(self, deliveries: Sequence[dict], *, webs: int, workers: int) -> None:
        self.deliveries = deliveries
        self.acknowledged = RawArray("b", len(deliveries))
        self.busy = [RawValue("b", 0) for _ in range(webs + workers)]
        self.is_over = RawValue("b", 0)
        self.refused = RawValue("i", 0)
        self.webs = [Slot(self._web(number, webs)) for number in range(webs)]
        self.workers = [Slot(self._worker(webs + number)) for number in range(workers)]
        self.kills = self.hits = 0

    @property
    def slots(self) -> list[Slot]:
        return [*self.webs, *self.workers]

    def _web(self, number: int, webs: int) -> Job:
        mine = range(number, len(self.deliveries), webs)

        def job() -> None:
            while due := [at for at in mine if not self.acknowledged[at]]:
                for at in due:
                    with self._at_work(number):
                        answer = receive(self.deliveries[at])
                    assert answer in ANSWERS, answer
                    self.acknowledged[at] = answer == 200
                    if answer != 200:
                        self.refused.value += 1
                        close_old_connections()  # as the site does between requests
                        time.sleep(0.05)

        return job

    def _worker(self, number: int) -> Job:
        def job() -> None:
            while True:
                with self._at_work(number):
                    done = work.turn()
                if not done:
                    if self.is_over.value:
                        return
                    time.sleep(0.01)

        return job

    @contextmanager
    def _at_work(self, number: int) -> Iterator[None]:
        self.busy[number].value = 1
        yield
        self.busy[number].value = 0

    def rage(
        self, meanwhile: Callable[["Storm"], object] = lambda _storm: None
    ) -> None:
        """Until every delivery was acknowledged and the workers found nothing more to do; ``meanwhile`` may kill."""
        until = time.monotonic() + IN_TIME
        for slot in self.slots:
            slot.start()
        while running := [slot for slot in self.slots if slot.process]:
            assert time.monotonic() < until, "the storm never ends"
            pipes.wait([slot.process.sentinel for slot in running], timeout=0.02)
            for slot in running:
                self._see_to(slot)
            self.is_over.value = not any(slot.process for slot in self.webs)
            meanwhile(self)

    def _see_to(self, slot: Slot) -> None:
        code = slot.process.exitcode
        if code is None:
            return
        slot.process.join()
        slot.process = None
        if code == -signal.SIGKILL:
            self.kills += 1
            slot.start()
        else:
            assert code == 0, "a process of the shop fell over; its words are above"

    def kill(self, chance: random.Random) -> None:
        """One of its processes, wherever it is; a hit if it was in the middle of something."""
        running = [at for at, slot in enumerate(self.slots) if slot.process]
        at = chance.choice(running)
        process = self.slots[at].process
        if process.exitcode is None:
            os.kill(process.pid, signal.SIGSTOP)  # so that it cannot finish meanwhile
            self.hits += self.busy[at].value
            os.kill(process.pid, signal.SIGKILL)
