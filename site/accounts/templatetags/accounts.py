"""The account's menu."""

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def account_menu(context: Context) -> list[dict[str, object]]:
    """The pages of settings.ACCOUNT_PAGES, for the navigation and switch components."""
    here = context["request"].path
    pages = [(title, reverse(name)) for title, name in settings.ACCOUNT_PAGES]
    return [
        {"title": title, "url": url, "current": url == here} for title, url in pages
    ]
