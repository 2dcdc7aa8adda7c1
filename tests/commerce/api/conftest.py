import pytest

from tests.commerce.shop import Shop
from tests.sandbox_process import SandboxProcess

from .callers import Caller


@pytest.fixture
def caller(shop: Shop, sandbox: SandboxProcess) -> Caller:
    return Caller(sandbox)
