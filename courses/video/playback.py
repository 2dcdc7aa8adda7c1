"""The media gate: files of a lesson answer whom the lesson opens to, decided on every request."""

import mimetypes

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from commerce.access import can_view, viewer_of
from courses.models import LessonPage, LessonResource

from .models import Captions, Video
from .streaming import private, send_file

POSTER_SECONDS = 300
PLAIN_TYPES = {
    "application/pdf",
    "application/zip",
    "image/jpeg",
    "image/png",
    "text/csv",
    "text/plain",
}


@require_safe
def film(request: HttpRequest, lesson_id: int) -> HttpResponseBase:
    lesson = lesson_of(lesson_id)
    if closed := refusal(request, lesson):
        return closed
    video = _film_of(lesson)
    response = send_file(
        request, video.file, content_type="video/mp4", tag=video.pk.hex
    )
    return private(response)


@require_safe
def poster(request: HttpRequest, lesson_id: int) -> HttpResponseBase:
    lesson = lesson_of(lesson_id)
    if closed := refusal(request, lesson):
        return closed
    with _film_of(lesson).poster.open("rb") as file:
        response = HttpResponse(file.read(), content_type="image/jpeg")
    return private(response, keep=0 if lesson.is_gated else POSTER_SECONDS)


@require_safe
def captions(request: HttpRequest, lesson_id: int, language: str) -> HttpResponseBase:
    lesson = lesson_of(lesson_id)
    if closed := refusal(request, lesson):
        return closed
    found = get_object_or_404(Captions, video=lesson.video_id, language=language)
    return private(HttpResponse(found.text, content_type="text/vtt; charset=utf-8"))


@require_safe
def resource(
    request: HttpRequest, lesson_id: int, resource_id: int, name: str
) -> HttpResponseBase:
    lesson = lesson_of(lesson_id)
    if closed := refusal(request, lesson):
        return closed
    found = get_object_or_404(LessonResource, lesson=lesson, pk=resource_id)
    if name != found.file_name:
        raise Http404
    guessed = mimetypes.guess_type(name)[0]
    kind = guessed if guessed in PLAIN_TYPES else "application/octet-stream"
    response = send_file(request, found.file, content_type=kind)
    response["Content-Disposition"] = "attachment"  # the address carries the name
    return private(response)


def nothing(_request: HttpRequest) -> HttpResponse:
    """Whatever else is asked for here is no file of the public media either."""
    raise Http404


def lesson_of(lesson_id: int) -> LessonPage:
    """With its film, live or not; else 404."""
    return get_object_or_404(LessonPage.objects.select_related("video"), pk=lesson_id)


def _film_of(lesson: LessonPage) -> Video:
    if lesson.video is None:
        raise Http404
    return lesson.video


def refusal(request: HttpRequest, lesson: LessonPage) -> HttpResponseBase | None:
    """None for whoever may see the lesson now, and for whoever may edit it."""
    open_to_readers = lesson.live and _open(request, lesson)
    if open_to_readers or lesson.permissions_for_user(request.user).can_edit():
        return None
    if not lesson.live:
        raise Http404
    return private(HttpResponseForbidden())


def _open(request: HttpRequest, lesson: LessonPage) -> bool:
    return can_view(viewer_of(request), lesson).allowed and all(
        restriction.accept_request(request)
        for restriction in lesson.get_view_restrictions()
    )
