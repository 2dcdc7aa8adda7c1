"""The inbox in a browser and as JSON."""

from werkzeug.wrappers import Request, Response

from sandbox import inbox, web
from sandbox.context import Sandbox
from sandbox.stripe.pages import missing

# A message is the shop's own work: it keeps its looks, but runs nothing and reaches nothing else.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data: http://127.0.0.1:* http://localhost:*; "
    "frame-ancestors 'self'"
)


def show_all(sandbox: Sandbox, _request: Request) -> Response:
    """GET /_sandbox/inbox"""
    return web.page("inbox.html", "en", mails=inbox.newest_first(sandbox.store))


def as_json(sandbox: Sandbox, _request: Request) -> Response:
    """GET /_sandbox/inbox.json"""
    return web.answer(inbox.newest_first(sandbox.store))


def show(sandbox: Sandbox, request: Request, mail_id: str) -> Response:
    """GET /_sandbox/inbox/{id}"""
    mail = inbox.find(sandbox.store, mail_id)
    return web.page("mail.html", "en", mail=mail) if mail else missing(request)


def show_html(sandbox: Sandbox, request: Request, mail_id: str) -> Response:
    """GET /_sandbox/inbox/{id}/html: the HTML part alone; its links open a tab of their own."""
    mail = inbox.find(sandbox.store, mail_id)
    if mail is None or mail["html"] is None:
        return missing(request)
    headers = {
        "Content-Security-Policy": MAIL_POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    body = f'<base target="_blank">{mail["html"]}'
    return Response(body, headers=headers, content_type="text/html; charset=utf-8")
