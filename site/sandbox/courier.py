"""The thread that does what time brings: sends deliveries, and lets happen what is due."""

import threading
import urllib.error
import urllib.request

from sandbox import timed
from sandbox.context import Sandbox
from sandbox.state import Document

TICK_SECONDS = 0.1
ANSWER_WITHIN_SECONDS = 10


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    # Providers do not follow redirects of a webhook endpoint, they count as failures.
    def redirect_request(self, *_arguments: object) -> None:
        return None


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


class Courier(threading.Thread):
    """Runs until `stopping` is set."""

    def __init__(self, sandbox: Sandbox, stopping: threading.Event) -> None:
        super().__init__(name="courier", daemon=True)
        self._sandbox = sandbox
        self._stopping = stopping
        self._sending = threading.Lock()

    def run(self) -> None:
        """Looks every tick for what has become due."""
        while not self._stopping.wait(TICK_SECONDS):
            timed.catch_up(self._sandbox)
            self.send_due()

    def send_due(self, *, early: bool = False) -> int:
        """Sends what is due, or everything when `early`; returns the number of attempts."""
        attempts = 0
        with self._sending:
            now = self._sandbox.clock.precise()
            for delivery in self._sandbox.deliveries.pending():
                url = self._sandbox.deliveries.url(delivery)
                if url and (early or delivery["due"] <= now):
                    self._attempt(delivery, url)
                    attempts += 1
        return attempts

    def _attempt(self, delivery: Document, url: str) -> None:
        headers, body = self._sandbox.deliveries.signed(delivery)
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - the scheme is the owner's setting
        try:
            with OPENER.open(request, timeout=ANSWER_WITHIN_SECONDS) as answer:
                outcome = answer.status, None
        except urllib.error.HTTPError as error:
            outcome = error.code, str(error)
        except (OSError, ValueError) as error:
            outcome = None, str(error)
        self._sandbox.deliveries.settle(delivery, *outcome)
