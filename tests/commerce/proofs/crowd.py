"""Several processes at one moment, on one database; and processes that die at a named point."""

import multiprocessing
import os
import pickle
import signal
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from multiprocessing.connection import Connection
from typing import Any, NamedTuple
from unittest import mock

from django.db import connection

FORK = multiprocessing.get_context("fork")
WITHIN_SECONDS = 240
KILLED = "killed"
Job = Callable[[], Any]


def together(jobs: Sequence[Job]) -> list[Any]:
    """Each in a process of its own, all let go at once; what each returned. An exception there is one here, a death ``KILLED``."""
    gate = FORK.Barrier(len(jobs))
    running = [_start(job, gate.wait) for job in jobs]
    return [_result(process, answers) for process, answers in running]


class Point(NamedTuple):
    """Where a process dies: before or after the ``nth`` time a function of a thing, or of a table, does its work."""

    thing: object
    name: str
    moment: str
    nth: int = 1


def doomed(job: Job, point: Point) -> Job:
    """The job, in a process that will meet its end at this point."""

    def dies() -> Any:
        with _dying(point):
            return job()

    return dies


def killed(job: Job, point: Point) -> bool:
    """Runs the job alone and says whether it met its end at the point."""
    return together([doomed(job, point)]) == [KILLED]


@contextmanager
def _dying(point: Point) -> Iterator[None]:
    in_table = isinstance(point.thing, dict)
    real = point.thing[point.name] if in_table else getattr(point.thing, point.name)
    times = count(1)

    def deadly(*args: Any, **kwargs: Any) -> Any:
        last = next(times) == point.nth
        answer = real(*args, **kwargs) if not last or point.moment == "after" else None
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    put = mock.patch.dict if in_table else mock.patch.multiple
    with put(point.thing, **{point.name: deadly}):
        yield


def _start(job: Job, gate: Job) -> tuple[multiprocessing.Process, Connection]:
    connection.close()  # a child may not share ours
    here, there = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_run, args=(job, gate, there))
    with (
        warnings.catch_warnings()
    ):  # Python 3.12 warns of threads; these hold no lock of ours
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    there.close()
    return process, here


def _run(job: Job, gate: Job, answers: Connection) -> None:
    try:
        gate()
        found = (True, job())
        pickle.dumps(found)
    except BaseException:  # noqa: BLE001 -- told to the parent, which raises it
        found = (False, traceback.format_exc())
    connection.close()
    answers.send(found)


def _result(process: multiprocessing.Process, answers: Connection) -> Any:
    assert answers.poll(WITHIN_SECONDS), "a process of the crowd did not come back"
    try:
        fine, found = answers.recv()
    except EOFError:
        fine, found = True, None
    process.join(WITHIN_SECONDS)
    assert fine, found
    return KILLED if process.exitcode == -signal.SIGKILL else found
