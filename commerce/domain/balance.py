"""The money of one order: what came, what went back, and which of its lines that leaves paid for."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from commerce.models import Dispute, Order, OrderLine, Payment, Refund, RefundLine

States = Order.PaymentState


@dataclass(frozen=True)
class Taken:
    """One payment's money, in minor units. ``back``: refunded, or lost to the buyer's bank."""

    payment_id: uuid.UUID
    captured: int
    back: int = 0
    disputed: bool = False

    @property
    def net(self) -> int:
        return self.captured - self.back


@dataclass(frozen=True)
class Balance:
    """``takings`` in the order's currency, oldest first; ``split``: what staff gave back of each line, by its id.

    ``reviewed``: money that does not fit the order waits for somebody's decision.
    """

    due: int
    takings: tuple[Taken, ...] = ()
    split: Mapping[int, int] = field(default_factory=dict)
    reviewed: bool = False

    @property
    def received(self) -> int:
        return sum(taken.captured for taken in self.takings)

    @property
    def given_back(self) -> int:
        """Of what was due: what was paid beyond it goes back first."""
        excess = max(self.received - self.due, 0)
        return max(sum(taken.back for taken in self.takings) - excess, 0)

    @property
    def is_suspended(self) -> bool:
        """A dispute is open, and without what it is about the order would not be paid."""
        calm = sum(taken.net for taken in self.takings if not taken.disputed)
        return any(taken.disputed for taken in self.takings) and calm < self.due

    def state(self, before: str) -> str:
        """What the order's payment is; as it was before while nothing that fits it arrived."""
        if self.received < self.due:
            if self.reviewed:
                return States.NEEDS_REVIEW
            decided = before == States.NEEDS_REVIEW  # and all of it went back
            return States.REFUNDED if decided else before
        if not self.given_back:
            return States.PAID
        whole = self.given_back >= self.due
        return States.REFUNDED if whole else States.PARTIALLY_REFUNDED

    def pays_for(self, line: OrderLine) -> bool:
        """Paid in full, not disputed, and less given back of it than it cost."""
        paid = self.received >= self.due and not self.is_suspended
        return paid and not self.gave_back(line)

    def gave_back(self, line: OrderLine) -> bool:
        """All that it cost, or all that the order did."""
        if self.due and self.given_back >= self.due:
            return True
        return bool(line.amount) and self.split.get(line.pk, 0) >= line.amount

    def beyond_due(self) -> list[Taken]:
        """Payments that came when the order was paid for already."""
        beyond, net = [], 0
        for taken in self.takings:
            if taken.disputed:
                continue  # the bank has not decided whose it is
            if net >= self.due and taken.net:
                beyond.append(taken)
            else:
                net += taken.net
        return beyond

    def paid_anew(self) -> list[Taken]:
        """Payments that came when the order had been paid, and are kept for what was paid before went back."""
        anew, came, beyond = [], 0, self.beyond_due()
        for taken in self.takings:
            if taken.disputed:
                continue
            if came >= self.due and taken.net and taken not in beyond:
                anew.append(taken)
            came += taken.captured
        return anew


def balance_of(order: Order) -> Balance:
    """One query; one more where something was given back."""
    rows = list(with_money_back(order.payments))
    fitting = [row for row in rows if row["captured"] and _fits(row, order)]
    takings = tuple(map(_taken, fitting))
    back = any(taken.back for taken in takings)
    return Balance(
        due=order.total,
        takings=takings,
        split=_split(order) if back else {},
        reviewed=any(_waits(row) for row in rows if row not in fitting),
    )


def suspended(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Those whose balance is suspended, in one query: paid, with an open dispute, and no line of them holds."""
    own = {"order": OuterRef("pk")}
    disputed = Dispute.objects.open().filter(payment__order=OuterRef("pk"))
    holding = OrderLine.objects.filter(**own, holds=True)
    return orders.filter(
        Exists(disputed), ~Exists(holding), payment_state__in=Order.PAID
    )


def with_money_back(payments: QuerySet[Payment]) -> Iterable[dict]:
    """Each with its refunds that count, its lost disputes, and whether one is open."""
    own = {"payment": OuterRef("pk"), "currency": OuterRef("currency")}
    disputes = Dispute.objects.filter(payment=OuterRef("pk"))
    lost = Dispute.objects.filter(**own, status=Dispute.Status.LOST)
    return (
        payments.order_by(F("paid_at").asc(nulls_last=True), "created")
        .annotate(
            refunded=_sum(Refund.objects.counting().filter(**own)),
            lost=_sum(lost),
            disputed=Exists(disputes.open()),
        )
        .values(
            "pk",
            "status",
            "amount",
            "captured",
            "currency",
            "refunded",
            "lost",
            "disputed",
        )
    )


def _sum(rows: QuerySet) -> Coalesce:
    totals = rows.order_by().values("payment").annotate(total=Sum("amount"))
    whole = Subquery(totals.values("total"), output_field=IntegerField())
    return Coalesce(whole, 0)


def _back(row: dict) -> int:
    """A dispute that was lost may show as a refund too: no more goes back than came."""
    return min(row["captured"], row["refunded"] + row["lost"])


def _fits(row: dict, order: Order) -> bool:
    """Exactly what was asked for, also once what was too much has gone back, whatever goes back after that."""
    exact = row["status"] == Payment.Status.SUCCEEDED
    back = _back(row)
    mended = 0 < _over(row) <= back and (order.paid_at or back < row["captured"])
    return row["currency"] == order.currency and bool(exact or mended)


def _over(row: dict) -> int:
    return row["captured"] - row["amount"]


def _waits(row: dict) -> bool:
    """For somebody's decision: money that does not fit, or none where there was said to be some."""
    reviewed = row["status"] == Payment.Status.NEEDS_REVIEW
    return reviewed and (not row["captured"] or _back(row) < row["captured"])


def _taken(row: dict) -> Taken:
    if row["status"] == Payment.Status.SUCCEEDED:
        return Taken(row["pk"], row["captured"], _back(row), row["disputed"])
    back = _back(row) - _over(row)
    return Taken(row["pk"], row["amount"], back, row["disputed"])


def _split(order: Order) -> dict[int, int]:
    counting = Refund.objects.counting().filter(payment__order=order)
    lines = RefundLine.objects.filter(refund__in=counting).order_by()
    return dict(lines.values_list("line").annotate(Sum("amount")))
