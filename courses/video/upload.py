"""How films and captions come in: views of the CMS.

The body of a request is the file itself, not a form: so CSRF, permission and size are
judged before a single byte of it is read.
"""

import tempfile
import uuid
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from wagtail.permission_policies.pages import PagePermissionPolicy

from accounts.models import User
from courses.models import CoursePage, LessonPage

from . import captions as webvtt
from .models import Captions, Video
from .probe import RefusedFilm
from .store import attach_captions, attach_film
from .streaming import private, send_file
from .widgets import card_context

PIECE = 256 * 1024
POLICY = PagePermissionPolicy()


class TooLarge(ValueError):
    """More bytes than allowed; the text is for an editor."""


def may_film(user: User) -> bool:
    """Whether this person may add or edit any lesson at all."""
    pages = POLICY.instances_user_has_any_permission_for(user, {"add", "change"})
    return pages.type(CoursePage, LessonPage).exists()


def may_edit(user: User, video: Video) -> bool:
    """Whether this person uploaded the film, or may edit a lesson that shows it, or no lesson shows it yet."""
    lessons = LessonPage.objects.filter(video=video)
    if video.uploaded_by_id == user.pk or not lessons.exists():
        return may_film(user)
    own = POLICY.instances_user_has_any_permission_for(user, {"change"})
    return own.filter(pk__in=lessons.values("pk")).exists()


def for_editors(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Lets in who may edit lessons; with a film in the address, who may edit that film."""

    @wraps(view)
    def guarded(
        request: HttpRequest, video_id: uuid.UUID | None = None, **rest: str
    ) -> HttpResponseBase:
        if video_id is None:
            return view(request) if may_film(request.user) else _forbidden()
        video = get_object_or_404(Video, pk=video_id)
        allowed = may_edit(request.user, video)
        return view(request, video, **rest) if allowed else _forbidden()

    return guarded


def _forbidden() -> HttpResponse:
    return JsonResponse({"error": _("You may not change this lesson.")}, status=403)


@require_POST
@for_editors
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a film in; answers its id, or why not."""
    name = unquote(request.headers.get("X-File-Name", "")) or _("Film")
    with tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as incoming:
        try:
            _receive(request, incoming, settings.VIDEO_MAX_BYTES)
            video = attach_film(Path(incoming.name), name, by=request.user)
        except TooLarge as refusal:
            return JsonResponse({"error": str(refusal)}, status=413)
        except RefusedFilm as refusal:
            return JsonResponse({"error": str(refusal)}, status=422)
    answer = {
        "id": str(video.pk),
        "name": video.name,
        "duration": video.duration,
        "poster": reverse("video:poster", args=[video.pk]),
        "html": _card(video),
    }
    return JsonResponse(answer, status=201)


@require_http_methods(["POST", "DELETE"])
@for_editors
def captions(request: HttpRequest, video: Video, language: str) -> HttpResponse:
    """Replaces or removes one language of a film's captions; answers how the film stands now, or why not."""
    if language not in dict(settings.LANGUAGES):
        return JsonResponse({"error": _("This language is not offered.")}, status=422)
    if request.method == "DELETE":
        video.captions.filter(language=language).delete()
        return JsonResponse({"html": _card(video)})
    with tempfile.SpooledTemporaryFile() as incoming:
        try:
            _receive(request, incoming, webvtt.BYTES_AT_MOST)
            incoming.seek(0)
            attach_captions(video, language, incoming.read())
        except TooLarge as refusal:
            return JsonResponse({"error": str(refusal)}, status=413)
        except webvtt.RefusedCaptions as refusal:
            return JsonResponse({"error": str(refusal)}, status=422)
    return JsonResponse({"html": _card(video)})


@require_safe
@for_editors
def film(request: HttpRequest, video: Video) -> HttpResponseBase:
    return private(
        send_file(request, video.file, content_type="video/mp4", tag=video.pk.hex)
    )


@require_safe
@for_editors
def poster(_request: HttpRequest, video: Video) -> HttpResponse:
    with video.poster.open("rb") as file:
        return private(HttpResponse(file.read(), content_type="image/jpeg"))


@require_safe
@for_editors
def read_captions(_request: HttpRequest, video: Video, language: str) -> HttpResponse:
    found = get_object_or_404(Captions, video=video, language=language)
    return private(HttpResponse(found.text, content_type="text/vtt; charset=utf-8"))


def _receive(request: HttpRequest, target: BinaryIO, most: int) -> None:
    """The body, piece by piece, to disk; a body that says it is too large is not read at all."""
    refusal = _("This file is larger than %(size)s.") % {"size": filesizeformat(most)}
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise TooLarge(refusal)
    received = 0
    while piece := request.read(PIECE):
        received += len(piece)
        if received > most:
            raise TooLarge(refusal)
        target.write(piece)
    target.flush()


def _card(video: Video) -> str:
    return render_to_string("courses/video/card.html", card_context(video))
