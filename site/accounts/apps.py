from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from . import mailbox  # noqa: F401, PLC0415 -- it listens to allauth, whose models have to be loaded
