"""The embedded default of ``make run`` and of a developer's machine: plain HTTP on loopback."""

from . import env
from .base import *  # noqa: F403 -- settings build on each other

SECRET_KEY = env.text("SECRET_KEY", "only-for-this-machine-" + "x" * 40)
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 -- WhiteNoise warns of an absent one
STORAGES["staticfiles"] = {  # noqa: F405 -- from base
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
