"""Fixtures of the whole suite. The databases are explained in tests/databases.py."""

import os
import pickle
from collections.abc import Iterator

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation

from accounts.roles import install_roles
from tests import databases
from tests.commerce.shop import Shop, open_shop
from tests.databases import Prepared
from tests.sandbox_process import SandboxProcess


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """What concerns money, access or concurrency runs on both databases or the build fails."""
    report = yield
    if report.skipped and item.get_closest_marker("both_databases"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} may not be skipped: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: object,
) -> Iterator[Prepared]:
    """This worker's own copies of the migrated template, and a new one after each test that commits."""
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        databases.copying() as copies,
    ):
        prepared = Prepared(copies, {"roles": install_roles, "shop": open_shop})
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda _case: prepared.spoilt()
        )
        yield prepared


@pytest.fixture
def made_before(
    request: pytest.FixtureRequest,
    django_db_setup: Prepared,
    django_db_blocker: object,
) -> dict[str, bytes]:
    """What this test's database had in it when it began."""
    with django_db_blocker.unblock():
        made = django_db_setup.begin(request.fixturenames)
    _forget_rows()
    return made


@pytest.fixture
def _django_db_helper(made_before: dict, _django_db_helper: None) -> None:
    """The transaction around a test begins when its database is chosen."""


@pytest.fixture
def roles(db: None, made_before: dict[str, bytes]) -> None:
    """The groups of the CMS are there."""
    if "roles" not in made_before:  # asked for by name, in the middle of a test
        install_roles()


@pytest.fixture
def shop(db: None, made_before: dict[str, bytes]) -> Shop:
    """Open, and nobody has bought anything yet."""
    return pickle.loads(made_before["shop"])  # noqa: S301 -- our own


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Language, site paths, content types and rate limits of one test are not the next one's."""
    yield
    translation.deactivate()
    _forget_rows()


def _forget_rows() -> None:
    cache.clear()
    ContentType.objects.clear_cache()


@pytest.fixture
def database_environment(transactional_db: None) -> dict[str, str]:
    """The environment of a process that works on this test's database."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "amphi.settings.test",
        "TEST_DATABASE_URL": databases.current_url(),
    }


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[SandboxProcess]:
    with SandboxProcess.start() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: SandboxProcess, settings: object) -> Iterator:
    """The payment providers, empty; after the test, nothing said to or by them may break their schemas."""
    running_sandbox.reset()
    for provider in ("STRIPE", "PAYPAL"):
        setattr(settings, f"{provider}_API_BASE", running_sandbox.url)
        setattr(settings, f"{provider}_CHECKOUT_ORIGIN", running_sandbox.url)
    settings.STRIPE_JS_URL = f"{running_sandbox.url}/stripe.js"
    settings.STRIPE_PUBLISHABLE_KEY = "pk_test_sandbox"
    yield running_sandbox
    assert running_sandbox.violations() == []
