"""What reading a mailbox proves."""

from allauth.account.models import EmailAddress

from .models import User, fold_email


def user_of_proved_mailbox(address: str, *, language: str) -> User:
    """The account of an address whose mailbox was just proved, made if there is none.

    An account on that address that nobody had verified may be a stranger's who registered it beforehand: its
    password goes, and with it every open session.
    """
    email = fold_email(address)
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, language=language)
    verified = EmailAddress.objects.filter(
        user=user, email=email, verified=True
    ).exists()
    if not verified:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
