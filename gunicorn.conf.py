"""gunicorn's settings; the source root is added here so that a bare ``gunicorn`` finds the site."""

import os
import sys
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))

wsgi_app = "amphi.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 12
timeout = 30
graceful_timeout = 20
accesslog = os.environ.get("ACCESS_LOG")
