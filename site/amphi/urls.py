"""Every address of the site: visitors' ones under their language, the rest bare."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from commerce.urls import urlpatterns as commerce_urls
from commerce.urls import webhook_urlpatterns
from commerce.views.orders import payment_cancelled, payment_success
from commerce.views.renewal import pricing, renew
from courses.urls import urlpatterns as course_urls
from courses.views import catalogue
from home.feed import course_feed
from home.health import health
from home.look import accent, icon
from home.manifest import favicon, manifest
from home.media import picture
from home.search import search
from home.sitemap import Sitemap, robots
from home.social import social_card
from home.styleguide.views import styleguide
from home.views import front
from home.views import serve as serve_page

from .api import api, nothing_there

without_language = [
    path("", front, name="front"),
    path("pricing/", pricing, name="pricing"),
    path("courses/", catalogue, name="catalogue_anywhere"),
    path("renew-subscription/", renew, name="renew_anywhere"),
    path("payment-success/", payment_success, name="payment_success_anywhere"),
    path("payment-cancelled/", payment_cancelled, name="payment_cancelled_anywhere"),
]

handler500 = "home.errors.server_error"

urlpatterns = [
    *without_language,
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": Sitemap}}),
    path("robots.txt", robots),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("favicon.ico", favicon),
    re_path(
        r"^look/(?P<light>[0-9a-f]{6})-(?P<dark>[0-9a-f]{6})\.css$",
        accent,
        name="accent",
    ),
    re_path(
        r"^look/(?P<sign>[0-9a-f]{16})/(?P<name>[a-z0-9-]+\.(?:ico|png))$",
        icon,
        name="icon",
    ),
    re_path(
        r"^cards/(?P<pk>[0-9]{1,9})-(?P<digest>[0-9a-f]{16})\.png$",
        social_card,
        name="social_card",
    ),
    path("api/health/", health, name="health"),
    path("api/", include(webhook_urlpatterns)),
    path("api/", api.urls),
    re_path(r"^api/(?:.*/)?$", nothing_there),
    path(
        "cms/login/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
    ),
    path("cms/", include(wagtailadmin_urls)),
    re_path(r"^documents/(?!\d{19})", include(wagtaildocs_urls)),  # no row's number
    path("media/v/", include("courses.video.urls")),
    path("media/<path:path>", picture),
    path("styleguide/", styleguide, name="styleguide"),
]
urlpatterns += i18n_patterns(
    *commerce_urls,
    *course_urls,
    path("account/", include("accounts.urls")),
    path("search/", search, name="search"),
    path("all-courses/", catalogue, name="catalogue"),
    path("courses.atom", course_feed, name="course_feed"),
    re_path(wagtail_urls.serve_pattern, serve_page, name="wagtail_serve"),
    path("", include(wagtail_urls)),
)
