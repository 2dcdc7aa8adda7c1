"""What courses need before a site sells, for the CMS's first screen."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from story.desk import Step

from .models import CourseIndexPage, CoursePage, LessonPage


def find_steps(_request: HttpRequest) -> Iterator[Step]:
    """A course without a lesson teaches nothing."""
    lessons = LessonPage.objects.live().exists()
    index = CourseIndexPage.objects.order_by("path").first()
    yield Step(
        _("A course with a lesson is published"),
        lessons and CoursePage.objects.live().exists(),
        reverse("wagtailadmin_explore", args=[index.pk]) if index else "",
    )
