"""Staff in front of the CMS, one of each role."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.models import User
from accounts.roles import EDITOR, FINANCE, OWNER, SUPPORT
from commerce.models import Drift
from tests.commerce.shop import Shop
from tests.commerce.test_reconcile import forget, run


def is_refused(response: HttpResponse) -> bool:
    """Wagtail 7 sends whoever may not to the CMS's home; 8 says 403."""
    return response.status_code == 403 or response.headers.get("Location") == "/cms/"


def staff(name: str, role: str) -> Client:
    """A browser in which this person has signed in."""
    user = User.objects.create_user(f"{name}@example.com", language="en")
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    client.user = user
    return client


@pytest.fixture
def roles(shop: Shop, roles: None) -> None:
    """Of a shop's staff."""


@pytest.fixture
def edith(roles):
    return staff("edith", EDITOR)


@pytest.fixture
def sam(roles):
    return staff("sam", SUPPORT)


@pytest.fixture
def fiona(roles):
    return staff("fiona", FINANCE)


@pytest.fixture
def olive(roles):
    return staff("olive", OWNER)


@pytest.fixture
def orphan(anna, sandbox):
    """Money at Stripe of an order that a restored backup does not know."""
    forget(anna.buy())
    run()
    return Drift.objects.get()


def actions() -> list[str]:
    """What was logged of money."""
    entries = ModelLogEntry.objects.filter(action__startswith="commerce.")
    return list(entries.values_list("action", flat=True))
