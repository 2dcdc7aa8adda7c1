import pytest

from accounts.models import User
from tests.accounts.people import Browser, known


@pytest.fixture
def anna(db: None) -> User:
    """A reader with a confirmed address and a password."""
    return known("anna@example.com", first_name="Anna", language="fr")


@pytest.fixture
def browser(db: None) -> Browser:
    return Browser()


@pytest.fixture
def phone(db: None) -> Browser:
    """A second browser."""
    return Browser()


@pytest.fixture
def mallory(db: None) -> Browser:
    """The browser of somebody who means harm."""
    return Browser()
