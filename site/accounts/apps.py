from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default = True

    def ready(self) -> None:
        from . import mailbox  # noqa: F401, PLC0415 -- it listens to allauth, whose models have to be loaded


class PeopleConfig(WagtailUsersAppConfig):
    user_viewset = "accounts.cms.UserViewSet"
