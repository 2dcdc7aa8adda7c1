"""allauth's forms in our words, and what people may change about themselves."""

from typing import Any, ClassVar

from allauth.account import forms as allauth
from allauth.account.fields import EmailField
from django import forms
from django.conf import settings
from django.core.validators import EmailValidator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from .mailbox import prove
from .models import User, fold_email

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "code": _("Code"),
}
HELP = {
    "password1": _("Ten characters or more. A few words in a row are easy to keep."),
    "code": _("Eight letters, with or without the dash."),
}
MISSING = {
    "login": _("Enter your e-mail address."),
    "email": _("Enter an e-mail address."),
    "password": _("Enter your password."),
    "oldpassword": _("Enter your current password."),
    "password1": _("Enter a password."),
    "code": _("Enter the code from the e-mail."),
}


class Plain:
    """No label repeated inside its field, no password typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = HELP.get(name, "")
            field.error_messages["required"] = MISSING.get(
                name, field.error_messages["required"]
            )
            field.widget.attrs.pop("placeholder", None)


class FoldedEmail(EmailField):
    """Folded before anything is checked, looked up, limited or mailed.

    Folded later, a lookup would find one person and the mail would go to another's mailbox.
    """

    default_validators: ClassVar = [
        EmailValidator(_("Write the address like name@example.com."))
    ]

    def to_python(self, value: str | None) -> str:
        return fold_email(super().to_python(value))


class LoginForm(Plain, allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = FoldedEmail(
            label=LABELS["login"],
            error_messages={"required": MISSING["login"]},
            widget=forms.EmailInput({"autocomplete": "email"}),
        )


class SignupForm(Plain, allauth.SignupForm):
    email = FoldedEmail()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = LABELS["password"]

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        if self.account_already_exists:
            # The same work as for a new account, so that time does not tell who has one.
            User().set_password(self.cleaned_data["password1"])
        return super().try_save(request)


class AddEmailForm(Plain, allauth.AddEmailForm):
    email = FoldedEmail()


class RequestLoginCodeForm(Plain, allauth.RequestLoginCodeForm):
    email = FoldedEmail()


class ConfirmLoginCodeForm(Plain, allauth.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCodeForm(Plain, allauth.ConfirmEmailVerificationCodeForm):
    pass


class ReauthenticateForm(Plain, allauth.ReauthenticateForm):
    pass


class ChangePasswordForm(Plain, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(Plain, allauth.SetPasswordForm):
    pass


class ResetPasswordForm(Plain, allauth.ResetPasswordForm):
    email = FoldedEmail()


class ResetPasswordKeyForm(Plain, allauth.ResetPasswordKeyForm):
    def save(self) -> None:
        prove(self.user, self.user.email)  # its link came by mail to the one address
        super().save()


class ProfileForm(forms.ModelForm):
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of this site and of the e-mails we send you."),
        choices=settings.LANGUAGES,
    )

    class Meta:
        model = User
        fields = ("first_name", "last_name", "language")
        widgets = {
            "first_name": forms.TextInput({"autocomplete": "given-name"}),
            "last_name": forms.TextInput({"autocomplete": "family-name"}),
        }
