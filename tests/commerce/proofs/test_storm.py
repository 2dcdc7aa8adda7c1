"""Two thousand deliveries, repeated, in any order, while web and worker processes are killed at work."""

import pytest

from commerce.domain import inbox, settlement, work
from commerce.gateways.stripe import StripeGateway
from commerce.models import Effect, WebhookEvent
from tests.commerce.books import assert_books
from tests.commerce.shop import Shop
from tests.sandbox_process import SandboxProcess

from .chance import chance
from .crowd import Point, together
from .events import receive
from .stories import assert_ended_as_told, happen
from .storm import Storm, shuffled
from .test_crashes import leases_end, starts_again, time_passes

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.usefixtures("quiet"),
]
ORDERS, DELIVERIES = 130, 2_000


def test_a_storm_with_four_kills_loses_and_doubles_nothing(
    shop: Shop, sandbox: SandboxProcess
):
    told = happen(shop, sandbox, ORDERS)
    sent = sandbox.deliveries()
    storm = Storm(shuffled(sent, chance()), webs=3, workers=2)
    storm.webs[0].dooms = [Point(inbox, "receive", "before", nth=100)]
    storm.webs[1].dooms = [Point(inbox, "receive", "after", nth=200)]
    storm.workers[0].dooms = [Point(StripeGateway, "retrieve", "after", nth=9)]
    storm.workers[1].dooms = [Point(settlement, "settle", "after", nth=12)]

    storm.rage()
    calms_down()

    assert storm.kills == 4
    assert len(storm.deliveries) >= DELIVERIES
    heard = {delivery["id"] for delivery in storm.deliveries}
    assert WebhookEvent.objects.count() == len(heard)
    left = WebhookEvent.objects.exclude(state__in=["done", "ignored"])
    assert not left, list(left.values("type", "state", "refs", "attempts", "due"))
    assert Effect.objects.exclude(state=Effect.State.DONE).count() == 0
    assert_ended_as_told(told)
    assert_books(sandbox)


def calms_down(seconds: float = 60) -> None:
    """An hour passes, in which every payment is checked: of some, no event names anything known before that."""
    time_passes()
    for _time in range(3):
        work.drain(seconds)
        leases_end()


def test_control_an_intake_that_answers_before_it_keeps_loses_events(
    shop: Shop, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    happen(shop, sandbox, 3)
    kept: list = []
    monkeypatch.setattr(inbox, "receive", lambda *event: kept.append(event))

    answers = together([lambda: set(map(receive, sandbox.deliveries()))])
    starts_again()

    assert answers == [{200}]
    assert WebhookEvent.objects.count() == 0
