"""Everything that happened to an order, in one list: from placed to refunded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from commerce.domain.fulfilment import MOVED
from commerce.domain.refunds import ASKED
from commerce.domain.staff import RECORDED
from commerce.gateways import is_offline
from commerce.models import Dispute, Effect, MoneyBackRequest, Order, Payment, Refund

from .given_up import TITLES, what_it_does
from .methods import gateway_name
from .words import in_words

# What the order's own query fetches with it, each once.
FETCHED = (
    "steps__by",
    "payments__refunds__author",
    "payments__refunds__lines",
    "payments__disputes",
    "money_back_requests__decided_by",
)
SAID_BY_FACTS = (ASKED, MOVED)
SAID_BY_LOG = {"record", "refund"}  # calls that a log entry or the refund itself tells


@dataclass(frozen=True)
class Moment:
    """``who`` did it, where that is known; ``url``: where more of it is told."""

    at: datetime
    text: str
    who: str = ""
    url: str = ""
    detail: str = ""


def timeline(order: Order) -> list[Moment]:
    """Oldest first; of an order with ``FETCHED``, in two queries more."""
    payments = list(order.payments.all())
    parts = chain(
        _of_order(order),
        chain.from_iterable(map(_of_payment, payments)),
        _of_access(order, payments),
        _of_requests(order),
        _of_effects(order, payments),
        _of_log(order, payments),
    )
    return sorted(parts, key=lambda moment: moment.at)


def _of_order(order: Order) -> Iterator[Moment]:
    buyer = order.email
    yield Moment(order.created, _("Order placed: %s") % order.money, buyer)
    if order.terms_accepted_at:
        yield Moment(order.terms_accepted_at, _("Terms accepted"), buyer)
    if order.waived_withdrawal_at:
        yield Moment(
            order.waived_withdrawal_at, _("Gave up the withdrawal period"), buyer
        )
    if order.claimed_at:
        yield Moment(order.claimed_at, _("Added to an account"), str(order.user))
    for step in order.steps.all():
        text = _("Delivery: %s") % step.get_state_display()
        detail = " ".join(filter(None, [step.tracking, step.note]))
        yield Moment(step.at, text, str(step.by), detail=detail)


def _of_payment(payment: Payment) -> Iterator[Moment]:
    way, url = gateway_name(payment.gateway), _sheet("payments", payment)
    yield Moment(payment.created, _("Payment begun: %s") % way, url=url)
    if payment.paid_at:
        text = _("Paid: %s") % payment.money
        yield Moment(payment.paid_at, text, way, url)
    elif payment.status in (Payment.Status.FAILED, Payment.Status.CANCELED):
        text = f"{payment.get_status_display()}: {way}"
        yield Moment(payment.updated, text, way, url, payment.failure_code)
    for call in payment.calls.all():
        if call.operation not in SAID_BY_LOG and not is_offline(payment.gateway):
            text = _("We asked the provider: %s") % in_words(call.operation)
            yield Moment(call.created, text, url=url, detail=call.get_state_display())
    for event in payment.events.all():
        text = _("The provider told us: %s") % event.type
        told = event.get_state_display()
        yield Moment(event.received, text, way, _sheet("events", event), told)
    yield from _of_money_back(payment)


def _of_money_back(payment: Payment) -> Iterator[Moment]:
    for refund in payment.refunds.all():
        who = str(refund.author or refund.get_source_display())
        url = _sheet("refunds", refund)
        text = _("Refund asked for: %s") % refund.money
        yield Moment(refund.created, text, who, url, refund.reason)
        if refund.status != Refund.Status.REQUESTED:
            text = f"{refund.get_status_display()}: {refund.money}"
            yield Moment(refund.updated, text, url=url, detail=refund.failure_code)
    for dispute in payment.disputes.all():
        url = _sheet("disputes", dispute)
        text = _("Dispute opened: %s") % dispute.money
        yield Moment(dispute.opened_at, text, url=url, detail=dispute.reason)
        if dispute.closed_at:
            text = f"{_('Dispute')}: {dispute.get_status_display()}"
            yield Moment(dispute.closed_at, text, url=url)


def _of_access(order: Order, payments: list[Payment]) -> Iterator[Moment]:
    for line in order.lines.all():
        opens = line.product.kind == line.product.Kind.ACCESS
        if line.settled_at:
            text = _("Paid for and open: %s") if opens else _("Paid for: %s")
            yield Moment(line.settled_at, text % line.title)
        if line.settled_at and not line.holds:
            since = max(_taken_away(line.pk, payments), default=order.updated)
            text = _("Closed: %s") if opens else _("No longer paid for: %s")
            yield Moment(since, text % line.title)
    for held in order.entitlements.all():
        if held.ends and held.ends < timezone.now():
            yield Moment(held.ends, _("Access ended: %s") % held.product)


def _taken_away(line: int, payments: list[Payment]) -> Iterator[datetime]:
    """When money went back for this line, or for none in particular, or was disputed."""
    gone = (Refund.Status.FAILED, Refund.Status.CANCELED)
    for payment in payments:
        for refund in payment.refunds.all():
            lines = [part.line_id for part in refund.lines.all()]
            if refund.status not in gone and (line in lines or not lines):
                yield refund.created
        for dispute in payment.disputes.all():
            if dispute.status in (*Dispute.OPEN, Dispute.Status.LOST):
                yield dispute.opened_at


def _of_requests(order: Order) -> Iterator[Moment]:
    for wanted in order.money_back_requests.all():
        url = _sheet("requests", wanted)
        text = _("The buyer asked for the money")
        yield Moment(wanted.created, text, order.email, url, wanted.reason)
        if wanted.decided_at:
            text = f"{_('Refund request')}: {wanted.get_state_display()}"
            who = str(wanted.decided_by)
            yield Moment(wanted.decided_at, text, who, url, wanted.answer)


def _of_effects(order: Order, payments: list[Payment]) -> Iterator[Moment]:
    for effect in _effects(order, payments):
        given_up = effect.state == Effect.State.DEAD
        if effect.kind not in TITLES and not given_up:
            continue  # what it did tells itself
        url = reverse("given_up:try_again", args=[effect.pk]) if given_up else ""
        detail = f"{effect.get_state_display()} {effect.error}".strip()
        yield Moment(effect.created, what_it_does(effect), url=url, detail=detail)


def _effects(order: Order, payments: list[Payment]) -> QuerySet[Effect]:
    """By their facts, of which the index knows; those that add a reason begin with the payment's id."""
    refunds = [refund.pk for each in payments for refund in each.refunds.all()]
    facts = [each.pk for each in payments] + refunds
    mine = Q(fact__in=[*map(str, facts), f"free {order.pk}"])
    asked = [str(each.pk) for each in order.money_back_requests.all()]
    mine |= Q(kind__startswith="request_", fact__in=asked)
    mine |= Q(kind="sign_in_link", fact__startswith=str(order.pk))
    for payment in payments:
        told = Q(kind__in=["review", "return_extra"])
        mine |= told & Q(fact__startswith=str(payment.pk))
    return Effect.objects.filter(mine)


def _of_log(order: Order, payments: list[Payment]) -> Iterator[Moment]:
    """What staff did by name, but for refunds and deliveries, which say it themselves."""
    types = ContentType.objects.get_for_models(Order, Payment, MoneyBackRequest)
    mine = Q(content_type=types[Order], object_id=str(order.pk))
    mine |= Q(
        content_type=types[Payment], object_id__in=[str(each.pk) for each in payments]
    )
    entries = ModelLogEntry.objects.filter(mine).exclude(action__in=SAID_BY_FACTS)
    for entry in entries.select_related("user"):
        kind = "payments" if entry.action == RECORDED else ""
        url = reverse("payments:inspect", args=[entry.object_id]) if kind else ""
        yield Moment(entry.timestamp, str(entry.message), str(entry.user or ""), url)


def _sheet(name: str, thing: Model) -> str:
    return reverse(f"{name}:inspect", args=[thing.pk])
