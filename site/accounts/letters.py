"""The look of every e-mail, and samples of those that accounts send."""

import re
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

HYPHENATED = r"(?<![\w./@-])\w{1,9}(?:-\w{1,9}){1,2}(?![\w/@-])"
DATE = r"\b\d{1,2} [^\W\d]+ \d{4}\b"
# In text only: within a tag the next bracket closes it.
WHOLE = re.compile(f"(?:{HYPHENATED}|{DATE})(?=[^<>]*<)")


def in_look(template: str, context: dict[str, Any]) -> str:
    """A mail's HTML, in which no date is broken, nor an order number, a code or “e-mail” at its hyphens."""
    html = render_to_string(template, context | {"app_url": settings.APP_URL})
    head, body, rest = html.partition("<body")
    together = r'<span style="white-space: nowrap;">\g<0></span>'
    return head + body + WHOLE.sub(together, rest)


def samples(email: str) -> dict[str, dict[str, str]]:
    """By the name allauth gives a mail: what one might hold."""
    code = {"code": "WXYZ-BCDF"}
    reset = f"{settings.APP_URL}/account/password/reset/key/sample/"
    return {
        "email_confirmation_signup": code,
        "email_confirmation": code,
        "login_code": code,
        "password_reset_key": {"password_reset_url": reset},
        "password_reset": {},
        "password_changed": {},
        "password_set": {},
        "email_changed": {"from_email": email, "to_email": f"new.{email}"},
        "account_already_exists": {"email": email},
        "unknown_account": {"email": email},
    }


def titles() -> dict[str, str]:
    """What staff call them."""
    return {
        "email_confirmation_signup": _("Confirm an address, at sign-up"),
        "email_confirmation": _("Confirm a new address"),
        "login_code": _("Sign-in code"),
        "password_reset_key": _("Choose a new password"),
        "password_reset": _("A forgotten password was replaced"),
        "password_changed": _("The password was changed"),
        "password_set": _("A first password was set"),
        "email_changed": _("The address was changed"),
        "account_already_exists": _("Sign-up with an address that has an account"),
        "unknown_account": _("Sign-in with an address that has none"),
    }
