"""In whatever order the events of a story arrive, once or twice, it ends the same."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle

import pytest
from django.utils import timezone

from commerce.domain import calendar, facts, inbox, settlement
from commerce.gateways.contract import PaymentRequest, PaymentSnapshot
from commerce.gateways.paypal import PayPalGateway
from commerce.gateways.stripe import StripeGateway
from commerce.models import (
    Dispute,
    Effect,
    Entitlement,
    Order,
    Payment,
    Refund,
    WebhookEvent,
)
from tests.commerce.shop import Visitor
from tests.databases import undone

from .events import receive
from .recorded import (
    MORE_BRIEFLY,
    STORIES,
    TOLD_IN_ONE_BREATH,
    Recording,
    captured_then_cleared,
    refunded_in_part_then_whole,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]
# letters to whom was looked at while the bank was at it, or before it changed its mind
SEEN_IN_PASSING = ("confirming", "paused", "resumed")
FINAL, ADVANCING, STALE = "final", "advancing", "stale"
# Nothing here races, so two stories show that PostgreSQL derives the same; SQLite tells all.
TWICE = (refunded_in_part_then_whole, captured_then_cleared)
TOLD = [
    pytest.param(story, marks=[pytest.mark.both_databases] * (story in TWICE))
    for story in STORIES
]


class Provider:
    """Says what it said when recorded: the end of the story, as far as it has got, or an old answer."""

    def __init__(self, recording: Recording, manner: str) -> None:
        self.views, self.manner = recording.views, manner
        self.moment, self.captures = 0, set()

    def at(self, moment: int) -> None:
        last = len(self.views) - 1
        later = {FINAL: last, ADVANCING: max(self.moment, moment), STALE: moment}
        self.moment = later[self.manner]

    def retrieve(self, _request: PaymentRequest) -> PaymentSnapshot:
        return self.views[self.moment]

    def capture(self, request: PaymentRequest) -> PaymentSnapshot:
        """Once for each key; what comes next in the story is its answer."""
        self.captures.add(request.key)
        self.moment += 1
        return self.views[self.moment]


def outcome(provider: Provider) -> str:
    """Everything that the story left behind but ids and moments, and how often a change of mind was reported."""
    assert len(provider.captures) <= 1
    held = Entitlement.objects.select_related("product")
    failed = [str(refund.pk) for refund in Refund.objects.filter(status="failed")]
    done = Effect.objects.exclude(kind__in=["review", *SEEN_IN_PASSING])
    promised, taken_back = (
        set(done.filter(kind=kind, fact__in=failed).values_list("fact"))
        for kind in ("refunded", "refund_failed")
    )
    assert promised == taken_back
    done = done.exclude(kind__in=["refunded", "refund_failed"], fact__in=failed)
    reviews = Effect.objects.filter(kind="review")
    return repr(
        [
            list(Order.objects.values("payment_state", "fulfilment")),
            list(Payment.objects.values("status", "captured", "failure_code")),
            list(Payment.objects.values("details")),
            [((each.ends - each.starts).days, each.product.code) for each in held],
            sorted(Refund.objects.values_list("amount", "status")),
            sorted(Dispute.objects.values_list("amount", "status")),
            sorted(done.values_list("kind", "state")),
            sorted(set(reviews.values_list("payload__reason"))),
            sorted(set(WebhookEvent.objects.values_list("state"))),
        ]
    )


def believed_by(patch: pytest.MonkeyPatch, provider: Provider) -> None:
    """The shop asks this provider, whichever it means."""
    for gateway in (StripeGateway, PayPalGateway):
        patch.setattr(gateway, "retrieve", staticmethod(provider.retrieve))
        patch.setattr(gateway, "capture", staticmethod(provider.capture))


def outcomes(
    recording: Recording,
    manners: Sequence[str],
    patch: pytest.MonkeyPatch,
    every: int = 1,
) -> Iterator[str]:
    """One for each of every so many orders of arrival, whose provider has one of these manners in turn."""
    arrivals = recording.arrivals()[::every]
    for arrival, manner in zip(arrivals, cycle(manners), strict=False):
        provider = Provider(recording, manner)
        believed_by(patch, provider)
        with undone():
            arrive(arrival, provider)
            if recording.goes_on:
                is_checked(recording.payment, provider)
            yield outcome(provider)


def arrive(arrival: Iterable[tuple[int, dict]], provider: Provider) -> None:
    for moment, delivery in arrival:
        provider.at(moment)
        assert receive(delivery) == 200
        inbox.due_events()
        settlement.due_looks()
        if not delivery.get("provider"):  # of the session that is said to have expired
            calendar.expire_orders()
    comes_to_rest()


def comes_to_rest() -> None:
    """A minute later; an event that came before its payment was known has waited for that."""
    WebhookEvent.objects.update(due=timezone.now())
    inbox.due_events()
    settlement.due_looks()


def is_checked(payment: Payment, provider: Provider) -> None:
    """As every payment is, a day later."""
    provider.manner = FINAL
    provider.at(0)
    settlement.ask_for_look(payment)
    settlement.due_looks()


@pytest.mark.parametrize("story", TOLD)
def test_every_order_of_arrival_has_one_outcome(
    anna: Visitor,
    story: Callable[[Visitor], Recording],
    monkeypatch: pytest.MonkeyPatch,
):
    recording = story(anna)

    every = 5 if story.__name__ in MORE_BRIEFLY else 1
    manners = [FINAL, ADVANCING, STALE]
    found = set(outcomes(recording, manners, monkeypatch, every))
    assert len(found) == 1, "\n".join(found)
    (found,) = found

    assert f"'payment_state': '{STORIES[story]}'" in found
    assert ("'access'" in found) is (STORIES[story] == "paid")
    assert "('receipt', 'waiting')" in found


@pytest.mark.parametrize(
    "story", [story for story in TOLD if story.values != (TOLD_IN_ONE_BREATH,)]
)
def test_control_believing_the_latest_answer_has_several_outcomes(
    anna: Visitor,
    story: Callable[[Visitor], Recording],
    monkeypatch: pytest.MonkeyPatch,
):
    """Not of the story told in one breath: it has one answer, and any merging of one with itself is right."""

    def believe(payment: Payment, snapshot: PaymentSnapshot) -> None:
        facts.adopt(payment, snapshot.refs)
        payment.refunds.all().delete()
        payment.disputes.all().delete()
        facts._knows_all(payment, snapshot)
        payment.status, payment.captured = snapshot.status, snapshot.captured
        payment.save()

    monkeypatch.setattr(settlement, "record_facts", believe)
    recording = story(anna)
    recording.goes_on = False
    found = outcomes(recording, [STALE], monkeypatch)
    first = next(found)

    assert any(other != first for other in found)
