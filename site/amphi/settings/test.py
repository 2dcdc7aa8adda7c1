"""The suite's settings: quick hashing, mail in memory, a sandbox address set by the fixtures.

Nothing of the machine's own ``.env`` or ``var/`` is touched.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

TEST_FILES = Path(tempfile.mkdtemp(prefix="amphi-test-"))
atexit.register(shutil.rmtree, TEST_FILES, ignore_errors=True)
os.environ["DATABASE_URL"] = (
    os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{TEST_FILES / 'unused.sqlite3'}"
)
for name in ("MEDIA_ROOT", "PRIVATE_ROOT", "UPLOAD_ROOT"):
    os.environ[name] = str(TEST_FILES / name.lower())
os.environ["STRIPE_SECRET_KEY"] = "sk_test_sandbox"  # noqa: S105 -- the sandbox's own
os.environ["STRIPE_WEBHOOK_SECRET"] = "whsec_sandbox"  # noqa: S105 -- the sandbox's own
os.environ["PAYPAL_CLIENT_ID"] = "sandbox-client-id"
os.environ["PAYPAL_CLIENT_SECRET"] = "sandbox-client-secret"  # noqa: S105 -- the sandbox's own
os.environ["PAYPAL_WEBHOOK_ID"] = "SANDBOXWEBHOOKID"
os.environ["APP_URL"] = "http://testserver"
os.environ["LANGUAGE_CODE"] = "fr"

from .dev import *  # noqa: E402, F403 -- after the environment

TRIES_PER_HOUR = 10_000  # everybody here comes from one address
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405 -- from base
    # Test databases need not survive a power cut; production keeps FULL.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405 -- from base
