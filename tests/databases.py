"""Test databases: a template migrated once, named by a hash of the migrations, and copied.

Migrating takes 15 seconds or more, a copy less than a tenth of one. So a worker starts
from a copy, and a test that commits is followed by a fresh copy instead of a flush: the
root page, the locales and the permissions that the migrations made are there again.

What many tests begin with, a shop and the roles of its staff, each worker makes once and
keeps as a further template: half of what such a test took was making it anew.
"""

import fcntl
import hashlib
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
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
    """A kind of database that can be copied from a template; the migrated one has no name."""

    def place(self, template: str) -> str:
        """What a connection calls the copy of this template."""

    def make(self, template: str) -> None:
        """Leave a fresh copy there, replacing what was."""

    def keep(self, template: str) -> None:
        """From now on, copies of this template are like the one of the migrated that is in use."""

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
        self.directory = directory
        cached = CACHE / f"sqlite-{fingerprint()}.sqlite3"
        with alone("sqlite"):
            if not cached.exists():
                self._build(cached)
            shutil.copyfile(cached, self._template(""))

    def _template(self, name: str) -> Path:
        return self.directory / f"template-{name}.sqlite3"

    def place(self, template: str) -> str:
        return str(self.directory / f"test-{template}.sqlite3")

    def _build(self, template: Path) -> None:
        for old in CACHE.glob("sqlite-*"):
            old.unlink()
        with tempfile.TemporaryDirectory(dir=CACHE) as directory:
            unfinished = Path(directory) / "template.sqlite3"
            migrate(f"sqlite:///{unfinished}")
            unfinished.rename(template)

    def make(self, template: str) -> None:
        path = Path(self.place(template))
        fresh = path.with_suffix(".fresh")
        shutil.copyfile(self._template(template), fresh)
        for ending in ("", "-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
        fresh.rename(path)

    def keep(self, template: str) -> None:
        shutil.copyfile(self.place(""), self._template(template))

    def drop(self) -> None:
        """Their directory goes, and they with it."""


class PostgresCopies:
    def __init__(self, server: str) -> None:
        self.server = server
        self.templates = {"": f"amphi_template_{fingerprint()}"}
        self.made = set()
        with alone("postgres"):
            if not self._exists(self.templates[""]):
                self._build(self.templates[""])

    def _build(self, template: str) -> None:
        unfinished = f"{template}_unfinished"
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished)
        self._run("CREATE DATABASE {}", unfinished)
        migrate(urlsplit(self.server)._replace(path=f"/{unfinished}").geturl())
        self._run("ALTER DATABASE {} RENAME TO {}", unfinished, template)

    def place(self, template: str) -> str:
        return f"amphi_test_{os.getpid()}_{template}"

    def make(self, template: str) -> None:
        self._copy(self.templates[template], self.place(template))

    def keep(self, template: str) -> None:
        self.templates[template] = f"{self.place(template)}_template"
        self._copy(self.place(""), self.templates[template])

    def drop(self) -> None:
        for name in self.made:
            self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _copy(self, template: str, name: str) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        self.made.add(name)

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


class Prepared:
    """This worker's databases, and what was made in them before the test in hand began.

    ``makers`` by the name of the fixture for what they make; pickled, because each test
    may change its own.
    """

    def __init__(self, copies: Copies, makers: dict[str, Callable[[], object]]) -> None:
        self.copies, self.makers = copies, makers
        self.made: dict[str, dict[str, bytes]] = {}
        self.fresh: set[str] = set()
        self.template = ""

    def begin(self, wanted: Iterable[str]) -> dict[str, bytes]:
        """Point this process at a database in which these were made, and nothing else happened."""
        names = [name for name in self.makers if name in wanted]
        template = "_".join(names)
        if template not in self.made:
            self._prepare(template, names)
        self._use(template)
        return self.made[template]

    def spoilt(self) -> None:
        """Something was committed: nobody else gets this copy."""
        connection.close()
        self.fresh.discard(self.template)

    def _prepare(self, template: str, names: list[str]) -> None:
        self.made[template] = {}
        if not names:
            return
        self._use("")
        for name in names:
            self.made[template][name] = pickle.dumps(self.makers[name]())
        self.spoilt()
        self.copies.keep(template)

    def _use(self, template: str) -> None:
        if template not in self.fresh:
            connection.close()
            self.copies.make(template)
            self.fresh.add(template)
        self.template, place = template, self.copies.place(template)
        if connection.settings_dict["NAME"] != place:
            connection.close()
            connection.settings_dict["NAME"] = place
            settings.DATABASES["default"]["NAME"] = place


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
