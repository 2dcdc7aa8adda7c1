"""How long a provider waits for an answer when it knocks so many times a second while somebody turns pages.

Counted from the moment each event was due, not from when a connection was free for it.
"""

import http.client
import threading
import time
from queue import SimpleQueue
from statistics import quantiles

from .load import events

CONNECTIONS = 8
Due = tuple[float, tuple]


def waits(port: int, path: str, rate: int, seconds: float) -> list[float]:
    """Seconds each event waited for its 200, in no order."""
    queue: SimpleQueue[Due | None] = SimpleQueue()
    waited: list[float] = []
    knockers = [
        threading.Thread(target=_knocks, args=(port, queue, waited))
        for _ in range(CONNECTIONS)
    ]
    for each in knockers:
        each.start()
    began, asks = time.monotonic(), events({"path": path})
    for number in range(int(rate * seconds)):
        due = began + number / rate
        ask = next(asks)
        time.sleep(max(0, due - time.monotonic()))
        queue.put((due, ask))
    for _each in knockers:
        queue.put(None)
    for each in knockers:
        each.join()
    return waited


def _knocks(port: int, queue: SimpleQueue, waited: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    while task := queue.get():
        due, (method, path, body, headers) = task
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        waited.append(time.monotonic() - due)


def told(waited: list[float]) -> str:
    """The middle, the 99th of a hundred and the longest, in milliseconds."""
    cuts = quantiles(waited, n=100)
    middle, late, last = (1000 * wait for wait in (cuts[49], cuts[98], max(waited)))
    return f"{len(waited)} events: p50 {middle:.0f} ms, p99 {late:.0f} ms, longest {last:.0f} ms"
