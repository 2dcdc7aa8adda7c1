"""Search over what anybody may read: titles and summaries, never what is behind the gate."""

import re
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET
from wagtail.models import Locale, Page

LONGEST = 200
WORD = re.compile(r"\w+")
PAGE_SIZE = 20


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:LONGEST]
    words = " ".join(
        WORD.findall(asked)
    )  # a quotation mark alone breaks SQLite's search
    locale = Locale.objects.filter(language_code=get_language()).first()
    found = Page.objects.live().public().filter(locale=locale, depth__gt=1)
    results = found.search(words) if words else []
    page = Paginator(results, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"asked": asked, "results": page, "query": f"{urlencode({'q': asked})}&"}
    return render(request, "home/search.html", context)
