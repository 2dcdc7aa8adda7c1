from wagtail import hooks

from .cms import let_names_be_empty, refuse_superusers

let_names_be_empty()
hooks.register("before_bulk_action", refuse_superusers)
