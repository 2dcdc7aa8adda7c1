"""The account's first page, what lessons report and the way to the catalogue."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from commerce.access import held_pages, viewer_of

from . import progress
from .models import CourseIndexPage, CoursePage
from .video.playback import lesson_of, refusal

LONGEST = 8  # digits of a place; three years of film


@never_cache
@login_required
@require_GET
def my_courses(request: HttpRequest) -> HttpResponse:
    courses = (
        CoursePage.objects.live()
        .filter(locale__language_code=get_language())
        .select_related("cover")
    )
    held = held_pages(viewer_of(request), courses)
    return render(request, "courses/my_courses.html", {"courses": held})


@never_cache
@require_POST
def report_place(request: HttpRequest, lesson_id: int) -> HttpResponseBase:
    """What a player reports: 204 where it was noted, 401 who is signed out, 403 whose access ended."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    lesson = lesson_of(lesson_id)
    if closed := refusal(request, lesson):
        return closed
    seconds = request.POST.get("seconds", "")
    fits = seconds.isascii() and seconds.isdecimal() and len(seconds) <= LONGEST
    if not fits or lesson.video is None:
        return HttpResponse(status=400)
    progress.report(
        request.user.pk, lesson.translation_key, int(seconds), lesson.video.seconds
    )
    return HttpResponse(status=204)


@never_cache
@require_POST
def mark_finished(request: HttpRequest, lesson_id: int) -> HttpResponseBase:
    """The button below the film, and its way back."""
    lesson = lesson_of(lesson_id)
    closed = refusal(request, lesson)
    back = lesson.get_url(request) or reverse("my_courses")
    if not request.user.is_authenticated:
        is_secret = lesson.get_view_restrictions().exists()
        return redirect_to_login(reverse("my_courses") if is_secret else back)
    if closed:
        return closed
    finished = request.POST.get("finished") == "yes"
    progress.mark(request.user.pk, lesson.translation_key, finished=finished)
    return redirect(back)


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    pages = CourseIndexPage.objects.live().select_related("locale")
    local = {page.locale.language_code: page for page in pages}
    page = local.get(get_language()) or next(iter(local.values()), None)
    return redirect(page.get_url(request) if page else "/")
