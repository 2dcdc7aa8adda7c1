"""Where allauth's behaviour is ours."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from .language import remember_language
from .letters import in_look
from .mailbox import prove, say_password_is_gone
from .models import User, fold_email, language_of

SIGNED_UP_HERE = "signed_up_here"


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, str]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and password do not match."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This is not the code we sent."),
        "too_many_login_attempts": _(
            "Too many attempts. Wait a few minutes, then try again."
        ),
        "rate_limited": _("A code was just sent. Wait a minute for the next one."),
        "duplicate_email": _("This is your address already."),
        "email_taken": _("This address belongs to another account."),
    }

    def clean_email(self, email: str) -> str:
        return fold_email(email)

    def save_user(
        self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True
    ) -> User:
        user.language = get_language() or ""
        user = super().save_user(request, user, form, commit)
        request.session[SIGNED_UP_HERE] = user.pk
        return user

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """A code typed in another session than the one that signed up proves only the mailbox."""
        user = email_address.user
        if (
            not request.user.is_authenticated
            and request.session.get(SIGNED_UP_HERE) != user.pk
        ):
            if prove(user, email_address.email):
                say_password_is_gone(request)
            email_address.refresh_from_db()
        return super().confirm_email(request, email_address)

    def login(self, request: HttpRequest, user: User) -> None:
        # Its password may have been removed since this sign-in began; the session is tied to it.
        user.refresh_from_db(fields=["password"])
        super().login(request, user)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        with override(language_of(request.user)):
            return super().get_login_redirect_url(request)

    def post_login(
        self, request: HttpRequest, user: User, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().post_login(request, user, **kwargs)
        return remember_language(response, language_of(user))

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, token = key.partition("-")
        return settings.APP_URL + reverse(
            "account_reset_password_from_key", kwargs={"uidb36": uid, "key": token}
        )

    def send_password_reset_mail(
        self, user: User, email: str, context: dict[str, Any]
    ) -> None:
        key = f"{user_pk_to_url_str(user)}-{context['key']}"
        with override(language_of(user)):
            context["password_reset_url"] = self.get_reset_password_from_key_url(key)
        super().send_password_reset_mail(user, email, context)

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        person = User.objects.filter(email=email).first()
        ours = {"app_url": settings.APP_URL}
        with override(language_of(person)):
            super().send_mail(template_prefix, email, context | ours)

    def render_mail(
        self,
        template_prefix: str,
        email: str,
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """The text of allauth, and the same in our look: any mail of its modules gets it."""
        mail = super().render_mail(template_prefix, email, context, headers)
        text, _line, _signature = mail.body.partition("\n-- \n")
        parts = [_part(each) for each in text.split("\n\n") if each.strip()]
        look = context | {"subject": mail.subject, "parts": parts}
        html = in_look("account/email/message.html", look)
        mail.attach_alternative(html, "text/html")
        return mail


def _part(paragraph: str) -> dict[str, str]:
    """A paragraph that ends in an address becomes a button, named by the words before."""
    words, _break, last = paragraph.strip().rpartition("\n")
    if last.startswith(("http://", "https://")):
        return {"label": words.strip().rstrip(":\u00a0 "), "url": last}
    return {"text": paragraph.strip()}
