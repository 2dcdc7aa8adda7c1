from wagtail import hooks

from .cms import refuse_superusers

hooks.register("before_bulk_action", refuse_superusers)
