from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from tests.commerce.shop import Shop, Visitor, open_shop
from tests.sandbox_process import SandboxProcess


@pytest.fixture
def shop(db: None) -> Shop:
    return open_shop()


@pytest.fixture
def guest(shop: Shop, sandbox: SandboxProcess) -> Visitor:
    return Visitor(shop, sandbox, email="guest@example.com")


@pytest.fixture
def anna(shop: Shop, sandbox: SandboxProcess) -> Visitor:
    return Visitor(shop, sandbox).signed_in()


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[SandboxProcess]:
    with SandboxProcess.start() as process:
        yield process


@pytest.fixture
def sandbox(
    sandbox_process: SandboxProcess, settings: LazySettings
) -> Iterator[SandboxProcess]:
    sandbox_process.reset()
    settings.STRIPE_API_BASE = sandbox_process.url
    settings.PAYPAL_API_BASE = sandbox_process.url
    yield sandbox_process
    assert sandbox_process.violations() == []
