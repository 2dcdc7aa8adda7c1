import logging
from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from tests.sandbox_process import SandboxProcess


@pytest.fixture
def quiet() -> Iterator[None]:
    """Thousands of log lines take longer than what they tell of."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def mail(sandbox: SandboxProcess, settings: LazySettings) -> SandboxProcess:
    """Mail of every process arrives in the sandbox's inbox."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sandbox.smtp_port
    return sandbox
