"""The demo's three accounts."""

from allauth.account.models import EmailAddress

from accounts.models import User

PASSWORD = "amphi-demo-2026"  # noqa: S105 -- shown on the terminal; the demo is refused elsewhere


def load_people() -> None:
    _person("owner@example.com", "Olive", is_superuser=True, is_staff=True)
    _person("editor@example.com", "Edith")
    _person("subscriber@example.com", "Samir")


def _person(email: str, name: str, **flags: bool) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, PASSWORD, first_name=name, **flags)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
