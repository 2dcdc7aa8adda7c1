"""How often somebody may begin to pay: asked before any provider is called, counted in our own rows.

Two numbers in an hour, both ``TRIES_PER_HOUR``: attempts that brought no money, by person, browser and address; and
cards declined, after which other ways to pay stay open. See docs/decisions/0038.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from commerce.gateways import is_offline, takes_cards
from commerce.models import Order, Payment, PaymentMethod

WINDOW = timedelta(hours=1)
OFFLINE = "offline "
CROWD = 10  # times as many of them from one network as of one person
CLOSED = (Payment.Status.CANCELED, Payment.Status.SUPERSEDED)
PAID = (Payment.Status.SUCCEEDED, Payment.Status.PROCESSING)


class TooManyTries(Exception):
    """Not now, until the first try that counts is an hour old; nothing was written and nobody called. ``cards_only``: other ways to pay are open."""

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
    begun = Payment(order=order, method=method, gateway=method.gateway)
    refusal = _too_many(tries, begun) or (
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


def _too_many(tries: Sequence[Payment], begun: Payment) -> TooManyTries | None:
    unpaid = [each for each in _once(tries, begun) if each.status not in PAID]
    counts = Counter(mark for each in unpaid for mark in _marks_of(each))
    full = {mark for mark in _marks_of(begun) if counts[mark] >= _most(mark)}
    first = next((each for each in unpaid if full & _marks_of(each)), None)
    return TooManyTries(first.created, cards_only=False) if first else None


def _once(tries: Sequence[Payment], begun: Payment) -> list[Payment]:
    """One that was closed for the next, at its order by its method, counts with that: a card form that did not come."""
    following = {begun.order_id: begun.method_id}
    counted = []
    for each in reversed(tries):
        goes_on = following.get(each.order_id) == each.method_id
        if not (goes_on and each.status in CLOSED):
            counted.append(each)
        following[each.order_id] = each.method_id
    return counted[::-1]


def _marks_of(payment: Payment) -> set[str]:
    """By what it counts. Of money that staff record a network, a school's say, may await much for days."""
    network = f"origin {payment.order.origin}"
    marks = _marks(payment.order)
    if is_offline(payment.gateway) and network in marks:
        return marks - {network} | {OFFLINE + network}
    return marks


def _most(mark: str) -> int:
    return settings.TRIES_PER_HOUR * (CROWD if mark.startswith(OFFLINE) else 1)


def _too_many_cards(tries: Sequence[Payment]) -> TooManyTries | None:
    declined = [each for each in tries if each.declines]
    counts: Counter[str] = Counter()
    for each in declined:
        counts.update(dict.fromkeys(_marks(each.order), each.declines))
    most = settings.TRIES_PER_HOUR
    full = {mark for mark, number in counts.items() if number >= most}
    first = next((each for each in declined if full & _marks(each.order)), None)
    return TooManyTries(first.created, cards_only=True) if first else None


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
