"""What reading a mailbox proves, and what it ends."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import authentication_step_completed
from django.apps import apps
from django.contrib import messages
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .models import User, fold_email

CREDENTIALS = ["mfa.Authenticator", "socialaccount.SocialAccount"]


def user_of_proved_mailbox(address: str, *, language: str) -> User:
    """The account of an address whose mailbox was just read, made if there is none, and nobody else's."""
    email = fold_email(address)
    user, _made = User.objects.get_or_create(
        email=email, defaults={"language": language}
    )
    prove(user, email)
    return user


def prove(user: User, email: str) -> bool:
    """This mailbox was read outside the session that signed up, so the address counts as confirmed.

    If it was not before, a stranger may have registered it: nothing set up so far opens the account from now on.
    Says whether a password was removed.
    """
    if user.emailaddress_set.filter(email=email, verified=True).exists():
        return False
    had_password = user.has_usable_password()
    with transaction.atomic():
        user.set_unusable_password()  # and this ends every session
        user.save(update_fields=["password"])
        for credential in CREDENTIALS:
            if apps.is_installed(f"allauth.{credential.partition('.')[0]}"):
                apps.get_model(credential).objects.filter(user=user).delete()
        EmailAddress.objects.filter(user=user).exclude(email=email).delete()
        EmailAddress.objects.update_or_create(
            user=user, email=email, defaults={"verified": True, "primary": True}
        )
    return had_password


@receiver(authentication_step_completed, dispatch_uid="accounts.mailbox")
def prove_by_code(
    *, request: HttpRequest, method: str, user: User, **extra: Any
) -> None:
    """A sign-in code came back; allauth says so before it confirms the address."""
    if method == "code" and extra.get("email") and prove(user, extra["email"]):
        say_password_is_gone(request)


def say_password_is_gone(request: HttpRequest) -> None:
    messages.info(
        request,
        _(
            "The password set before you confirmed this address no longer works. Choose a new one in your profile."
        ),
    )
