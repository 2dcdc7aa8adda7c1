"""Mounted at ``media/v/``. Every address is a lesson's: who may see the lesson may have its files."""

from django.urls import path, re_path, register_converter
from django.urls.converters import IntConverter

from . import playback


class RowConverter(IntConverter):
    """A number that a row may have; SQLite fails at larger ones instead of finding nothing."""

    regex = "[0-9]{1,18}"


register_converter(RowConverter, "row")
app_name = "media"
urlpatterns = [
    path("<row:lesson_id>/film.mp4", playback.film, name="film"),
    path("<row:lesson_id>/poster.jpg", playback.poster, name="poster"),
    path(
        "<row:lesson_id>/captions/<slug:language>.vtt",
        playback.captions,
        name="captions",
    ),
    path(
        "<row:lesson_id>/files/<row:resource_id>/<str:name>",
        playback.resource,
        name="resource",
    ),
    re_path("", playback.nothing),
]
