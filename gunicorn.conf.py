"""gunicorn's settings; the source root is added here so that a bare ``gunicorn`` finds the site."""

import sys
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))

from amphi.settings import env

host = env.text("HOST", "127.0.0.1")
port = env.number("PORT", 8000, range(1, 65536))

wsgi_app = "amphi.wsgi:application"
bind = f"{host}:{port}"
workers = env.number("WEB_CONCURRENCY", 2, range(1, 1000))
worker_class = "gthread"
threads = env.THREADS
secure_scheme_headers: dict[str, str] = {}  # TRUSTED_PROXY_COUNT says who is believed
timeout = 30
graceful_timeout = 20
accesslog = env.text("ACCESS_LOG", "") or None
