"""What every page's frame shows: name, navigation, languages, account."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.models import Page, Site


def shell(request: HttpRequest) -> dict[str, object]:
    """Evaluated only where a template asks, so that the CMS and API pay nothing."""
    if request.path.startswith(("/cms/", "/api/")):
        return {}
    home = _home(request)
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "home_url": home.get_url(request) if home else "/",
        "navigation": _navigation(request, home),
        "languages": _languages(request),
        "account_url": reverse("my_courses"),
        "sign_in_url": reverse("account_login"),
        "sandbox_note": _("Demo: payments go to the sandbox, no real money.")
        if settings.DEMO
        else "",
    }


def _home(request: HttpRequest) -> Page | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    return (
        Page.objects.filter(
            translation_key=site.root_page.translation_key,
            locale__language_code=get_language(),
            live=True,
        ).first()
        or site.root_page
    )


def _navigation(request: HttpRequest, home: Page | None) -> list[dict[str, object]]:
    pages = home.get_children().live().in_menu() if home else []
    return [
        {
            "title": page.title,
            "url": (url := page.get_url(request)),
            "current": request.path.startswith(url),
        }
        for page in pages
    ]


def _languages(request: HttpRequest) -> list[dict[str, object]]:
    """The same page in each language, or that language's home."""
    page = getattr(request, "shown_page", None)
    translated = _translations(request, page)
    return [
        {
            "code": code,
            "name": name,
            "url": translated.get(code) or _same_view(request, code),
            "current": code == get_language(),
        }
        for code, name in settings.LANGUAGES
    ]


def _translations(request: HttpRequest, page: Page | None) -> dict[str, str]:
    if page is None:
        return {}
    live = page.get_translations(inclusive=True).live().select_related("locale")
    return {each.locale.language_code: each.get_url(request) for each in live}


def _same_view(request: HttpRequest, code: str) -> str:
    try:
        match = resolve(request.path)
    except Resolver404:
        return f"/{code}/"
    if not match.url_name or match.url_name == "wagtail_serve":
        return f"/{code}/"
    with override(code):
        return reverse(match.view_name, args=match.args, kwargs=match.kwargs)
