"""What templates may ask about a page's blocks."""

from collections.abc import Iterable

from django import template
from django.template.context import Context
from wagtail.blocks import BoundBlock

from story.bands import Band, bands_of

register = template.Library()


@register.simple_tag(takes_context=True)
def bands(context: Context, body: Iterable[BoundBlock]) -> list[Band]:
    """The blocks of a page, drawn."""
    return bands_of(body, context.flatten())


@register.simple_tag(takes_context=True)
def band_of(context: Context, bound: BoundBlock) -> Band | None:
    """One block alone, as the editor's chooser shows it."""
    return next(iter(bands_of([bound], context.flatten())), None)
