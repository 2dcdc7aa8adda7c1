"""A copy of the database under another address may not move money: its billing is read-only until an owner decides.

A rehearsal, a restored backup and a developer's machine hold the live site's orders and, often, its keys. See
docs/decisions/0033.
"""

import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from commerce.models import Installation

logger = logging.getLogger(__name__)
CONFIRMED = "commerce.confirm_address"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
REMEMBERED = 10  # seconds until every process has heard what an owner said
LIVE, NEW, COPY = "live", "new", "copy"


class ReadOnlyCopy(Exception):
    """Money would have moved, or somebody been told of it, from a copy of the live site."""


def is_loopback(address: str) -> bool:
    return urlsplit(address).hostname in LOOPBACK


def is_copy() -> bool:
    """Whether this database belongs to another address than the one it is served at."""
    return _state() == COPY


def refuse() -> None:
    """Raises ReadOnlyCopy on a copy; called before money moves and before a provider is called."""
    if is_copy():
        raise ReadOnlyCopy(settings.APP_URL)


def settle_in() -> None:
    """Write down the address where none is written yet, or one of a machine's own; nothing on a copy."""
    if _state() != NEW:
        return
    here = {"app_url": settings.APP_URL}
    row, made = Installation.objects.get_or_create(pk=Installation.ONLY, defaults=here)
    if not made and is_loopback(row.app_url):
        Installation.objects.filter(app_url=row.app_url).update(**here)
    logger.info("this database belongs to %s", settings.APP_URL)
    cache.set(_key(), LIVE, REMEMBERED)


def original() -> Installation | None:
    """On a copy, what it is a copy of; None elsewhere."""
    return Installation.objects.first() if is_copy() else None


def confirm(*, moved: bool, by: User | None = None) -> None:
    """``moved``: this is the live site's new address. Else it is a copy, and nobody need be asked again."""
    row = Installation.objects.get(pk=Installation.ONLY)
    told = {"before": row.app_url, "here": settings.APP_URL, "moved": moved}
    if moved:
        row.app_url, row.copy_url = settings.APP_URL, ""
    else:
        row.copy_url = settings.APP_URL
    row.confirmed_at, row.confirmed_by = timezone.now(), by
    row.save()
    log(row, CONFIRMED, user=by, data=told)
    cache.delete(_key())


def _state() -> str:
    return cache.get_or_set(_key(), _found, REMEMBERED) or _found()


def _key() -> str:
    """With the address: a copy may share its cache with the original."""
    return f"installation:{settings.APP_URL}"


def _found() -> str:
    written = Installation.objects.values_list("app_url", flat=True).first()
    if written and urlsplit(written).netloc == urlsplit(settings.APP_URL).netloc:
        return LIVE
    # What began on a machine of one's own was never live: it may move anywhere.
    return NEW if written is None or is_loopback(written) else COPY
