"""The living page of all components: drawn by the components themselves, so it cannot be out of date."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .drawing import blocks_shown, shown_in


@never_cache
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """For staff of the CMS, and for everybody in DEBUG; in the language of ``?language=``."""
    if not (settings.DEBUG or request.user.has_perm("wagtailadmin.access_admin")):
        raise Http404
    asked = request.GET.get("language")
    known = dict(settings.LANGUAGES)
    with override(asked if asked in known else get_language()):
        shown = [*shown_in(get_language()), *blocks_shown()]
        context = {"shown": shown, "languages": _words()}
        return render(request, "styleguide/page.html", context)


def _words() -> list[dict[str, object]]:
    """The same components in the words of each language."""
    return [
        {
            "code": code,
            "name": name,
            "url": f"?language={code}",
            "current": code == get_language(),
        }
        for code, name in settings.LANGUAGES
    ]
