"""What of a payment may still go back, and for which lines of its order: what a refund's form begins with."""

from collections.abc import Mapping
from dataclasses import dataclass

from commerce.models import OrderLine, Payment
from commerce.money import Money

from .balance import balance_of
from .refunds import refundable


@dataclass(frozen=True)
class LineLeft:
    """A line, with what went back of it and what may, in minor units."""

    line: OrderLine
    back: int
    left: int


@dataclass(frozen=True)
class Left:
    """``lines`` is empty where the money is for none of them: beyond what the order costs, or not fitting it."""

    money: Money
    lines: tuple[LineLeft, ...] = ()

    def all_of(self, *chosen: int) -> dict[int, int]:
        """As much as may go back of these lines, by their id; of all of them by default."""
        rest, parts = self.money.amount, {}
        for each in self.lines:
            if not chosen or each.line.pk in chosen:
                parts[each.line.pk] = min(each.left, rest)
                rest -= parts[each.line.pk]
        return parts


def left_of(payment: Payment) -> Left:
    """What was paid beyond the order goes back before any line does."""
    whole = refundable(payment)
    balance = balance_of(payment.order)
    if payment.pk not in [taken.payment_id for taken in balance.takings]:
        return Left(whole)
    back = sum(taken.back for taken in balance.takings)
    beyond = min(whole.amount, balance.received - balance.due - back)
    if beyond > 0:
        return Left(Money(beyond, whole.currency))
    lines = payment.order.lines.select_related("product")
    return Left(whole, tuple(_line_left(line, balance.split) for line in lines))


def _line_left(line: OrderLine, split: Mapping[int, int]) -> LineLeft:
    back = split.get(line.pk, 0)
    return LineLeft(line, back, max(line.amount - back, 0))
