"""What commerce adds to the CMS."""

from wagtail import hooks

from .gate import gate

hooks.register("on_serve_page", gate)
