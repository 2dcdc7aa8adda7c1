"""Test databases: a template migrated once, named by a hash of the migrations, and copied.

Migrating takes 15 seconds or more, a copy less than a tenth of one. So a worker starts
from a copy, and a test that commits is followed by a fresh copy instead of a flush: the
root page, the locales and the permissions that the migrations made are there again.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlsplit

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "var" / "test-cache"


class Copies(Protocol):
    """A kind of database that can be copied from a migrated template."""

    name: str

    def make(self) -> None:
        """Leave a fresh copy of the template under ``name``, replacing what was there."""

    def drop(self) -> None: ...


def fingerprint() -> str:
    """Changes whenever migrating from nothing could give another database."""
    digest = hashlib.sha256()
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label}/{file.name}\n".encode() + file.read_bytes())
        # where snippets are registered, and migrating gives each its permissions
        for file in Path(app.path).glob("wagtail_hooks.py"):
            digest.update(file.read_bytes())
    digest.update(repr((settings.LANGUAGE_CODE, settings.LANGUAGES)).encode())
    return digest.hexdigest()[:12]


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One process at a time: all workers of all runs on this machine share the templates."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def scratch() -> Path:
    """Memory where there is enough of it: copying a PostgreSQL there is twenty times as quick."""
    memory = Path("/dev/shm")  # noqa: S108 -- only a parent; the directory in it is made by tempfile
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 1024**3
    return memory if roomy else Path(tempfile.gettempdir())


def migrate(url: str) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "amphi.settings.test",
        "TEST_DATABASE_URL": url,
    }
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"]
    subprocess.run(command, env=environment, check=True)


class SqliteCopies:
    def __init__(self, directory: Path) -> None:
        self.path = directory / "test.sqlite3"
        self.name = str(self.path)
        self.template = directory / "template.sqlite3"
        cached = CACHE / f"sqlite-{fingerprint()}.sqlite3"
        with alone("sqlite"):
            if not cached.exists():
                self._build(cached)
            shutil.copyfile(cached, self.template)

    def _build(self, template: Path) -> None:
        for old in CACHE.glob("sqlite-*"):
            old.unlink()
        with tempfile.TemporaryDirectory(dir=CACHE) as directory:
            unfinished = Path(directory) / "template.sqlite3"
            migrate(f"sqlite:///{unfinished}")
            unfinished.rename(template)

    def make(self) -> None:
        fresh = self.path.with_suffix(".fresh")
        shutil.copyfile(self.template, fresh)
        self.drop()
        fresh.rename(self.path)

    def drop(self) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{self.path}{ending}").unlink(missing_ok=True)


class PostgresCopies:
    def __init__(self, server: str) -> None:
        self.server = server
        self.template = f"amphi_template_{fingerprint()}"
        self.name = f"amphi_test_{os.getpid()}"
        with alone("postgres"):
            if not self._exists(self.template):
                self._build_template()

    def _build_template(self) -> None:
        unfinished = f"{self.template}_unfinished"
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished)
        self._run("CREATE DATABASE {}", unfinished)
        migrate(urlsplit(self.server)._replace(path=f"/{unfinished}").geturl())
        self._run("ALTER DATABASE {} RENAME TO {}", unfinished, self.template)

    def make(self) -> None:
        self.drop()
        self._run("CREATE DATABASE {} TEMPLATE {}", self.name, self.template)

    def drop(self) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as maintenance:
            maintenance.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _exists(self, name: str) -> bool:
        with psycopg.connect(self.server) as maintenance:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            return maintenance.execute(query, [name]).fetchone() is not None


@contextmanager
def copying() -> Iterator[Copies]:
    """This process's place for copies, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="amphi-", dir=scratch()) as directory:
        copies = (
            SqliteCopies(Path(directory))
            if connection.vendor == "sqlite"
            else PostgresCopies(os.environ["TEST_DATABASE_URL"])
        )
        yield copies
        connection.close()
        copies.drop()


def use(copies: Copies) -> None:
    """Point this process at a fresh copy."""
    connection.close()
    copies.make()
    connection.settings_dict["NAME"] = copies.name
    settings.DATABASES["default"]["NAME"] = copies.name


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside never happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def current_url() -> str:
    """The address of the copy in use, for a process that a test starts."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    server = urlsplit(os.environ["TEST_DATABASE_URL"])
    return server._replace(path=f"/{quote(name)}").geturl()
