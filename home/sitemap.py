"""What search engines are told: every language, nothing that is behind the gate."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from wagtail.contrib.sitemaps.sitemap_generator import Sitemap as WagtailSitemap
from wagtail.models import Page
from wagtail.query import PageQuerySet

from courses.models import LessonPage


class Sitemap(WagtailSitemap):
    def items(self) -> PageQuerySet:
        homes = (
            self.get_wagtail_site().root_page.get_translations(inclusive=True).live()
        )
        pages = Page.objects.none()
        for home in homes:
            pages |= Page.objects.descendant_of(home, inclusive=True)
        closed = LessonPage.objects.filter(free=False).values("pk")
        return pages.live().public().exclude(pk__in=closed).order_by("path").specific()


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    address = request.build_absolute_uri("/sitemap.xml")
    lines = (
        "User-agent: *",
        "Disallow: /cms/",
        "Disallow: /api/",
        f"Sitemap: {address}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
