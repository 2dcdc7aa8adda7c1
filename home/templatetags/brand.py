"""Name, look and seller for what has no frame, e-mails and the CMS: nobody below home can ask for them."""

from django import template
from django.template.context import Context

from home.brand import Brand, our_brand

register = template.Library()


@register.simple_tag(takes_context=True)
def brand(context: Context) -> Brand:
    """Found once for a template and those it extends."""
    kept = context.render_context
    if "brand" not in kept:
        kept["brand"] = our_brand()
    return kept["brand"]
