"""Amounts, and what is no longer sold. Nothing here is ever changed or deleted: amounts are added, things archived."""

from dataclasses import asdict
from datetime import datetime

from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from commerce.models import Price, PriceVersion, Product
from commerce.money import Money

ADDED = "commerce.amount"


class StartsInThePast(ValueError):
    """An amount cannot have been in force before it was written down."""


def add_amount(
    price: Price,
    money: Money,
    *,
    by: User | None,
    reason: str = "",
    starts: datetime | None = None,
) -> PriceVersion:
    """The price costs this from ``starts`` on, or from now. Orders keep the amount they were placed at.

    Raises StartsInThePast.
    """
    now = timezone.now()
    if starts and starts < now:
        raise StartsInThePast(starts)
    before = price.current_version
    version = PriceVersion.objects.create(
        price=price,
        currency=money.currency,
        amount=money.amount,
        effective_from=starts or now,
        author=by,
        reason=reason,
    )
    told = {
        "amount": asdict(money),
        "before": asdict(before.money) if before else None,
        "starts": version.effective_from,
        "reason": reason,
    }
    log(price, ADDED, user=by, title=price.name, data=told)
    return version


def archive(sold: Product | Price) -> None:
    """Nobody can buy it any more; whoever did keeps it."""
    _set_archived(sold, timezone.now())


def restore(sold: Product | Price) -> None:
    _set_archived(sold, None)


def _set_archived(sold: Product | Price, moment: datetime | None) -> None:
    sold.archived_at = moment
    sold.save(update_fields=["archived_at"])
