"""The account's first page and the way to the catalogue."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from commerce.access import held_pages, viewer_of

from .models import CourseIndexPage, CoursePage


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


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    pages = CourseIndexPage.objects.live().select_related("locale")
    local = {page.locale.language_code: page for page in pages}
    page = local.get(get_language()) or next(iter(local.values()), None)
    return redirect(page.get_url(request) if page else "/")
