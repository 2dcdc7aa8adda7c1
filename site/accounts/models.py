"""Who signs in."""

import unicodedata
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LONGEST_EMAIL = 254


def fold_email(email: str) -> str:
    """The one spelling under which an address is stored and looked up.

    Cut first, to more than any address has: normalising takes quadratically long. PostgreSQL refuses to look for a NUL.
    """
    plain = email.replace("\0", "").strip()[: LONGEST_EMAIL + 1]
    return unicodedata.normalize("NFKC", plain).strip().lower()


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(
        self, email: str, password: str | None = None, **fields: object
    ) -> "User":
        user = self.model(email=fold_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: object
    ) -> "User":
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=fold_email(email))


class User(AbstractUser):
    """A person with an e-mail address to sign in with, and no user name."""

    username = None
    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("An account with this address exists already.")},
    )
    language = models.CharField(_("language"), max_length=10, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.email

    def save(self, *args: object, **kwargs: object) -> None:
        self.email = fold_email(self.email)
        if not self.password:
            # An empty one counts as usable to Django: its owner could never set a first one.
            self.set_unusable_password()
        super().save(*args, **kwargs)
        if "email" in (kwargs.get("update_fields") or ["email"]):
            # One address each: an address staff corrected must not open the account any more.
            self.emailaddress_set.exclude(email=self.email).delete()


def language_of(user: User | None) -> str:
    """The language this person chose, or the one being read."""
    chosen = user.language if user else ""
    if chosen in dict(settings.LANGUAGES):
        return chosen
    return get_language() or settings.LANGUAGE_CODE
