"""What the environment says: read from two places, refused by name, and what follows for the site."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from tests.databases import ROOT

from .conftest import fresh

SECRET = "hunter2"  # in every wrong value that may hold one
WRONG = [
    ("DATABASE_URL", f"nonsense-{SECRET}"),
    ("DATABASE_URL", f"mysql://amphi:{SECRET}@127.0.0.1/amphi"),
    ("DATABASE_URL", f"postgresql://amphi:{SECRET}@127.0.0.1"),
    ("DATABASE_URL", f"postgresql://amphi:{SECRET}#@127.0.0.1/amphi"),
    ("DATABASE_URL", "sqlite://var/amphi.sqlite3"),
    ("EMAIL_URL", "foo"),
    ("EMAIL_URL", f"smtp+tls://amphi:{SECRET}"),
    ("EMAIL_URL", f"smtp+tls://amphi:{SECRET}#@127.0.0.1:587"),
    ("EMAIL_URL", "smtp:127.0.0.1"),
    ("TRUSTED_PROXY_COUNT", "abc"),
    ("TRUSTED_PROXY_COUNT", "-1"),
    ("MEDIA_RESPONSES_AT_ONCE", "0"),
    ("MEDIA_RESPONSES_AT_ONCE", "12"),
    ("MEDIA_RESPONSES_AT_ONCE", "40"),
    ("SECURE_HSTS_SECONDS", "1.5"),
    ("DEBUG", "maybe"),
    ("AMPHI_DEMO", "2"),
    ("CURRENCY", "XXX"),
    ("LANGUAGE_CODE", "de"),
    ("TIME_ZONE", "Paris"),
    ("TIME_ZONE", "Europe"),
    ("PAYPAL_MODE", "test"),
    ("LOG_LEVEL", "LOUD"),
    ("APP_URL", "www.example.com"),
    ("APP_URL", "https://"),
    ("FRONTEND_URL", "https://www.example.com/shop"),
    ("MEDIA_ROOT", "/dev/null/media"),
]
RIGHT = {
    "DATABASE_URL": "postgresql://amphi:secret@127.0.0.1:5432/amphi?sslmode=prefer",
    "EMAIL_URL": "smtp+tls://amphi:secret@127.0.0.1:587",
    "TRUSTED_PROXY_COUNT": "1",
    "MEDIA_RESPONSES_AT_ONCE": "11",
    "CONN_MAX_AGE": "0",
    "DEBUG": "Yes",
    "CURRENCY": "CAD",
    "LANGUAGE_CODE": "en",
    "TIME_ZONE": "America/Montreal",
    "PAYPAL_MODE": "live",
    "LOG_LEVEL": "WARNING",
    "APP_URL": "https://www.example.com/",
    "ALLOWED_HOSTS": "www.example.com, example.com",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of nothing but its settings, which find a ``.env`` and ``var`` of their own here."""
    settings = Path("site/amphi/settings")
    shutil.copytree(ROOT / settings, tmp_path / settings)
    shutil.copy(ROOT / "gunicorn.conf.py", tmp_path)
    return tmp_path


def said_by(project: Path, program: str, **environment: str) -> list[object]:
    """What a program started in that project prints, with this real environment and no other."""
    path = os.pathsep.join([str(project / "site"), str(ROOT)])
    finished = subprocess.run(
        [sys.executable, "-c", f"import json; {program}"],
        cwd=project,
        env={"PYTHONPATH": path} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(finished.stdout)


# -- wrong values


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_variable_stops_the_site_by_its_name(production, name, value):
    with pytest.raises(ImproperlyConfigured, match=f"^{name} must be .+") as refusal:
        production(**{name: value})

    assert SECRET not in str(refusal.value)
    assert refusal.value.__suppress_context__  # nor in what led to it


@pytest.mark.parametrize("name", ["SECRET_KEY", "APP_URL"])
@pytest.mark.parametrize("value", [None, ""])
def test_production_needs_a_few(production, monkeypatch, name, value):
    production()
    monkeypatch.delenv(name)
    if value is not None:
        monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=f"^{name} must be "):
        fresh("production")


def test_control_right_values_are_taken(production):
    read = production(**RIGHT)

    assert read.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert read.DATABASES["default"]["OPTIONS"] == {"sslmode": "prefer"}
    assert read.DATABASES["default"]["CONN_MAX_AGE"] == 0
    assert (read.EMAIL_HOST, read.EMAIL_PORT, read.EMAIL_USE_TLS) == ("127.0.0.1", 587, True)  # fmt: skip
    assert (read.MEDIA_RESPONSES_AT_ONCE, read.DEBUG) == (11, True)
    assert (read.CURRENCY, read.LANGUAGE_CODE) == ("CAD", "en")
    assert (read.APP_URL, read.FRONTEND_URL) == ("https://www.example.com",) * 2
    assert read.ALLOWED_HOSTS == ["www.example.com", "example.com"]
    assert read.PAYPAL_API_BASE == "https://api-m.paypal.com"


def test_a_secret_is_taken_word_for_word(production):
    assert production(SECRET_KEY="$ecret").SECRET_KEY == "$ecret"


# -- two places, and names that mean the same


READ = "from amphi.settings import base; print(json.dumps([base.CURRENCY, base.TIME_ZONE]))"


def test_the_real_environment_wins_over_the_file_and_the_file_over_nothing(project):
    assert said_by(project, READ) == ["EUR", "Europe/Paris"]

    (project / ".env").write_text("CURRENCY=CAD\nTIME_ZONE=America/Montreal\n")

    assert said_by(project, READ) == ["CAD", "America/Montreal"]
    assert said_by(project, READ, CURRENCY="USD") == ["USD", "America/Montreal"]


def test_the_older_name_of_the_publishable_key_is_read_too(production, monkeypatch):
    monkeypatch.delenv("STRIPE_PUBLISHABLE_KEY", raising=False)

    assert production(STRIPE_PUBLIC_KEY="pk_old").STRIPE_PUBLISHABLE_KEY == "pk_old"
    read = production(STRIPE_PUBLIC_KEY="pk_old", STRIPE_PUBLISHABLE_KEY="pk_new")
    assert read.STRIPE_PUBLISHABLE_KEY == "pk_new"


SERVE = (
    "import runpy; conf = runpy.run_path('gunicorn.conf.py');"
    "print(json.dumps([conf['bind'], conf['workers'], conf['threads'], conf['accesslog']]))"
)


def test_gunicorn_listens_where_the_file_says(project):
    assert said_by(project, SERVE) == ["127.0.0.1:8000", 2, 12, None]

    (project / ".env").write_text("PORT=8299\nWEB_CONCURRENCY=3\nACCESS_LOG=-\n")

    assert said_by(project, SERVE) == ["127.0.0.1:8299", 3, 12, "-"]
    assert said_by(project, SERVE, PORT="8300")[0] == "127.0.0.1:8300"


@pytest.mark.parametrize(("name", "value"), [("PORT", "http"), ("PORT", "70000"), ("WEB_CONCURRENCY", "0")])  # fmt: skip
def test_gunicorn_refuses_by_name_too(project, name, value):
    with pytest.raises(subprocess.CalledProcessError) as ended:
        said_by(project, SERVE, **{name: value})

    assert f"{name} must be a whole number" in ended.value.stderr


# -- what follows


@pytest.fixture
def opened(
    production, tmp_path: Path, django_db_blocker
) -> Iterator[BaseDatabaseWrapper]:
    """A connection as the site opens it, to an SQLite file of its own."""
    url = f"sqlite:///{tmp_path / 'amphi.sqlite3'}"
    handler = ConnectionHandler(production(DATABASE_URL=url).DATABASES)
    with django_db_blocker.unblock():
        yield handler["default"]
        handler.close_all()


def test_sqlite_keeps_what_was_committed_and_lets_readers_read(opened):
    def pragma(name: str) -> object:
        with opened.cursor() as cursor:
            return cursor.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2  # FULL
    assert pragma("foreign_keys") == 1
    assert pragma("busy_timeout") == 20_000


def write_beside(opened: BaseDatabaseWrapper) -> None:
    """Somebody begins to write while a transaction of ours has only begun."""
    with closing(sqlite3.connect(opened.settings_dict["NAME"], timeout=0)) as other:
        opened.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)  # fmt: skip
        other.execute("BEGIN IMMEDIATE")


def test_a_transaction_on_sqlite_is_the_writer_from_its_beginning(opened):
    with pytest.raises(sqlite3.OperationalError, match="database is locked"):
        write_beside(opened)


def test_control_by_itself_it_becomes_the_writer_later(opened):
    opened.settings_dict["OPTIONS"]["transaction_mode"] = None

    write_beside(opened)
