"""A site of one film and one page behind the real gunicorn settings; no database."""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.files import File
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amphi.settings.test")
django.setup()
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []
settings.MEDIA_RESPONSES_AT_ONCE = int(os.environ["PLACES"])  # past what .env may say

from courses.video import streaming  # noqa: E402 -- after the settings

streaming.READER_SECONDS = float(os.environ["READER_SECONDS"])
FILM = Path(os.environ["SLOW_FILM"])


def film(request: HttpRequest) -> HttpResponseBase:
    file = File(None, name=str(FILM))
    file.size = FILM.stat().st_size
    return streaming.send_file(request, file, content_type="video/mp4")


def page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("here")


urlpatterns = [path("film", film), path("page", page)]
application = get_wsgi_application()
