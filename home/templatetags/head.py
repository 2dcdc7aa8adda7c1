"""What the frame of every page says to machines."""

import json
from copy import copy

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.userbar import Userbar
from wagtail.models import Page

from home.head import Head, head_of
from home.structured import graph_of

register = template.Library()
CLOSING = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def about(context: Context, page: Page | None) -> Head:
    """Found once a request. Empty where a page is drawn without one, after an error."""
    request = context.get("request")
    if request is None:
        return Head()
    if getattr(request, "head", None) is None:
        request.head = head_of(request, page or None)
    return request.head


@register.simple_tag(takes_context=True)
def structured_data(context: Context, page: Page | None) -> SafeString | str:
    """A block of data, which no browser runs. To be asked for when the page has shown its prices."""
    head = about(context, page)
    graph = graph_of(context["request"], page, head) if page and head.indexed else []
    if not graph:
        return ""
    data = {"@context": "https://schema.org", "@graph": graph}
    text = json.dumps(data, ensure_ascii=False).translate(CLOSING)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text),  # noqa: S308 -- nothing in it can end the element
    )


@register.simple_tag(takes_context=True)
def page_checks(context: Context) -> str:
    """For the editor beside whose form the page is previewed, whoever it is shown as; nothing for visitors."""
    request = context.get("request")
    if not getattr(request, "in_preview_panel", False):
        return ""
    asked = copy(request)
    asked.user = getattr(request, "editor", request.user)
    return Userbar(object=context.get("page")).render_html(Context({"request": asked}))
