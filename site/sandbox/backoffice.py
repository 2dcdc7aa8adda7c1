"""The control plane's other side: what providers' own people and buyers' banks do to payments."""

from typing import Any

from werkzeug.wrappers import Request, Response

from sandbox import web
from sandbox.context import Sandbox
from sandbox.paypal import captures
from sandbox.paypal import disputes as paypal_disputes
from sandbox.paypal import refunds as paypal_refunds
from sandbox.paypal.money import money, unit
from sandbox.state import Document
from sandbox.stripe import charges, debits, disputes, refunds, warnings

STRIPE_IDS = ("ch_", "cs_", "du_", "pi_", "re_")
# A fate in one word, for either provider; Stripe's own statuses are taken as well.
STRIPE_FATES = {"inquiry": "warning_needs_response", "appeal": "appeal_under_review"}


def dispute(sandbox: Sandbox, request: Request) -> Response:
    """POST /_sandbox/dispute: with a payment opens a dispute, with a dispute moves it."""
    wish = web.wish(request)
    stripe = _is_stripe(wish.get("payment") or wish.get("dispute"))
    status = wish.get("status") or "needs_response"
    if stripe:
        status = STRIPE_FATES.get(status, status)
    known = disputes.STATUSES if stripe else paypal_disputes.FATES
    if status not in known:
        return _one_of("status", known)
    with sandbox.store.transaction():
        if "dispute" in wish:
            move = disputes.move if stripe else paypal_disputes.move
            return web.done(request, move(sandbox, str(wish["dispute"]), status))
        opened = _open_stripe if stripe else _open_paypal
        return web.done(request, opened(sandbox, wish, status))


def refund(sandbox: Sandbox, request: Request) -> Response:
    """POST /_sandbox/refund with {"payment", "amount"?, "reason"?, "begins"?}: made in the dashboard."""
    wish = web.wish(request)
    begins = wish.get("begins", "succeeds")
    if begins not in refunds.BEGINNINGS:
        return _one_of("begins", refunds.BEGINNINGS)
    payment, given = str(wish.get("payment")), _given(wish, "reason")
    with sandbox.store.transaction():
        if _is_stripe(payment):
            charge = charges.of_payment(sandbox.store, payment)
            made = refunds.make(sandbox, charge, given, begins=begins)
        else:
            capture = captures.of_payment(sandbox, payment)
            given = _in_currency(_given(wish), capture)
            made = paypal_refunds.make(sandbox, capture, given, begins=begins)
    return web.done(request, made)


def reverse(sandbox: Sandbox, request: Request) -> Response:
    """POST /_sandbox/reverse with {"payment", "amount"?}: PayPal takes money of a capture back."""
    wish = web.wish(request)
    with sandbox.store.transaction():
        capture = captures.of_payment(sandbox, str(wish.get("payment")))
        given = _in_currency(_given(wish), capture)
        return web.done(request, paypal_refunds.reverse(sandbox, capture, given))


def refunds_begin(sandbox: Sandbox, request: Request) -> Response:
    """POST /_sandbox/refunds with {"begin"}: how the refunds asked for from now on begin."""
    begin = web.wish(request).get("begin")
    if begin not in refunds.BEGINNINGS:
        return _one_of("begin", refunds.BEGINNINGS)
    sandbox.store.put("setting", "refunds", {"begin": begin})
    return web.done(request, {"begin": begin})


def fraud_warning(sandbox: Sandbox, request: Request) -> Response:
    """POST /_sandbox/fraud-warning with {"payment"}: the card's issuer warns of a Stripe payment."""
    payment = str(web.wish(request).get("payment"))
    with sandbox.store.transaction():
        charge = charges.of_payment(sandbox.store, payment)
        return web.done(request, warnings.give(sandbox, charge))


def settle(sandbox: Sandbox, request: Request) -> Response:
    """POST /_sandbox/settle with {"capture", "session" or "refund", "outcome"}: how what is pending ends."""
    wish = web.wish(request)
    stripe = _is_stripe(wish.get("refund"))
    ways = {
        "capture": (captures.SETTLED, captures.settle),
        "session": (debits.OUTCOMES, debits.settle),
        "payment_intent": (debits.OUTCOMES, debits.settle),
        "refund": (refunds.OUTCOMES, refunds.settle)
        if stripe
        else (paypal_refunds.OUTCOMES, paypal_refunds.settle),
    }
    field = next((field for field in ways if field in wish), "session")
    outcomes, settled = ways[field]
    if wish.get("outcome") not in outcomes:
        return _one_of("outcome", outcomes)
    return web.done(request, settled(sandbox, str(wish.get(field)), wish["outcome"]))


def _open_stripe(sandbox: Sandbox, wish: Document, status: str) -> Document:
    charge = charges.of_payment(sandbox.store, str(wish["payment"]))
    given = _given(wish, "reason")
    amount = disputes.fitting(charge, given.pop("amount", None))
    return disputes.open_dispute(sandbox, charge, status, amount, **given)


def _open_paypal(sandbox: Sandbox, wish: Document, status: str) -> Document:
    capture = captures.of_payment(sandbox, str(wish["payment"]))
    given = _in_currency(_given(wish, "reason"), capture)
    asked = given.pop("amount", None)
    return paypal_disputes.open_dispute(sandbox, capture, status, asked, **given)


def _given(wish: Document, *fields: str) -> dict[str, Any]:
    given = {field: wish[field] for field in fields if wish.get(field)}
    if wish.get("amount"):
        given["amount"] = int(wish["amount"])
    return given


# The control plane counts in the smallest unit of a currency, PayPal in decimals.
def _in_currency(given: Document, capture: Document) -> Document:
    if "amount" not in given:
        return given
    currency = capture["amount"]["currency_code"]
    return given | {"amount": money(given["amount"] * unit(currency), currency)}


def _is_stripe(identifier: Any) -> bool:
    return str(identifier).startswith(STRIPE_IDS)


def _one_of(field: str, choices: Any) -> Response:
    return web.answer(
        {"error": f"{field} is one of {', '.join(sorted(choices))}."}, 400
    )
