"""Known people, each with a browser of their own, and the mailboxes that only their owners read."""

import re

from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User, fold_email

GOOD = "five plain words in a row"
OTHER = "another five words for later"


class Browser:
    def __init__(self) -> None:
        self.client = Client()

    def get(self, name: str, **query: str) -> HttpResponse:
        return self.client.get(reverse(name), query)

    def post(self, name: str, **data: str) -> HttpResponse:
        """A form sent a while after the last one, so that only tests of the limits meet them."""
        cache.clear()
        return self.client.post(reverse(name), data)

    def sign_up(self, email: str, password: str = GOOD, **more: str) -> HttpResponse:
        return self.post("account_signup", email=email, password1=password, **more)

    def sign_in(self, email: str, password: str = GOOD, **more: str) -> HttpResponse:
        return self.post("account_login", login=email, password=password, **more)

    def ask_for_code(self, email: str, **more: str) -> HttpResponse:
        return self.post("account_request_login_code", email=email, **more)

    def type_code(
        self, code: str, page: str = "account_email_verification_sent"
    ) -> HttpResponse:
        return self.post(page, code=code)

    def sign_in_by_code(self, email: str) -> HttpResponse:
        self.ask_for_code(email)
        return self.type_code(code_for(email), "account_confirm_login_code")

    def open_reset_link(self, link: str, password: str = OTHER) -> HttpResponse:
        form = self.client.get(link, follow=True)
        return self.client.post(form.wsgi_request.path, {"password1": password})

    def reset_password(self, email: str, password: str = OTHER) -> HttpResponse:
        self.post("account_reset_password", email=email)
        return self.open_reset_link(link_for(email), password)

    @property
    def user(self) -> User | None:
        """Who the site takes this browser for, asked anew."""
        answer = self.get("profile")
        return answer.wsgi_request.user if answer.status_code == 200 else None

    @property
    def key(self) -> str | None:
        return self.client.session.session_key


def known(email: str, password: str | None = GOOD, **fields: object) -> User:
    """Somebody with a confirmed address."""
    user = User.objects.create_user(email, password, **fields)
    EmailAddress.objects.create(
        user=user, email=fold_email(email), verified=True, primary=True
    )
    return user


def mails_to(email: str) -> list[mail.EmailMultiAlternatives]:
    return [each for each in mail.outbox if each.to == [email]]


def code_for(email: str) -> str:
    return re.findall(r"^([A-Z]{4}-[A-Z]{4})$", mails_to(email)[-1].body, re.MULTILINE)[
        0
    ]


def link_for(email: str) -> str:
    return re.findall(r"^http\S+/key/\S+$", mails_to(email)[-1].body, re.MULTILINE)[0]
