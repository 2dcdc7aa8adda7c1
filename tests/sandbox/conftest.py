"""A sandbox for the whole run, empty for each test and free of violations after it."""

from collections.abc import Iterator

import pytest
import stripe

from tests.sandbox_process import SandboxProcess


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[SandboxProcess]:
    with SandboxProcess.start() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: SandboxProcess) -> Iterator[SandboxProcess]:
    running_sandbox.reset()
    yield running_sandbox
    assert running_sandbox.violations() == []


@pytest.fixture
def lenient_sandbox(running_sandbox: SandboxProcess) -> Iterator[SandboxProcess]:
    """For tests that provoke violations."""
    running_sandbox.reset()
    yield running_sandbox
    running_sandbox.reset()


def stripe_client(sandbox: SandboxProcess) -> stripe.StripeClient:
    return stripe.StripeClient("sk_test_sandbox", base_addresses={"api": sandbox.url})


@pytest.fixture
def shop(sandbox: SandboxProcess) -> stripe.StripeClient:
    return stripe_client(sandbox)
