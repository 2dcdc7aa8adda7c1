"""What templates may ask about selling. The pages' own code knows nothing of it."""

from collections.abc import Iterable

from commerce.access import Access
from commerce.domain.offers import methods_of, offers_of
from commerce.domain.plans import Plan, plan_of, selling
from commerce.models import CheckoutSnippet
from django import template
from django.template.context import Context
from wagtail.models import Page

register = template.Library()


@register.simple_tag(takes_context=True)
def plans(
    context: Context, checkout: CheckoutSnippet | None, page: Page | None = None
) -> list[Plan]:
    """The plans of a placed checkout in the visitor's language; none while it is a draft or sells nothing."""
    shown = checkout.localized if checkout else None
    if shown is None or not shown.live:
        return []
    offers = offers_of(shown)
    if not methods_of(shown, offers) and any(not offer.is_free for offer in offers):
        return []
    return [plan_of(shown, offer, page) for offer in offers]


@register.simple_tag
def ways_in(access: Access, page: Page) -> list[Plan]:
    """The plans that would open a closed page, the cheapest first, leading back to it."""
    return [
        plan_of(checkout, offer, page)
        for checkout, offer in selling(access.products, page.locale)
    ]


@register.filter
def columns(shown: Iterable[Plan]) -> list[str]:
    return [plan.name for plan in shown]
