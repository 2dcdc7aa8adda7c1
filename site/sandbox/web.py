"""Pages: templates, headers and where their forms may lead."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Request, Response

from sandbox.texts import speaker

HERE = Path(__file__).parent
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# A form's redirect counts as its target, so the shop's own addresses are among them.
LOOPBACK = "http://127.0.0.1:* http://localhost:*"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self' {targets}"
)
# The payment element lives in a frame of a page of the shop's, and is worked by a script.
EMBEDDED_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    f"base-uri 'none'; frame-ancestors {LOOPBACK}; form-action 'none'"
)
STATIC_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def page(
    template: str,
    language: str,
    *,
    status: int = 200,
    leads_to: Iterable[str | None] = (),
    embedded: bool = False,
    **values: Any,
) -> Response:
    """A page in a language; `leads_to` are addresses its forms may end at besides loopback."""
    origins = sorted({origin(url) for url in leads_to if url})
    targets = " ".join([LOOPBACK, *origins])
    policy = EMBEDDED_POLICY if embedded else POLICY.format(targets=targets)
    text = TEMPLATES.get_template(template).render(
        language=language, say=speaker(language), **values
    )
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(text, status, headers, content_type="text/html; charset=utf-8")


def answer(document: Any, status: int = 200) -> Response:
    """JSON for the control plane's callers."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    return Response(text + "\n", status, content_type="application/json; charset=utf-8")


def go_to(url: str) -> Response:
    """Sends the browser on with a GET."""
    return Response(status=303, headers={"Location": url, "Cache-Control": "no-store"})


def wish(request: Request) -> dict[str, Any]:
    """What a caller of the control plane sent: a JSON object, or the panel's form."""
    if _is_browser(request):
        return request.form.to_dict()
    document = request.get_json(force=True)
    if not isinstance(document, dict):
        message = "Send a JSON object."
        raise BadRequest(message)
    return document


def done(request: Request, document: Any) -> Response:
    """The document; the panel's own forms lead back to the panel instead."""
    return go_to("/_sandbox/") if _is_browser(request) else answer(document)


def static(name: str) -> Response | None:
    """A file of the static directory, None when there is none of that name."""
    path = HERE / "static" / name
    if path.parent != HERE / "static" or not path.is_file():
        return None
    return Response(path.read_bytes(), content_type=STATIC_TYPES[path.suffix])


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def host(url: str) -> str:
    """Host and port: the name a merchant goes by when it gave no other."""
    return urlsplit(url).netloc


# A browser posts the control panel's own forms, and its user wants to see the panel again.
def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("Accept", "")
