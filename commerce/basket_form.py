"""The numbers that stand in a basket, to be changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from .domain.basket import Kept, as_kept, item_of
from .domain.items import MOST_DAYS, Item
from .forms import WholeField


@dataclass(frozen=True)
class Row:
    """One thing in the basket with its fields; ``days`` only where it is rented."""

    item: Item
    quantity: forms.BoundField
    days: forms.BoundField | None


class BasketForm(forms.Form):
    """``quantity-…`` and ``days-…`` of each price's code; a field that was not sent stays as it is."""

    def __init__(self, *args: object, items: Sequence[Item], **kwargs: object) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)
        self.items = items
        for item in items:
            offer = item.offer
            self.fields[f"quantity-{offer.price.code}"] = WholeField(
                _("Pieces"), item.most, item.quantity, offer.title
            )
            if item.rental_days:
                self.fields[f"days-{offer.price.code}"] = WholeField(
                    _("Days"), MOST_DAYS, item.rental_days, offer.title
                )

    def rows(self) -> Iterator[Row]:
        for item in self.items:
            code = item.offer.price.code
            days = self[f"days-{code}"] if item.rental_days else None
            yield Row(item, self[f"quantity-{code}"], days)

    def kept(self) -> Kept:
        """As it was typed, once that is valid."""
        typed = self.cleaned_data
        return as_kept(
            item_of(
                row.item.offer,
                typed[row.quantity.name],
                typed[row.days.name] if row.days else 1,
            )
            for row in self.rows()
        )
