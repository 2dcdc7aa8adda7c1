"""``make soak``: the storm with ten thousand deliveries, twenty kills and a database that restarts; a hundred thousand orders of arrival.

Not part of ``make test``. ``SOAK_DELIVERIES``, ``SOAK_ORDERS`` and ``SOAK_MINUTES`` make it longer or shorter.
"""

import os
import random
import time
from collections import Counter

import pytest
from django.db import connection

from commerce.domain import inbox, settlement
from commerce.models import Effect, WebhookEvent
from tests.commerce.books import assert_books
from tests.commerce.shop import Shop, Visitor
from tests.databases import undone
from tests.postgres import restart
from tests.sandbox_process import SandboxProcess

from .chance import chance
from .events import receive
from .recorded import STORIES
from .stories import assert_ended_as_told, happen
from .storm import Storm, shuffled
from .test_orders_of_arrival import (
    ADVANCING,
    FINAL,
    STALE,
    Provider,
    believed_by,
    comes_to_rest,
    is_checked,
    outcome,
)
from .test_storm import calms_down

DELIVERIES = int(os.environ.get("SOAK_DELIVERIES", "10000"))
ORDERS = int(os.environ.get("SOAK_ORDERS", "100000"))
MINUTES = float(os.environ.get("SOAK_MINUTES", "120"))  # for the orders of arrival
KILLS, EVENTS_EACH = 20, 11

pytestmark = pytest.mark.usefixtures("quiet")


class Weather:
    """Kills a process at random, until twenty were in the middle of something, and once the database."""

    def __init__(self, random: random.Random) -> None:
        self.random, self.restarts = random, 0

    def __call__(self, storm: Storm) -> None:
        passed = sum(storm.acknowledged) / len(storm.deliveries)
        if passed > storm.hits / (KILLS + 1) and storm.hits < KILLS:
            storm.kill(self.random)
        if passed > 0.5 and not self.restarts and connection.vendor == "postgresql":
            restart()
            self.restarts = 1


@pytest.mark.django_db(transaction=True)
def test_ten_thousand_deliveries_with_twenty_kills(shop: Shop, sandbox: SandboxProcess):
    random = chance()
    told = happen(shop, sandbox, DELIVERIES // EVENTS_EACH * 7 // 10 + 1)
    storm = Storm(shuffled(sandbox.deliveries(), random), webs=3, workers=2)
    weather, began = Weather(random), time.monotonic()

    storm.rage(weather)
    seconds = time.monotonic() - began
    calms_down(600)

    print(  # noqa: T201 -- the figures that it is run for
        f"{connection.vendor}: {len(storm.deliveries)} deliveries of {len(told)} orders"
        f" in {seconds:.0f} s, {storm.kills} kills of which {storm.hits} interrupted,"
        f" {weather.restarts} restart of the database, {storm.refused.value} answers 503"
    )
    assert storm.hits == KILLS
    heard = {delivery["id"] for delivery in storm.deliveries}
    assert WebhookEvent.objects.count() == len(heard)
    states = Counter(WebhookEvent.objects.values_list("state", flat=True))
    assert states.keys() == {"done", "ignored"}, states
    assert Effect.objects.exclude(state=Effect.State.DONE).count() == 0
    assert_ended_as_told(told)
    assert_books(sandbox)


@pytest.mark.django_db
@pytest.mark.parametrize("story", STORIES)
def test_random_orders_of_arrival(
    anna: Visitor, story: object, monkeypatch: pytest.MonkeyPatch
):
    """Up to twenty arrivals of a story's events, some more than once; the worker works now and then."""
    random, recording = chance(), story(anna)
    until = time.monotonic() + MINUTES * 60 / len(STORIES)
    found, count = Counter(), 0
    while count < ORDERS // len(STORIES) and time.monotonic() < until:
        provider = Provider(recording, random.choice([FINAL, ADVANCING, STALE]))
        believed_by(monkeypatch, provider)
        repeats = random.choices(
            recording.sent, k=random.randrange(1 + 20 - len(recording.sent))
        )
        arrival = recording.sent + repeats
        random.shuffle(arrival)
        with undone():
            for moment, delivery in arrival:
                provider.at(moment)
                assert receive(delivery) == 200
                if random.random() < 0.3:
                    inbox.due_events()
                    settlement.due_looks()
            comes_to_rest()
            is_checked(recording.payment, provider)
            found[outcome(provider)] += 1
        count += 1
    print(f"{story.__name__}: {count} orders of arrival, {len(found)} outcome")  # noqa: T201 -- the same
    assert len(found) == 1, "\n".join(map(str, found.most_common()))
