"""The control plane: what tests and developers may do that no provider's customer can."""

from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request, Response

from sandbox import timed, web
from sandbox.context import Sandbox
from sandbox.courier import Courier
from sandbox.faults import Fault, FaultError
from sandbox.paypal import orders
from sandbox.stripe import debits, elements, payments
from sandbox.stripe.attempts import Outcome
from sandbox.stripe.cards import CardDetails
from sandbox.totals import totals as add_up


def health(sandbox: Sandbox, _request: Request) -> Response:
    """GET /_sandbox/health"""
    config = sandbox.config
    return web.answer(
        {"status": "ok", "port": config.port, "smtp_port": config.smtp_port}
    )


def reset(sandbox: Sandbox, request: Request) -> Response:
    """POST /_sandbox/reset: as if never used."""
    sandbox.store.clear()
    return web.done(request, {"status": "reset"})


def list_faults(sandbox: Sandbox, _request: Request) -> Response:
    """GET /_sandbox/faults"""
    return web.answer([vars(fault) for fault in sandbox.faults.waiting()])


def order_fault(sandbox: Sandbox, request: Request) -> Response:
    """POST /_sandbox/faults with one fault"""
    try:
        fault = sandbox.faults.order(Fault.from_json(web.wish(request)))
    except (FaultError, TypeError) as error:
        return web.answer({"error": str(error)}, 400)
    return web.answer(vars(fault), 201)


def clear_faults(sandbox: Sandbox, _request: Request) -> Response:
    """DELETE /_sandbox/faults"""
    sandbox.faults.clear()
    return web.answer([])


def deliveries(sandbox: Sandbox, request: Request) -> Response:
    """GET /_sandbox/deliveries, optionally ?state=pending|delivered|dropped|failed"""
    state = request.args.get("state", "pending")
    queue = sandbox.deliveries
    chosen = queue.pending() if state == "pending" else queue.all()
    listed = [delivery for delivery in chosen if state in ("all", delivery["state"])]
    return web.answer([queue.shown(delivery) for delivery in listed])


def flush(courier: Courier) -> Callable[[Sandbox, Request], Response]:
    """POST /_sandbox/deliveries/flush: sends now what is pending, due or not."""

    def view(sandbox: Sandbox, request: Request) -> Response:
        attempts = courier.send_due(early=True)
        waiting = len(sandbox.deliveries.pending())
        return web.done(request, {"attempts": attempts, "pending": waiting})

    return view


def log(sandbox: Sandbox, request: Request) -> Response:
    """GET /_sandbox/log, optionally ?operation="""
    operation = request.args.get("operation")
    calls = [
        call
        for call in sandbox.store.all("call")
        if operation in (None, call["operation"])
    ]
    return web.answer({"calls": calls, "violations": sandbox.store.all("violation")})


def totals(sandbox: Sandbox, _request: Request) -> Response:
    """GET /_sandbox/totals: what each provider took and gave back, by currency."""
    return web.answer(add_up(sandbox))


def clock(sandbox: Sandbox, _request: Request) -> Response:
    """GET /_sandbox/clock"""
    return web.answer({"now": sandbox.clock.now(), "offset": sandbox.clock.offset})


def advance_clock(sandbox: Sandbox, request: Request) -> Response:
    """POST /_sandbox/clock with {"advance": seconds}: what falls due happens."""
    seconds = str(web.wish(request).get("advance"))
    if not seconds.isdigit():
        return web.answer({"error": "advance must be seconds, and not negative."}, 400)
    sandbox.clock.advance(int(seconds))
    timed.catch_up(sandbox)
    return web.done(
        request, {"now": sandbox.clock.now(), "offset": sandbox.clock.offset}
    )


def pay(sandbox: Sandbox, request: Request) -> Response:
    """POST /_sandbox/pay with {"session" or "payment_intent", "card", …}: what the buyer does on the page."""
    wish = web.wish(request)
    details = CardDetails(
        number=str(wish.get("card", "4242424242424242")).replace(" ", ""),
        **{
            field: wish[field]
            for field in ("expiry", "cvc", "email", "name", "iban")
            if field in wish
        },
    )
    debit = wish.get("method") == "sepa_debit"
    if "payment_intent" in wish:
        url = str(wish.get("return_url", ""))
        intent = str(wish["payment_intent"])
        outcome = elements.confirm(sandbox, intent, details, url, debit=debit)
    else:
        pay_with = debits.pay if debit else payments.pay
        outcome = pay_with(sandbox, str(wish.get("session")), details)
    if outcome.state == "challenge" and outcome.intent and "challenge" in wish:
        intent, passed = outcome.intent["id"], wish["challenge"] == "complete"
        outcome = (
            payments.answer_challenge(sandbox, intent, authenticated=passed) or outcome
        )
    return web.answer(_outcome(outcome))


def approve(sandbox: Sandbox, request: Request) -> Response:
    """POST /_sandbox/approve with {"order", "funding"}: what the buyer does on PayPal's page."""
    wish = web.wish(request)
    funding = wish.get("funding", "pays")
    if funding not in orders.FUNDINGS:
        return web.answer(
            {"error": f"funding is one of {', '.join(orders.FUNDINGS)}."}, 400
        )
    url = orders.approve(sandbox, str(wish.get("order")), funding)
    return web.answer({"state": "approved" if url else "closed", "url": url})


def announce(sandbox: Sandbox, request: Request) -> Response:
    """POST /_sandbox/announce with {"order", "type"}: what PayPal sends of an order now and then."""
    wish = web.wish(request)
    kind = wish.get("type")
    if kind not in orders.ANNOUNCED:
        known = ", ".join(orders.ANNOUNCED)
        return web.answer({"error": f"type is one of {known}."}, 400)
    return web.done(
        request, orders.announce_anew(sandbox, str(wish.get("order")), kind)
    )


def _outcome(outcome: Outcome) -> dict[str, Any]:
    decline, session = outcome.decline, outcome.session or {}
    intent = outcome.intent or {"id": session.get("payment_intent")}
    return {
        "state": outcome.state,
        "session": session.get("id"),
        "payment_intent": intent["id"],
        "url": outcome.url,
        "code": decline.code if decline else None,
        "decline_code": decline.decline_code if decline else None,
    }
