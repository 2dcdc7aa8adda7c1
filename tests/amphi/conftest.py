"""The settings of a program that starts now, read again within this one."""

import importlib.util
import sys
from types import ModuleType

import pytest


def fresh(name: str) -> ModuleType:
    """The settings as a program that starts now reads them."""
    spec = importlib.util.find_spec(f"amphi.settings.{name}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch):
    """The production settings with these variables."""

    def read(**environment: str) -> ModuleType:
        required = {"SECRET_KEY": "x" * 50, "APP_URL": "https://amphi.example"}
        for name, value in (required | environment).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setitem(sys.modules, "amphi.settings.base", fresh("base"))
        return fresh("production")

    return read
