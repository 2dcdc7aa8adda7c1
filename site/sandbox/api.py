"""The way of every API request: fault, key, judgement, effect, judgement, log."""

import hashlib
import json
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from werkzeug.wrappers import Request, Response

from sandbox.context import Sandbox
from sandbox.errors import ApiError
from sandbox.faults import REQUEST_KINDS
from sandbox.state import Document
from sandbox.trouble import spoil


@dataclass(frozen=True)
class Reply:
    """An answer before it is put on the wire."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    replayed: bool = False

    def response(self) -> Response:
        """The answer as HTTP; 204 has no body."""
        text = "" if self.status == 204 else json.dumps(self.body, indent=2)
        return Response(
            text, self.status, self.headers, content_type="application/json"
        )


@dataclass(frozen=True)
class Call:
    """One request as its operation sees it."""

    sandbox: Sandbox
    operation: "Operation"
    request: Request
    path: dict[str, str]
    request_id: str
    key: str | None
    parameters: Any = None


class Wire(Protocol):
    """How a provider's requests are read, and its answers and errors written."""

    provider: str
    remembers_errors: bool
    replay_status: int | None  # None: the status of the first answer

    def request_id(self) -> str:
        """A new id for a request."""

    def key(self, request: Request) -> str | None:
        """The idempotency key sent along."""

    def authenticate(self, sandbox: Sandbox, request: Request) -> None:
        """Raises ApiError for whoever may not call."""

    def parameters(
        self, sandbox: Sandbox, operation: "Operation", request: Request
    ) -> Any:
        """The request's values, judged; raises ApiError."""

    def judge(self, sandbox: Sandbox, operation: "Operation", body: Any) -> None:
        """Reports what is wrong with an answer."""

    def address(self, request: Request, key: str) -> str:
        """Under which an answer is remembered: requests with the same address are the same."""

    def key_life(self, request: Request) -> int:
        """Seconds for which an answer is remembered."""

    def reused_key(self, key: str) -> ApiError | None:
        """The refusal of a key that came with other values before; None answers it all the same."""

    def failure(self, status: int) -> Any:
        """The body of an error on the provider's side."""

    def headers(self, call: Call, original: str | None) -> dict[str, str]:
        """Headers of an answer; `original` is the request whose saved answer this is."""


@dataclass(frozen=True)
class Operation:
    """One entry of a provider's API."""

    wire: Wire
    name: str
    method: str
    path: str
    handle: Callable[[Call], Any]
    status: int = 200
    request_schema: str | None = None
    answer_schema: str | None = None


def serve(
    operation: Operation, sandbox: Sandbox, request: Request, **path: str
) -> Response:
    """Answers one request, whatever happens."""
    request.get_data()  # keeps the bytes, which parsing a form would otherwise use up
    wire = operation.wire
    now = sandbox.clock.precise()
    call = Call(sandbox, operation, request, path, wire.request_id(), wire.key(request))
    fault = sandbox.faults.take(REQUEST_KINDS, wire.provider, operation.name, now)
    reply = None if fault and not fault.after_effect else _reply(call)
    if fault and fault.kind == "api_error":
        reply = Reply(
            fault.status, wire.failure(fault.status), wire.headers(call, None)
        )
        if fault.saved:
            _remember(call, reply)
    _log(call, reply, fault.kind if fault else None)
    response = reply.response() if reply else Response()
    return spoil(fault, request, response) if fault else response


def _reply(call: Call) -> Reply:
    wire, sandbox = call.operation.wire, call.sandbox
    try:
        wire.authenticate(sandbox, call.request)
        # A refusal of the values comes before execution, and no provider remembers it.
        judged = replace(
            call, parameters=wire.parameters(sandbox, call.operation, call.request)
        )
        with sandbox.store.transaction():
            return _remembered(judged) or _perform(judged)
    except ApiError as error:
        return _refusal(call, error)
    except Exception:  # noqa: BLE001 - a crash is answered as the provider would, and reported
        report = traceback.format_exc()
        sandbox.judge.report(wire.provider, f"crash in {call.operation.name}", [report])
        return Reply(500, wire.failure(500), wire.headers(call, None))


def _perform(call: Call) -> Reply:
    operation = call.operation
    try:
        with call.sandbox.store.savepoint():
            body = operation.handle(call)
            operation.wire.judge(call.sandbox, operation, body)
        reply = Reply(operation.status, body, operation.wire.headers(call, None))
    except ApiError as error:
        reply = _refusal(call, error)
        if not operation.wire.remembers_errors:
            return reply
    _remember(call, reply)
    return reply


def _refusal(call: Call, error: ApiError) -> Reply:
    return Reply(error.status, error.body, call.operation.wire.headers(call, None))


def _remembered(call: Call) -> Reply | None:
    wire, now = call.operation.wire, call.sandbox.clock.now()
    saved = call.sandbox.store.get("answer", _address(call)) if call.key else None
    if saved is None or now - saved["at"] > wire.key_life(call.request):
        return None
    refusal = wire.reused_key(call.key or "")
    if refusal and saved["fingerprint"] != _fingerprint(call.request):
        raise refusal
    status = saved["status"]
    if status < 300:
        status = wire.replay_status or status
    return Reply(
        status, saved["body"], wire.headers(call, saved["request_id"]), replayed=True
    )


def _remember(call: Call, reply: Reply) -> None:
    if call.key is None:
        return
    answer: Document = {
        "fingerprint": _fingerprint(call.request),
        "status": reply.status,
        "body": reply.body,
        "request_id": call.request_id,
        "at": call.sandbox.clock.now(),
    }
    call.sandbox.store.put("answer", _address(call), answer)


def _address(call: Call) -> str:
    return call.operation.wire.address(call.request, call.key or "")


def _fingerprint(request: Request) -> str:
    return hashlib.sha256(
        request.path.encode() + b"\n" + request.get_data()
    ).hexdigest()


def _log(call: Call, reply: Reply | None, fault: str | None) -> None:
    row: Document = {
        "provider": call.operation.wire.provider,
        "operation": call.operation.name,
        "method": call.request.method,
        "path": call.request.full_path.rstrip("?"),
        "idempotency_key": call.key,
        "status": reply.status if reply else None,
        "replayed": bool(reply and reply.replayed),
        "fault": fault,
        "at": call.sandbox.clock.precise(),
    }
    call.sandbox.store.put("call", call.request_id, row)
