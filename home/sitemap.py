"""What search engines are told: every language, nothing that is behind the gate."""

from collections import defaultdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from wagtail.contrib.sitemaps.sitemap_generator import Sitemap as WagtailSitemap
from wagtail.models import Page
from wagtail.query import PageQuerySet

from courses.models import LessonPage

from .head import with_default


class Sitemap(WagtailSitemap):
    """Each address with those of its translations and the day it was published last."""

    def items(self) -> list[Page]:
        """Once for all parts of a large sitemap, and for the translations."""
        if not hasattr(self, "_found"):
            self._found = list(self._readable().select_related("locale"))
        return self._found

    def _readable(self) -> PageQuerySet:
        homes = (
            self.get_wagtail_site().root_page.get_translations(inclusive=True).live()
        )
        pages = Page.objects.none()
        for home in homes:
            pages |= Page.objects.descendant_of(home, inclusive=True)
        closed = LessonPage.objects.filter(free=False).values("pk")
        return pages.live().public().exclude(pk__in=closed).order_by("path")

    def _urls(self, page: int, *_where: str) -> list[dict]:
        groups = self._translations()
        return [
            {
                "location": self.location(each),
                "lastmod": each.last_published_at,
                "alternates": groups[each.translation_key],
            }
            for each in self.paginator.page(page).object_list
        ]

    def _translations(self) -> dict[object, list[dict[str, str]]]:
        """The addresses of the same page in each language, as its own head names them."""
        groups: dict[object, dict[str, str]] = defaultdict(dict)
        for each in self.items():
            groups[each.translation_key][each.locale.language_code] = self.location(each)  # fmt: skip
        return {
            key: [
                {"lang_code": code, "location": address}
                for code, address in with_default(group).items()
            ]
            for key, group in groups.items()
        }


NOBODYS = (
    "checkout/orders/",
    "checkout/claim/",
    "account/",
    "search/",
)  # in every language


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """What is for staff, or for one person alone, is not worth a crawler's visit."""
    spoken = [f"/{code}/{place}" for code, _name in settings.LANGUAGES for place in NOBODYS]  # fmt: skip
    lines = (
        "User-agent: *",
        *(f"Disallow: {place}" for place in ("/cms/", "/api/", *spoken)),
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
