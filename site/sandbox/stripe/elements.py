"""The payment element: what /stripe.js puts into a page of the shop's, and what it may ask."""

import hmac
from typing import Any

from werkzeug.wrappers import Request, Response

from sandbox import web
from sandbox.context import Sandbox
from sandbox.faults import REQUEST_KINDS
from sandbox.state import Document
from sandbox.stripe import cards, customer_sessions, debits, pages, payments
from sandbox.stripe.attempts import Outcome
from sandbox.stripe.cards import CardDetails
from sandbox.stripe.errors import missing
from sandbox.texts import choose, speaker
from sandbox.trouble import spoil

# What a browser with the publishable key may know of an intent.
PUBLIC = (
    "amount",
    "canceled_at",
    "client_secret",
    "created",
    "currency",
    "description",
    "id",
    "last_payment_error",
    "livemode",
    "next_action",
    "object",
    "payment_method",
    "payment_method_types",
    "receipt_email",
    "setup_future_usage",
    "status",
)
THEMES = {"night": "dark", "stripe": "light"}


def script(sandbox: Sandbox, request: Request) -> Response:
    """GET /stripe.js; a fault of the operation `stripe.js` keeps it from the browser."""
    now = sandbox.clock.precise()
    fault = sandbox.faults.take(REQUEST_KINDS, "stripe", "stripe.js", now)
    if fault and fault.kind == "api_error":
        return Response(status=fault.status)
    answer = web.static("stripe.js") or Response(status=404)
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return spoil(fault, request, answer) if fault else answer


def show(sandbox: Sandbox, request: Request, intent_id: str) -> Response:
    """GET /elements/{payment_intent}: the page inside the element's frame."""
    intent = _allowed(sandbox, request, intent_id)
    language = choose(request.args.get("locale"), request.accept_languages)
    return web.page(
        "element.html",
        language,
        embedded=True,
        intent=intent,
        saves=_saves_as(sandbox, request, intent),
        theme=THEMES.get(request.args.get("theme", ""), "auto"),
        offered=[card for card in cards.CARDS if card.offered_as],
        accounts=debits.FATES,
        grouped=pages.grouped,
    )


def submit(sandbox: Sandbox, request: Request, intent_id: str) -> Response:
    """POST /elements/{payment_intent}: what the buyer typed; answers what stripe.js is to do."""
    intent = _allowed(sandbox, request, intent_id)
    form, details = request.form, pages.details(request)
    debit, url = form.get("method") == "sepa_debit", form.get("return_url", "")
    usage = _saves_as(sandbox, request, intent)
    if usage and form.get("save"):
        kept = intent | {"setup_future_usage": usage}
        sandbox.store.put("payment_intent", intent["id"], kept)
    outcome = confirm(sandbox, intent["id"], details, url, debit=debit)
    read = sandbox.store.get("payment_intent", intent["id"]) or {}
    answer: Document = {"paymentIntent": public(read), "url": outcome.url}
    if outcome.state == "closed":
        code = "payment_intent_unexpected_state"
        answer["error"] = {"type": "invalid_request_error", "code": code, "message": ""}
    if outcome.decline and not outcome.url:
        language = choose(form.get("locale"), request.accept_languages)
        answer["error"] = _error(outcome, language)
        answer["field"] = outcome.decline.field
    return web.answer(answer)


def retrieve(sandbox: Sandbox, request: Request, intent_id: str) -> Response:
    """GET /elements/{payment_intent}/intent: the intent, for scripts of any origin that have its secret."""
    answer = web.answer(public(_allowed(sandbox, request, intent_id)))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def confirm(
    sandbox: Sandbox,
    intent_id: str,
    details: CardDetails,
    return_url: str,
    *,
    debit: bool,
) -> Outcome:
    """The buyer pays an intent in the element."""
    with sandbox.store.transaction():
        intent = sandbox.store.get("payment_intent", intent_id)
        if intent is None:
            raise missing("payment_intent", intent_id)
        kind = "sepa_debit" if debit else "card"
        if (
            intent["status"] not in payments.PAYABLE
            or kind not in intent["payment_method_types"]
        ):
            return Outcome("closed", intent=intent)
        pay = debits.confirm if debit else payments.confirm
        return pay(sandbox, intent, details, return_url)


def public(intent: Document) -> Document:
    """The intent as a browser may see it."""
    return {field: intent[field] for field in PUBLIC}


def _allowed(sandbox: Sandbox, request: Request, intent_id: str) -> Document:
    intent = sandbox.store.get("payment_intent", intent_id)
    secret = request.values.get("client_secret", "")
    if intent is None or not hmac.compare_digest(intent["client_secret"], secret):
        raise missing("payment_intent", intent_id)
    return intent


def _saves_as(sandbox: Sandbox, request: Request, intent: Document) -> str | None:
    secret = request.values.get("customer_session", "")
    return customer_sessions.saves_as(sandbox, secret, intent)


def _error(outcome: Outcome, language: str) -> dict[str, Any]:
    decline, intent = outcome.decline, outcome.intent
    if decline is None or intent is None:
        raise missing("payment_intent", "")
    asked = intent["last_payment_error"] is not None
    return {
        "type": "card_error" if asked else "validation_error",
        "code": decline.code,
        "decline_code": decline.decline_code,
        "message": speaker(language)(decline.sentence),
        "payment_intent": public(intent),
    }
