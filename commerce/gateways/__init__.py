"""The registry: gateway codes of settings.GATEWAYS to their one instance."""

from collections.abc import Mapping
from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from .contract import (
    Capability,
    EmbedGateway,
    Gateway,
    GatewayError,
    ListingGateway,
    WebhookGateway,
)


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


def listing_gateway(code: str) -> ListingGateway:
    """Raises UnknownGateway, also for a gateway that has no books."""
    found = gateway(code)
    if Capability.LISTS not in found.capabilities:
        raise UnknownGateway(code)
    return cast("ListingGateway", found)


def listing_gateways() -> list[ListingGateway]:
    """Those whose books can be read with the keys that are set."""
    lists = Capability.LISTS
    codes = [each for each in settings.GATEWAYS if lists in gateway(each).capabilities]
    return [each for each in map(listing_gateway, codes) if each.configured]


def alarms_of(code: str) -> Mapping[str, str]:
    """Types of events of which staff are told, and as what; none of a gateway taken out."""
    try:
        return webhook_gateway(code).alarms
    except UnknownGateway:
        return {}


def embed_gateway(code: str) -> EmbedGateway:
    """Raises UnknownGateway, also for a gateway whose fields cannot be shown on a page of ours."""
    found = gateway(code)
    if Capability.EMBED not in found.capabilities:
        raise UnknownGateway(code)
    return cast("EmbedGateway", found)


def embeds(code: str) -> bool:
    """Whether buyers may pay by it on a page of ours: it can, and has the key that browsers need."""
    try:
        return bool(embed_gateway(code).publishable_key)
    except UnknownGateway:
        return False


def is_offline(code: str) -> bool:
    """Whether staff, not a provider, say when money arrives; of a gateway taken out nobody does."""
    return _can(code, Capability.OFFLINE)


def offline_codes() -> list[str]:
    """Of those whose money staff record."""
    return [code for code in settings.GATEWAYS if is_offline(code)]


def takes_cards(code: str) -> bool:
    return _can(code, Capability.CARDS)


def names_sessions(code: str) -> bool:
    """Whether its own id takes the place of {CHECKOUT_SESSION_ID} in the address that buyers return to."""
    return _can(code, Capability.SESSIONS)


def _can(code: str, capability: Capability) -> bool:
    """Of a gateway taken out: no."""
    try:
        return capability in gateway(code).capabilities
    except UnknownGateway:
        return False
