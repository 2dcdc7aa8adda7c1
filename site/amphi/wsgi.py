"""The web server's way in."""

import os

from django.core.checks import run_checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amphi.settings.production")
application = get_wsgi_application()
if wrong := run_checks(tags=["payments"]):  # gunicorn runs none by itself
    raise SystemExit("\n".join(str(each) for each in wrong))
