"""One server for all references; ``hello`` alone passes no middleware."""

from collections.abc import Iterable

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

with_middleware = get_wsgi_application()
settings.MIDDLEWARE = []
bare = WSGIHandler()


def application(environ: dict, start_response: object) -> Iterable[bytes]:
    chosen = bare if environ["PATH_INFO"] == "/hello" else with_middleware
    return chosen(environ, start_response)
