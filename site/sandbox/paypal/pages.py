"""PayPal's page, where a buyer approves an order."""

from decimal import Decimal

from werkzeug.wrappers import Request, Response

from sandbox import money, web
from sandbox.context import Sandbox
from sandbox.paypal import orders
from sandbox.state import Document
from sandbox.stripe.pages import missing
from sandbox.texts import choose, speaker


def show(sandbox: Sandbox, request: Request) -> Response:
    """GET /checkoutnow?token={order}"""
    order = sandbox.store.get("order", request.args.get("token", ""))
    if order is None:
        return missing(request)
    experience = sandbox.store.get("experience", order["id"]) or {}
    language = choose(experience.get("locale"), request.accept_languages)
    if order["status"] == "COMPLETED":
        return _closed(language)
    urls = [experience.get(name) for name in ("return_url", "cancel_url")]
    return web.page(
        "paypal.html",
        language,
        leads_to=urls,
        merchant=experience.get("brand_name") or web.host(urls[0] or "") or "—",
        amount=_total(order, language),
        lines=[
            line for unit in order["purchase_units"] for line in _lines(unit, language)
        ],
        fundings=orders.FUNDINGS,
    )


def answer(sandbox: Sandbox, request: Request) -> Response:
    """POST /checkoutnow?token={order} with action=approve and a funding, or action=cancel"""
    token = request.args.get("token", "")
    if sandbox.store.get("order", token) is None:
        return missing(request)
    if request.form.get("action") == "cancel":
        return web.go_to(orders.cancel(sandbox, token))
    funding = request.form.get("funding", "pays")
    url = orders.approve(
        sandbox, token, funding if funding in orders.FUNDINGS else "pays"
    )
    return web.go_to(url) if url else _closed(choose(None, request.accept_languages))


def _closed(language: str) -> Response:
    say = speaker(language)
    title, text = say("paypal.closed.title"), say("paypal.closed.text")
    return web.page("message.html", language, title=title, text=text, link=None)


def _lines(unit: Document, language: str) -> list[Document]:
    if "items" not in unit:
        name = unit.get("description") or unit["reference_id"]
        return [
            {
                "name": name,
                "quantity": 1,
                "amount": _written(unit["amount"], 1, language),
            }
        ]
    return [
        {
            "name": item["name"],
            "quantity": int(item["quantity"]),
            "amount": _written(item["unit_amount"], int(item["quantity"]), language),
        }
        for item in unit["items"]
    ]


def _total(order: Document, language: str) -> str:
    amounts = [unit["amount"] for unit in order["purchase_units"]]
    total = sum(Decimal(amount["value"]) for amount in amounts)
    return money.written(Decimal(total), amounts[0]["currency_code"], language)


def _written(amount: Document, quantity: int, language: str) -> str:
    total = Decimal(amount["value"]) * quantity
    return money.written(total, amount["currency_code"], language)
