"""The one reader of the environment; a missing or wrong variable stops the site by its name.

The real environment wins over ``.env``, and an empty value counts as none. Defaults are
written as a person would write them. No message repeats a value: it may be a password.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[3]
VAR = ROOT / "var"
THREADS = 12  # of each web process
ON, OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
SWITCH = dict.fromkeys(ON, True) | dict.fromkeys(OFF, False)
Value = TypeVar("Value")

environ.Env.read_env(ROOT / ".env")


def text(name: str, default: str | None = None) -> str:
    return _read(name, default, "set", str)


def switch(name: str, default: str) -> bool:
    return _read(name, default, "1 or 0", lambda written: SWITCH[written.lower()])


def number(name: str, default: int, allowed: range = range(2**31)) -> int:
    wanted = f"a whole number from {allowed[0]} to {allowed[-1]}"
    return _read(name, str(default), wanted, lambda written: allowed[allowed.index(int(written))])  # fmt: skip


def choice(name: str, default: str, choices: Iterable[str]) -> str:
    known = {each: each for each in choices}
    return _read(name, default, f"one of {', '.join(known)}", known.__getitem__)


def names(name: str, default: str) -> list[str]:
    return [each.strip() for each in text(name, default).split(",") if each.strip()]


def address(name: str, default: str | None = None) -> str:
    """Without a slash at its end."""
    return _read(name, default, "an address such as https://www.example.com", _address)


def zone(name: str, default: str) -> str:
    return _read(name, default, "a time zone such as Europe/Paris", lambda written: ZoneInfo(written).key)  # fmt: skip


def folder(name: str, default: str) -> Path:
    """A directory of the site's own data, made if absent; relative paths count from the project."""
    return _read(name, default, "a directory that can be made", _folder)


def database(name: str, default: str) -> dict[str, Any]:
    return _read(name, default, "sqlite:////path or postgresql://user:password@host/name", _database)  # fmt: skip


def mail(name: str, default: str) -> dict[str, Any]:
    return _read(name, default, "smtp+tls://user:password@host:587 or consolemail://", _mail)  # fmt: skip


def _read(
    name: str, default: str | None, wanted: str, parse: Callable[[str], Value]
) -> Value:
    written = os.environ.get(name) or default
    refusal = ImproperlyConfigured(f"{name} must be {wanted}.")
    if written is None:
        raise refusal
    try:
        return parse(written)
    except (ValueError, KeyError, OSError, ImproperlyConfigured):
        raise refusal from None  # the reason may repeat the value


def _address(written: str) -> str:
    parts = urlsplit(written.rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ValueError
    return parts.geturl()


def _folder(written: str) -> Path:
    path = ROOT / written
    path.mkdir(parents=True, exist_ok=True)
    return path


def _database(written: str) -> dict[str, Any]:
    parts = urlsplit(written)
    if parts.scheme == "sqlite":
        known = not parts.netloc  # sqlite://a/b would be read as b
    else:
        known = parts.scheme in {"postgres", "postgresql"} and len(parts.path) > 1
    if not known:
        raise ValueError
    return environ.Env.db_url_config(written)


def _mail(written: str) -> dict[str, Any]:
    config = environ.Env.email_url_config(written)
    if config["EMAIL_BACKEND"].endswith("smtp.EmailBackend") and not config["EMAIL_HOST"]:  # fmt: skip
        raise ValueError
    return config
