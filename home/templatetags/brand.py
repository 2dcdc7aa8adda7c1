"""Name, logo and seller for e-mails, wherever they are written: nobody below home can ask for them."""

from django import template

from home.brand import Brand, our_brand

register = template.Library()


@register.simple_tag
def brand() -> Brand:
    return our_brand()
