"""The curriculum's own page in the CMS, and each change it offers.

Without a script every change is a form that comes back to this page, with the focus where it was.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django import forms
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

from accounts.models import User
from courses.models import CoursePage, LessonPage, Video
from courses.video.upload import may_film

from . import changes
from .parts import Part, locked_courses, parts_of


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


class Change(forms.Form):
    """What a change may say. What makes no sense was not said."""

    title = forms.CharField(required=False)
    section = forms.UUIDField(required=False)
    before = forms.IntegerField(required=False)
    direction = forms.ChoiceField(choices=[("up", ""), ("down", "")], required=False)
    free = forms.CharField(required=False)
    video = forms.UUIDField(required=False)


def _said_in(request: HttpRequest) -> dict[str, Any]:
    change = Change(request.POST)
    change.full_clean()
    return dict.fromkeys(change.fields) | change.cleaned_data


@contextmanager
def alone_with(course_id: int, user: User) -> Iterator[CoursePage]:
    """The course, for one who may edit it and nobody else until the end."""
    with transaction.atomic():
        course = get_object_or_404(locked_courses(), pk=course_id)
        if not course.permissions_for_user(user).can_edit():
            raise PermissionDenied
        yield course


def changing(view: Callable[..., str]) -> Callable[..., HttpResponse]:
    """One change to a course, from what the request says; the view answers where the focus goes."""

    @require_POST
    @wraps(view)
    def changed(request: HttpRequest, course_id: int, **which: object) -> HttpResponse:
        at = ""
        try:
            with alone_with(course_id, request.user) as course:
                at = view(_said_in(request), course, by=request.user, **which)
        except changes.Refused as refusal:
            messages.error(request, refusal)
        address = reverse("curriculum:index", args=[course_id])
        return redirect(f"{address}?at={at}#{at}" if at else address)

    return changed


def _lesson(course: CoursePage, lesson_id: int) -> LessonPage:
    return get_object_or_404(LessonPage.objects.child_of(course), pk=lesson_id)


@changing
def place(said: dict, course: CoursePage, lesson_id: int, *, by: User) -> str:
    """By a step up or down, or into a section and there before another lesson."""
    lesson = _lesson(course, lesson_id)
    if direction := said["direction"]:
        changes.step(course, lesson, direction, by=by)
        return f"{direction}-{lesson.pk}"
    changes.place(course, lesson, said["section"], said["before"], by=by)
    return f"into-{lesson.pk}"


@changing
def free(said: dict, course: CoursePage, lesson_id: int, *, by: User) -> str:
    lesson = _lesson(course, lesson_id)
    changes.rewrite(lesson, by=by, free=said["free"] == "yes")
    return f"free-{lesson.pk}"


@changing
def rename(said: dict, course: CoursePage, lesson_id: int, *, by: User) -> str:
    lesson = _lesson(course, lesson_id)
    if not said["title"]:
        raise changes.Refused(_("Give the lesson a title."))
    changes.rename(lesson, said["title"][:255], by=by)
    return f"name-{lesson.pk}"


@changing
def rename_section(said: dict, course: CoursePage, key: uuid.UUID, *, by: User) -> str:
    if not said["title"]:
        raise changes.Refused(_("Give the section a title."))
    changes.rename_section(course, key, said["title"][:120], by=by)
    return f"name-{key}"


@changing
def add_lesson(said: dict, course: CoursePage, *, by: User) -> str:
    if not said["title"]:
        raise changes.Refused(_("Give the lesson a title."))
    section = said["section"]
    changes.add_lesson(course, said["title"][:255], section, by=by)
    return f"title-{section or ''}"


@changing
def add_section(said: dict, course: CoursePage, *, by: User) -> str:
    if not said["title"]:
        raise changes.Refused(_("Give the section a title."))
    key = changes.add_section(course, said["title"][:120], by=by)
    return f"title-{key}"


@changing
def place_section(said: dict, course: CoursePage, key: uuid.UUID, *, by: User) -> str:
    direction = said["direction"]
    if direction:
        changes.step_section(course, key, direction, by=by)
    return f"{direction}-{key}"


@require_POST
def add_film(request: HttpRequest, course_id: int) -> JsonResponse:
    """A draft lesson for a film that this person just uploaded, and that no lesson has."""
    said = _said_in(request)
    with alone_with(course_id, request.user) as course:
        own = Video.objects.filter(uploaded_by=request.user, lessonpage=None)
        video = own.filter(pk=said["video"]).first()
        if video is None:
            refusal = _("This film is in a lesson already, or somebody else’s.")
            return JsonResponse({"error": refusal}, status=422)
        title, section = changes.title_of(video), said["section"]
        lesson = changes.add_lesson(course, title, section, by=request.user, video=video)  # fmt: skip
    return JsonResponse({"lesson": lesson.pk, "title": lesson.title}, status=201)
