"""How often somebody may begin to pay: asked before any provider is called, counted in our own rows.

Two numbers in an hour, both ``TRIES_PER_HOUR``: attempts that brought no money, by person, browser and address; and
cards declined, after which other ways to pay stay open. See docs/decisions/0038.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from commerce.gateways import takes_cards
from commerce.models import Order, Payment, PaymentMethod

WINDOW = timedelta(hours=1)
PAID = (Payment.Status.SUCCEEDED, Payment.Status.PROCESSING)


class TooManyTries(Exception):
    """Not now; nothing was written and nobody called. ``cards_only``: other ways to pay are open."""

    def __init__(self, since: datetime, *, cards_only: bool) -> None:
        super().__init__(since)
        self.wait = max(since + WINDOW - timezone.now(), timedelta(seconds=1))
        self.cards_only = cards_only

    @property
    def seconds(self) -> int:
        return int(self.wait.total_seconds()) + 1

    @property
    def minutes(self) -> int:
        return -(-self.seconds // 60)


def check(order: Order, method: PaymentMethod) -> None:
    """Call inside ``locked()``, before a new attempt at the order is written. Raises TooManyTries. One query.

    Who works in the CMS tries things out, and is let through.
    """
    _wait_for_others(_marks(order))
    tries = _recent(order)
    refusal = _too_many(tries) or (
        _too_many_cards(tries) if takes_cards(method.gateway) else None
    )
    if refusal and not _is_staff(order):
        raise refusal


def is_tried_out(payment: Payment) -> bool:
    """Whether so many cards were declined that the provider's page, open still, is to be closed."""
    return takes_cards(payment.gateway) and bool(
        _too_many_cards(_recent(payment.order))
    )


def _marks(order: Order) -> set[str]:
    """By what the same somebody is known again."""
    known = {
        "user": order.user_id,
        "email": order.email,
        "browser": order.browser_hash,
        "origin": order.origin,
    }
    return {f"{kind} {value}" for kind, value in known.items() if value}


def _recent(order: Order) -> list[Payment]:
    """The last hour's attempts of the same person, browser or address that brought no money, or cost a card."""
    same = Q(order__email=order.email)
    if order.user_id:
        same |= Q(order__user=order.user_id)
    if order.browser_hash:
        same |= Q(order__browser_hash=order.browser_hash)
    if order.origin:
        same |= Q(order__origin=order.origin)
    rows = Payment.objects.filter(same, created__gt=timezone.now() - WINDOW)
    declines = Count("events", filter=Q(events__declined=True))
    tries = rows.annotate(declines=declines).exclude(declines=0, status__in=PAID)
    return list(tries.select_related("order").order_by("created"))


def _too_many(tries: Iterable[Payment]) -> TooManyTries | None:
    unpaid = [each for each in tries if each.status not in PAID]
    counts = Counter(mark for each in unpaid for mark in _marks(each.order))
    return _refusal(unpaid, counts, cards_only=False)


def _too_many_cards(tries: Iterable[Payment]) -> TooManyTries | None:
    declined = [each for each in tries if each.declines]
    counts: Counter[str] = Counter()
    for each in declined:
        counts.update(dict.fromkeys(_marks(each.order), each.declines))
    return _refusal(declined, counts, cards_only=True)


def _refusal(
    tries: list[Payment], counts: Counter[str], *, cards_only: bool
) -> TooManyTries | None:
    """Until the first of those that count is an hour old."""
    full = {
        mark for mark, number in counts.items() if number >= settings.TRIES_PER_HOUR
    }
    for each in tries:
        if full & _marks(each.order):
            return TooManyTries(each.created, cards_only=cards_only)
    return None


def _wait_for_others(marks: Iterable[str]) -> None:
    """PostgreSQL's processes count one after another; SQLite's transactions do so anyway."""
    if connection.vendor != "postgresql":
        return
    digests = [hashlib.sha256(mark.encode()).digest()[:8] for mark in marks]
    keys = sorted(int.from_bytes(digest, signed=True) for digest in digests)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys]
        )


def _is_staff(order: Order) -> bool:
    return bool(order.user and order.user.has_perm("wagtailadmin.access_admin"))
