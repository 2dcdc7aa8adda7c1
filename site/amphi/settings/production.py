"""The open internet: HTTPS only, secrets required."""

from .base import *  # noqa: F403 -- settings build on each other
from .env import env

SECRET_KEY = env.str("SECRET_KEY")
APP_URL = env.str("APP_URL").rstrip("/")
ORDER_COOKIE = "__Host-order"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REDIRECT_EXEMPT = [r"^api/health/$"]
