from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        from .spoken import speak  # noqa: PLC0415 -- Wagtail's forms need all models

        speak()
