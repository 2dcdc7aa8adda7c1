"""Stripe's hosted pages: the payment page and the bank's challenge."""

import re

from werkzeug.wrappers import Request, Response

from sandbox import money, web
from sandbox.context import Sandbox
from sandbox.state import Document
from sandbox.stripe import cards, debits, payments, sessions
from sandbox.stripe.cards import CardDetails, Decline
from sandbox.texts import choose, speaker

DEMO_EMAIL = "demo.buyer@example.com"
FIELDS = ("email", "cardholder_name", "card_number", "card_expiry", "card_cvc")


def show(sandbox: Sandbox, request: Request, session_id: str) -> Response:
    """GET /c/pay/{session}"""
    with sandbox.store.transaction():
        sessions.expire_due(sandbox)
        session = sandbox.store.get("checkout.session", session_id)
    if session is None:
        return missing(request)
    if session["status"] != "open":
        return _closed_page(request, session)
    return _pay_page(sandbox, request, session, _last_decline(sandbox, session))


def pay(sandbox: Sandbox, request: Request, session_id: str) -> Response:
    """POST /c/pay/{session}: the form, or one of the test cards' buttons."""
    session = sandbox.store.get("checkout.session", session_id)
    if session is None:
        return missing(request)
    pay_with = (
        debits.pay if request.form.get("method") == "sepa_debit" else payments.pay
    )
    outcome = pay_with(sandbox, session_id, details(request))
    if outcome.url:
        return web.go_to(outcome.url)
    now = outcome.session or session
    if outcome.state == "closed":
        return _closed_page(request, now)
    return _pay_page(sandbox, request, now, outcome.decline)


def challenge(sandbox: Sandbox, request: Request, intent_id: str) -> Response:
    """GET /3ds/{payment_intent}"""
    waiting = sandbox.store.get("challenge", intent_id)
    if waiting is None:
        return _gone(request)
    intent = sandbox.store.get("payment_intent", intent_id) or {}
    url = waiting["return_url"]
    language = choose(None, request.accept_languages)
    if waiting["session"]:
        session = sessions.find(sandbox.store, waiting["session"])
        url, language = session["success_url"], _language(request, session)
    return web.page(
        "challenge.html",
        language,
        leads_to=[url],
        merchant=web.host(url),
        amount=money.minor(intent["amount"], intent["currency"], language),
        last4=waiting["details"]["number"][-4:],
    )


def answer_challenge(sandbox: Sandbox, request: Request, intent_id: str) -> Response:
    """POST /3ds/{payment_intent} with outcome=complete or outcome=fail"""
    authenticated = request.form.get("outcome") == "complete"
    outcome = payments.answer_challenge(sandbox, intent_id, authenticated=authenticated)
    if outcome is None:
        return _gone(request)
    if outcome.url or not outcome.session:
        return web.go_to(outcome.url or "/")
    return web.go_to(f"{sandbox.config.base_url}/c/pay/{outcome.session['id']}")


def missing(request: Request) -> Response:
    """The page for an address nothing lives at."""
    language = choose(None, request.accept_languages)
    say = speaker(language)
    title, text = say("missing.title"), say("missing.text")
    return web.page(
        "message.html", language, status=404, title=title, text=text, link=None
    )


def _pay_page(
    sandbox: Sandbox, request: Request, session: Document, decline: Decline | None
) -> Response:
    language = _language(request, session)
    lines = sandbox.store.get("line_items", session["id"]) or {}
    typed = {field: request.form.get(field, "") for field in FIELDS}
    if request.form.get("test_card"):
        typed["card_number"] = grouped(request.form["test_card"])
    return web.page(
        "pay.html",
        language,
        leads_to=[session["success_url"], session["cancel_url"]],
        session=session,
        merchant=web.host(session["success_url"]),
        amount=_amount(session, language),
        lines=[_line(line, language) for line in lines["data"]],
        typed=typed,
        decline=decline,
        offered=[card for card in cards.CARDS if card.offered_as],
        grouped=grouped,
    )


def _closed_page(request: Request, session: Document) -> Response:
    language = _language(request, session)
    say = speaker(language)
    key = f"closed.{session['status']}"
    success = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
    url = success if session["status"] == "complete" else session["cancel_url"]
    return web.page(
        "message.html",
        language,
        title=say(f"{key}.title"),
        text=say(f"{key}.text"),
        link={"url": url, "label": say(f"{key}.link", merchant=web.host(url))}
        if url
        else None,
    )


def _gone(request: Request) -> Response:
    language = choose(None, request.accept_languages)
    say = speaker(language)
    title, text = say("3ds.gone.title"), say("3ds.gone.text")
    return web.page(
        "message.html", language, status=410, title=title, text=text, link=None
    )


def details(request: Request) -> CardDetails:
    """What the buyer typed, or the test card they clicked on."""
    form = request.form
    email = form.get("email", "").strip()
    name = form.get("cardholder_name", "").strip()
    if "test_card" in form:
        return CardDetails(
            _digits(form["test_card"]), email=email or DEMO_EMAIL, name=name
        )
    expiry, cvc = form.get("card_expiry", ""), form.get("card_cvc", "").strip()
    iban = form.get("iban", "").replace(" ", "").upper() or CardDetails.iban
    number = _digits(form.get("card_number", ""))
    return CardDetails(number, expiry, cvc, email, name, iban)


def _last_decline(sandbox: Sandbox, session: Document) -> Decline | None:
    intent = sandbox.store.get("payment_intent", session["payment_intent"] or "")
    error = intent and intent["last_payment_error"]
    return (
        cards.known_decline(error["code"], error.get("decline_code")) if error else None
    )


def _line(line: Document, language: str) -> Document:
    amount = money.minor(line["amount_total"], line["currency"], language)
    return {"name": line["description"], "quantity": line["quantity"], "amount": amount}


def _amount(session: Document, language: str) -> str:
    return money.minor(session["amount_total"], session["currency"], language)


def _language(request: Request, session: Document) -> str:
    return choose(session["locale"], request.accept_languages)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def grouped(number: str) -> str:
    """In groups of four, as on a card."""
    return re.sub(r"(.{4})(?=.)", r"\1 ", number)
