"""The courses of a language as an Atom feed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import CoursePage

from .brand import brand_of
from .frame import site_of

LONGEST = 50


@require_safe
def course_feed(request: HttpRequest) -> HttpResponse:
    """The newest first. What it says of a course is what its card says."""
    site = site_of(request)
    name = brand_of(site).name
    root = site.root_url if site else settings.APP_URL
    feed = Atom1Feed(
        title=_("Courses of %(site)s") % {"site": name},
        link=f"{root}/{get_language()}/",
        feed_url=f"{root}{reverse('course_feed')}",
        description="",
        language=get_language(),
        author_name=name,
    )
    for course in _newest():
        if address := course.get_full_url(request):
            feed.add_item(
                title=course.title,
                link=address,
                description=escape(course.summary),  # it goes out as HTML
                unique_id=address,
                author_name=course.instructor or None,
                pubdate=course.first_published_at,
                updateddate=course.last_published_at,
            )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _newest() -> list[CoursePage]:
    courses = CoursePage.objects.live().public()
    here = courses.filter(
        locale__language_code=get_language(), first_published_at__isnull=False
    )
    return list(here.order_by("-first_published_at")[:LONGEST])
