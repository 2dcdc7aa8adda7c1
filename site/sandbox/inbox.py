"""The SMTP catcher: takes every message for every address and keeps it to be read."""

import base64
import re
import uuid
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.context import Sandbox
from sandbox.state import Document, Store

LINK = re.compile(r"https?://[^\s<>\"')\]]+")


class Catcher:
    """What aiosmtpd asks about each message."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keeps the message."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        key = uuid.uuid4().hex
        mail = {
            "id": key,
            "at": self._sandbox.clock.precise(),
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "raw": base64.b64encode(raw).decode(),
        }
        self._sandbox.store.put("mail", key, mail)
        return "250 Message accepted for delivery"


def controller(sandbox: Sandbox) -> Controller:
    """The SMTP server, to be started; it has a thread of its own."""
    config = sandbox.config
    return Controller(Catcher(sandbox), hostname=config.host, port=config.smtp_port)


def newest_first(store: Store) -> list[Document]:
    """Every message as read by `read`."""
    return [read(mail) for mail in reversed(store.all("mail"))]


def find(store: Store, key: str) -> Document | None:
    """One message as read by `read`."""
    mail = store.get("mail", key)
    return read(mail) if mail else None


def read(mail: Document) -> dict[str, Any]:
    """The message taken apart; `to` is the envelope's, so that Bcc is seen too."""
    message = message_from_bytes(base64.b64decode(mail["raw"]), policy=policy.default)
    text, html = _part(message, "plain"), _part(message, "html")
    return {
        "id": mail["id"],
        "at": datetime.fromtimestamp(mail["at"], UTC).isoformat(timespec="seconds"),
        "from": mail["from"],
        "to": mail["to"],
        "subject": str(message["Subject"] or ""),
        "text": text,
        "html": html,
        "headers": {name: str(value) for name, value in message.items()},
        "links": list(dict.fromkeys(LINK.findall(f"{text or ''}\n{html or ''}"))),
        "attachments": [part.get_filename() for part in message.iter_attachments()],
    }


def _part(message: EmailMessage, kind: str) -> str | None:
    body = message.get_body(preferencelist=(kind,))
    return body.get_content() if body else None
