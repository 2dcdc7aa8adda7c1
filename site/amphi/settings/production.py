"""The open internet: HTTPS only, secrets required."""

from . import env
from .base import *  # noqa: F403 -- settings build on each other

SECRET_KEY = env.text("SECRET_KEY")
APP_URL = env.address("APP_URL")
ORDER_COOKIE = "__Host-order"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.switch("SECURE_SSL_REDIRECT", "on")
if ALLAUTH_TRUSTED_PROXY_COUNT:  # noqa: F405 -- from base
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
else:  # whoever asks could write it
    SECURE_PROXY_SSL_HEADER = None
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REDIRECT_EXEMPT = [r"^api/health/$"]
