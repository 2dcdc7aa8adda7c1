"""The payment sandbox as tests see it: a process of its own, reached through HTTP only."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Self

SITE = Path(__file__).parent.parent / "site"
PORTS = range(12000, 32000)
START_WITHIN_SECONDS = 20
STOP_WITHIN_SECONDS = 10
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class SandboxProcess:
    """One sandbox. Used as a context manager it stops at the end."""

    def __init__(
        self, process: subprocess.Popen[str], port: int, smtp_port: int
    ) -> None:
        self._process = process
        self.port = port
        self.smtp_port = smtp_port
        self.url = f"http://127.0.0.1:{port}"

    @classmethod
    def start(cls, port: int | None = None, **env: str) -> Self:
        """Runs `python -m sandbox` on a free port and waits until it answers."""
        chosen, smtp_port = port or free_port(), free_port()
        environ = {
            **_without_settings(os.environ),
            "PYTHONPATH": str(SITE),
            "SANDBOX_PORT": str(chosen),
            "SANDBOX_SMTP_PORT": str(smtp_port),
            **env,
        }
        command = [sys.executable, "-m", "sandbox"]
        process = subprocess.Popen(
            command,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        sandbox = cls(process, chosen, int(environ["SANDBOX_SMTP_PORT"]))
        sandbox._wait_until_healthy()
        return sandbox

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the process; one that will not end is killed."""
        self._process.terminate()
        try:
            self._process.communicate(timeout=STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()

    def reset(self) -> None:
        """Forgets everything, as if just started."""
        self.post("/_sandbox/reset")

    def faults(self, **fault: Any) -> None:
        """Orders a fault, such as kind="api_error", provider="stripe", status=500."""
        self.post("/_sandbox/faults", fault)

    def recover(self) -> None:
        """Calls off every fault that is left."""
        url = f"{self.url}/_sandbox/faults"
        _send(urllib.request.Request(url, method="DELETE"))  # noqa: S310 - loopback

    def deliveries(self, state: str = "pending") -> list[dict[str, Any]]:
        """Webhook deliveries with url, headers and base64 body, ready to be posted."""
        return self.get(f"/_sandbox/deliveries?state={state}")

    def flush(self) -> int:
        """Sends what is pending now; returns how many deliveries remain pending."""
        return self.post("/_sandbox/deliveries/flush")["pending"]

    def inbox(self) -> list[dict[str, Any]]:
        """Caught e-mail, newest first."""
        return self.get("/_sandbox/inbox.json")

    def pay(
        self, session_id: str, card: str = "4242424242424242", **details: str
    ) -> dict[str, Any]:
        """Does what a buyer does; challenge="complete" or "fail" answers 3-D Secure too."""
        return self.post(
            "/_sandbox/pay", {"session": session_id, "card": card, **details}
        )

    def pay_intent(
        self, intent_id: str, card: str = "4242424242424242", **details: str
    ) -> dict[str, Any]:
        """Does what a buyer does in the payment element; return_url= leads where it says."""
        return self.post(
            "/_sandbox/pay", {"payment_intent": intent_id, "card": card, **details}
        )

    def approve(self, order_id: str, funding: str = "pays") -> dict[str, Any]:
        """Approves a PayPal order, to be paid, "declines" or "pending"."""
        return self.post("/_sandbox/approve", {"order": order_id, "funding": funding})

    def announce(self, order_id: str, kind: str) -> dict[str, Any]:
        """PayPal tells of an order by an event of this type.

        CHECKOUT.ORDER.COMPLETED, CHECKOUT.ORDER.DECLINED, or
        CHECKOUT.PAYMENT-APPROVAL.REVERSED, which voids an order only approved so far.
        """
        return self.post("/_sandbox/announce", {"order": order_id, "type": kind})

    def settle(self, pending: str, outcome: str) -> dict[str, Any]:
        """Ends what is pending.

        A PayPal capture becomes "completed", "denied", "declined" or "vanished" (declined,
        and gone from its order); the bank debit of a Stripe session or intent "succeeded"
        or "failed".
        """
        fields = {"cs_": "session", "pi_": "payment_intent"}
        field = fields.get(pending[:3], "capture")
        return self.post("/_sandbox/settle", {field: pending, "outcome": outcome})

    def refund(
        self, payment: str, amount: int | None = None, begins: str = "succeeds"
    ) -> dict[str, Any]:
        """Refunds in the provider's dashboard; a payment is a session, intent, order or capture.

        What "begins" as "pending" succeeds after three days of the clock, unless settled;
        one that "fails" does so after three days.
        """
        wish = {"payment": payment, "amount": amount, "begins": begins}
        return self.post("/_sandbox/refund", wish)

    def refunds_begin(self, begin: str) -> None:
        """How refunds the shop asks for begin from now on: "succeeds", "pending" or "fails"."""
        self.post("/_sandbox/refunds", {"begin": begin})

    def settle_refund(self, refund_id: str, outcome: str) -> dict[str, Any]:
        """Ends a refund of Stripe: "succeeded", "failed", "canceled"; of PayPal: "completed", …

        A reversal of PayPal's that is "canceled" gives the money back, without an event.
        """
        wish = {"refund": refund_id, "outcome": outcome}
        return self.post("/_sandbox/settle", wish)

    def reverse(self, payment: str, amount: int | None = None) -> dict[str, Any]:
        """PayPal takes money of a capture back: PAYMENT.CAPTURE.REVERSED."""
        return self.post("/_sandbox/reverse", {"payment": payment, "amount": amount})

    def dispute(
        self, payment: str, status: str = "needs_response", amount: int | None = None
    ) -> dict[str, Any]:
        """Opens a dispute: "inquiry", "needs_response" or any other state, of either provider."""
        wish = {"payment": payment, "status": status, "amount": amount}
        return self.post("/_sandbox/dispute", wish)

    def move_dispute(self, dispute_id: str, status: str) -> dict[str, Any]:
        """Moves a dispute on, such as to "under_review", "appeal", "won", "lost"; or flips it."""
        wish = {"dispute": dispute_id, "status": status}
        return self.post("/_sandbox/dispute", wish)

    def warn_of_fraud(self, payment: str) -> dict[str, Any]:
        """The card's issuer gives an early fraud warning of a Stripe payment."""
        return self.post("/_sandbox/fraud-warning", {"payment": payment})

    def totals(self) -> dict[str, dict[str, dict[str, int]]]:
        """What the providers hold to have happened: an oracle for the shop's books.

        By provider and currency, in the smallest unit: captured, refunded, refunding, disputed.
        """
        return self.get("/_sandbox/totals")

    def advance_clock(self, seconds: int) -> None:
        """Moves the sandbox's time forward; what falls due happens."""
        self.post("/_sandbox/clock", {"advance": seconds})

    def violations(self) -> list[dict[str, Any]]:
        """What the judge found wrong; empty after every honest test."""
        return self.get("/_sandbox/log")["violations"]

    def calls(self, operation: str | None = None) -> list[dict[str, Any]]:
        """API requests since the last reset, oldest first."""
        query = f"?operation={operation}" if operation else ""
        return self.get(f"/_sandbox/log{query}")["calls"]

    def get(self, path: str) -> Any:
        """The JSON at a path of the control plane."""
        return _send(urllib.request.Request(self.url + path))  # noqa: S310 - loopback

    def post(self, path: str, document: Any = None) -> Any:
        """The JSON answer to a JSON document."""
        body = json.dumps(document or {}).encode()
        return _send(urllib.request.Request(self.url + path, data=body, method="POST"))  # noqa: S310 - loopback

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_WITHIN_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                self.get("/_sandbox/health")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
            else:
                return
        self._process.kill()
        output, _errors = self._process.communicate()
        raise RuntimeError(output)


def free_port() -> int:
    """A port nothing listens on just now.

    Taken from below the range the system hands to outgoing connections, any of which
    could otherwise get in before the port is used.
    """
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


def _send(request: urllib.request.Request) -> Any:
    try:
        with OPENER.open(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            error.add_note(error.read().decode())
        raise


def _without_settings(environ: "os._Environ[str]") -> dict[str, str]:
    settings = ("SANDBOX_", "STRIPE_", "PAYPAL_")
    return {
        name: value for name, value in environ.items() if not name.startswith(settings)
    }
