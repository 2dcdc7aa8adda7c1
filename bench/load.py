"""The visitor: asks one thing over and over on a kept connection, for as long as told, in a process of its own.

Reads a job as JSON, prints as JSON how often it was answered and what it was told.
"""

import hashlib
import hmac
import http.client
import json
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

SECRET = b"whsec_sandbox"
PADDING = "x" * 1500  # real events are about as long
Ask = tuple[str, str, bytes | None, dict[str, str]]


def visits(job: dict) -> Iterator[Ask]:
    headers = {"Cookie": f"sessionid={job['session']}"} if "session" in job else {}
    while True:
        yield "GET", job["path"], None, headers


def orders(job: dict) -> Iterator[Ask]:
    """Each by another guest."""
    token = "a" * 32
    headers = {
        "Cookie": f"csrftoken={token}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    agreed = {"terms": "on", "waiver": "on", "csrfmiddlewaretoken": token}
    while True:
        guest = secrets.token_hex(12)
        typed = {"email": f"{guest}@example.com", "token": guest, **agreed}
        body = urlencode(typed | job["form"]).encode()
        yield "POST", job["path"], body, headers


def events(job: dict) -> Iterator[Ask]:
    """One of each session in ``refs``, then events that concern nobody."""
    refs = iter(job.get("refs", []))
    while True:
        ref = next(refs, None)
        kind = "checkout.session.completed" if ref else "customer.updated"
        about = {"object": "checkout.session", "id": ref, "payment_intent": None}
        event = {
            "id": f"evt_{secrets.token_hex(12)}",
            "object": "event",
            "type": kind,
            "livemode": False,
            "data": {"object": {**about, "description": PADDING}},
        }
        body, now = json.dumps(event).encode(), int(time.time())
        signed = hmac.new(SECRET, f"{now}.".encode() + body, hashlib.sha256)
        headers = {
            "Stripe-Signature": f"t={now},v1={signed.hexdigest()}",
            "Content-Type": "application/json",
        }
        yield "POST", job["path"], body, headers


KINDS: dict[str, Callable[[dict], Iterator[Ask]]] = {
    "visits": visits,
    "orders": orders,
    "events": events,
}


def run(job: dict) -> dict:
    connection = http.client.HTTPConnection("127.0.0.1", job["port"])
    extra = job.get("headers", {})
    until = time.monotonic() + job["seconds"]
    done, told, size = 0, [], 0
    for method, path, body, headers in KINDS[job["kind"]](job):
        connection.request(method, path, body, headers | extra)
        answer = connection.getresponse()
        size = len(answer.read())
        assert answer.status == job["status"], (path, answer.status)
        told.append(answer.headers.get("Location", "").rpartition("/")[2])
        done += 1
        if time.monotonic() > until:
            break
    queries = answer.headers.get("X-Count-Queries", "")
    return {"done": done, "told": told, "size": size, "queries": queries}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)
