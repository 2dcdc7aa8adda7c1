from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core.cache import cache

from accounts.models import User
from commerce.models import Payment
from tests.commerce.shop import Shop, Visitor
from tests.sandbox_process import SandboxProcess

LIVE, COPY = "https://www.example.com", "https://staging.example.com"
Served = Callable[[str], None]


@pytest.fixture
def guest(shop: Shop, sandbox: SandboxProcess) -> Visitor:
    return Visitor(shop, sandbox, email="guest@example.com")


@pytest.fixture
def anna(shop: Shop, sandbox: SandboxProcess) -> Visitor:
    return Visitor(shop, sandbox).signed_in()


@pytest.fixture
def susan(db: None) -> User:
    """Of the staff."""
    return User.objects.create_user("susan@example.com")


@pytest.fixture
def served_at(settings: LazySettings) -> Served:
    """The process was started with this APP_URL."""

    def serve(address: str) -> None:
        settings.APP_URL = address
        cache.clear()

    return serve


@pytest.fixture
def copied(anna: Visitor, served_at: Served) -> Payment:
    """Anna ordered at the live site; this is a copy of its database, made a moment later."""
    served_at(LIVE)
    anna.order("monthly")
    served_at(COPY)
    return Payment.objects.get()
