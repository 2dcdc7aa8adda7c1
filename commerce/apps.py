from django.apps import AppConfig


class CommerceConfig(AppConfig):
    name = "commerce"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415 -- registers itself once apps are loaded
        from .domain import covered  # noqa: F401, PLC0415 -- the same: it listens to moves
