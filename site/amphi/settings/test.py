"""The suite's settings: quick hashing, mail in memory, a sandbox address set by the fixtures."""

import os

os.environ["STRIPE_SECRET_KEY"] = "sk_test_sandbox"
os.environ["STRIPE_WEBHOOK_SECRET"] = "whsec_sandbox"  # noqa: S105 -- the sandbox's own
os.environ["APP_URL"] = "http://testserver"
os.environ["LANGUAGE_CODE"] = "fr"

from .dev import *  # noqa: E402, F403 -- after the environment

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
