"""Mounted at ``media/v/``. Every address is a lesson's: who may see the lesson may have its files."""

from django.urls import path, re_path

from . import playback

app_name = "media"
urlpatterns = [
    path("<int:lesson_id>/film.mp4", playback.film, name="film"),
    path("<int:lesson_id>/poster.jpg", playback.poster, name="poster"),
    path(
        "<int:lesson_id>/captions/<str:language>.vtt",
        playback.captions,
        name="captions",
    ),
    path(
        "<int:lesson_id>/files/<int:resource_id>/<str:name>",
        playback.resource,
        name="resource",
    ),
    re_path("", playback.nothing),
]
