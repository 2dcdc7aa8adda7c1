"""The curriculum's own page in the CMS, and each change it offers.

Without a script every change is a form that comes back to this page, with the focus where it was.
"""

import uuid
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from courses.models import CoursePage, LessonPage, Video
from courses.video.upload import may_film

from . import changes
from .parts import Part, parts_of


class CourseView(WagtailAdminTemplateMixin, TemplateView):
    """A page of the CMS about one course, for who may edit it."""

    header_icon = "list-ol"

    def setup(self, request: HttpRequest, course_id: int) -> None:
        super().setup(request, course_id)
        self.course = get_object_or_404(CoursePage, pk=course_id)

    def dispatch(self, request: HttpRequest, course_id: int) -> HttpResponse:
        self.allowed = self.course.permissions_for_user(request.user)
        if not self.allowed.can_edit():
            raise PermissionDenied
        return super().dispatch(request, course_id)

    def get_breadcrumbs_items(self) -> list[dict]:
        title = self.course.get_admin_display_title()
        edit = reverse("wagtailadmin_pages:edit", args=[self.course.pk])
        return [
            *self.breadcrumbs_items,
            {"url": edit, "label": title},
            {"url": "", "label": self.get_page_title()},
        ]


class CurriculumView(CourseView):
    template_name = "courses/admin/curriculum.html"

    def get_page_title(self) -> str:
        title = self.course.get_admin_display_title()
        return _("Curriculum of “%(course)s”") % {"course": title}

    def get_context_data(self, **kwargs: object) -> dict:
        parts = parts_of(self.course)
        waiting = sum(each.state != "live" for part in parts for each in part.lessons)
        is_waiting = not self.course.live or self.course.has_unpublished_changes
        return super().get_context_data(
            course=self.course,
            parts=parts,
            at=self.request.GET.get("at", ""),
            said=_said(parts, self.request.GET.get("at", "")),
            waiting=waiting + is_waiting,
            may_add=self.allowed.can_add_subpage(),
            may_order=self.allowed.can_reorder_children(),
            may_publish=self.allowed.can_publish(),
            may_film=may_film(self.request.user),
            most=settings.VIDEO_MAX_BYTES,
            **kwargs,
        )


def _said(parts: list[Part], at: str) -> str:
    """Where the lesson stands that was just moved, for who cannot see it."""
    what, _dash, pk = at.partition("-")
    for part in parts:
        for place, lesson in enumerate(part.lessons, 1):
            if str(lesson.pk) == pk and what in {"up", "down", "into"}:
                words = {
                    "lesson": lesson.title,
                    "section": str(part),
                    "place": place,
                    "count": len(part.lessons),
                }
                return _("“%(lesson)s”: %(section)s, %(place)s of %(count)s.") % words
    return ""


def changing(view: Callable[..., str]) -> Callable[..., HttpResponse]:
    """One change to a course by who may edit it, alone with it; the view answers where the focus goes."""

    @require_POST
    @wraps(view)
    def changed(request: HttpRequest, course_id: int, **which: object) -> HttpResponse:
        at = ""
        try:
            with transaction.atomic():
                courses = CoursePage.objects.select_for_update(of=("self",))
                course = get_object_or_404(courses, pk=course_id)
                if not course.permissions_for_user(request.user).can_edit():
                    raise PermissionDenied
                at = view(request, course, **which)
        except changes.Refused as refusal:
            messages.error(request, refusal)
        address = reverse("curriculum:index", args=[course_id])
        return redirect(f"{address}?at={at}#{at}" if at else address)

    return changed


def _lesson(course: CoursePage, lesson_id: int) -> LessonPage:
    return get_object_or_404(LessonPage.objects.child_of(course), pk=lesson_id)


def _section(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("section", ""))
    except ValueError:
        return None


@changing
def place(request: HttpRequest, course: CoursePage, lesson_id: int) -> str:
    """By a step up or down, or into a section and there before another lesson."""
    lesson = _lesson(course, lesson_id)
    direction = request.POST.get("direction", "")
    if not course.permissions_for_user(request.user).can_reorder_children():
        raise PermissionDenied
    if direction in {"up", "down"}:
        changes.step(course, lesson, direction, by=request.user)
        return f"{direction}-{lesson.pk}"
    before = request.POST.get("before", "")
    following = int(before) if before.isdecimal() else None
    changes.place(course, lesson, _section(request), following, by=request.user)
    return f"into-{lesson.pk}"


@changing
def free(request: HttpRequest, course: CoursePage, lesson_id: int) -> str:
    lesson = _lesson(course, lesson_id)
    is_free = request.POST.get("free") == "yes"
    changes.rewrite(lesson, by=request.user, free=is_free)
    return f"free-{lesson.pk}"


@changing
def add_lesson(request: HttpRequest, course: CoursePage) -> str:
    title = request.POST.get("title", "").strip()[:255]
    if not title:
        raise changes.Refused(_("Give the lesson a title."))
    section = _section(request)
    changes.add_lesson(course, title, section, by=request.user)
    return f"title-{section or ''}"


@changing
def add_section(request: HttpRequest, course: CoursePage) -> str:
    title = request.POST.get("title", "").strip()[:120]
    if not title:
        raise changes.Refused(_("Give the section a title."))
    key = changes.add_section(course, title, by=request.user)
    return f"title-{key}"


@changing
def place_section(request: HttpRequest, course: CoursePage, key: uuid.UUID) -> str:
    direction = request.POST.get("direction", "")
    if direction in {"up", "down"}:
        changes.step_section(course, key, direction, by=request.user)
    return f"{direction}-{key}"


@require_POST
def add_film(request: HttpRequest, course_id: int) -> JsonResponse:
    """A draft lesson for a film that this person just uploaded, and that no lesson has."""
    with transaction.atomic():
        courses = CoursePage.objects.select_for_update(of=("self",))
        course = get_object_or_404(courses, pk=course_id)
        own = Video.objects.filter(uploaded_by=request.user, lessonpage=None)
        video = own.filter(pk=_uuid(request.POST.get("video"))).first()
        if not course.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        if video is None:
            refusal = _("This film is in a lesson already, or somebody else’s.")
            return JsonResponse({"error": refusal}, status=422)
        lesson = changes.add_lesson(
            course,
            changes.title_of(video),
            _section(request),
            by=request.user,
            video=video,
        )
    return JsonResponse({"lesson": lesson.pk, "title": lesson.title}, status=201)


def _uuid(value: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(value or "")
    except ValueError:
        return None
