"""The courses of a language as an Atom feed."""

import re

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from courses.models import CoursePage

from .brand import brand_of
from .frame import site_of

LONGEST = 50
ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML


@require_safe
def course_feed(request: HttpRequest) -> HttpResponse:
    """The newest first. What it says of a course is what its card says."""
    site = site_of(request)
    name = _legal(brand_of(site).name)
    root = site.root_url if site else settings.APP_URL
    feed = Atom1Feed(
        title=_("Courses of %(site)s") % {"site": name},
        link=f"{root}/{get_language()}/",
        feed_url=f"{root}{reverse('course_feed')}",
        description="",
        language=get_language(),
        author_name=name,
    )
    for course in _newest(site):
        if address := course.get_full_url(request):
            feed.add_item(
                title=_legal(course.title),
                link=address,
                description=escape(_legal(course.summary)),  # it goes out as HTML
                unique_id=address,
                author_name=_legal(course.instructor) or None,
                pubdate=course.first_published_at,
                updateddate=course.last_published_at,
            )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _legal(text: str) -> str:
    """Without the characters that came along from a word processor and that a feed may not have."""
    return ILLEGAL.sub("", text)


def _newest(site: Site | None) -> list[CoursePage]:
    """Of this site's pages in the language spoken."""
    here = Q(pk=None)
    for root in Site.get_site_root_paths():
        if site and (root.site_id, root.language_code) == (site.pk, get_language()):
            here |= Q(url_path__startswith=root.root_path)
    courses = CoursePage.objects.live().public().filter(here)
    told = courses.exclude(first_published_at=None)
    return list(told.order_by("-first_published_at")[:LONGEST])
