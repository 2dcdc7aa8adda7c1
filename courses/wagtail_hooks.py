"""What courses add to the CMS."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks

from .video import upload as video

video_patterns = [
    path("upload/", video.upload, name="upload"),
    path("<uuid:video_id>/film.mp4", video.film, name="film"),
    path("<uuid:video_id>/poster.jpg", video.poster, name="poster"),
    path(
        "<uuid:video_id>/captions/<slug:language>/",
        video.captions,
        name="edit_captions",
    ),
    path(
        "<uuid:video_id>/captions/<slug:language>.vtt",
        video.read_captions,
        name="captions",
    ),
]


@hooks.register("register_admin_urls")
def video_urls() -> list[URLPattern | URLResolver]:
    return [path("videos/", include((video_patterns, "video")))]
