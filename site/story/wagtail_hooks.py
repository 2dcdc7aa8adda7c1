from wagtail import hooks

from .checks import refuse_broken

hooks.register("before_publish_page", refuse_broken)
