"""The registry: gateway codes of settings.GATEWAYS to their one instance."""

from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from .contract import Capability, Gateway, GatewayError, WebhookGateway


class UnknownGateway(GatewayError, LookupError):
    """No gateway of this code is installed."""


@cache
def _load(path: str) -> Gateway:
    return import_string(path)()


def gateway(code: str) -> Gateway:
    """Raises UnknownGateway."""
    try:
        return _load(settings.GATEWAYS[code])
    except KeyError as missing:
        raise UnknownGateway(code) from missing


def webhook_gateway(code: str) -> WebhookGateway:
    """Raises UnknownGateway, also for a gateway that sends no events."""
    found = gateway(code)
    if Capability.WEBHOOKS not in found.capabilities:
        raise UnknownGateway(code)
    return cast("WebhookGateway", found)


def is_offline(code: str) -> bool:
    """Whether staff, not a provider, say when money arrives; of a gateway taken out nobody does."""
    try:
        return Capability.OFFLINE in gateway(code).capabilities
    except UnknownGateway:
        return False


def takes_cards(code: str) -> bool:
    try:
        return Capability.CARDS in gateway(code).capabilities
    except UnknownGateway:
        return False
