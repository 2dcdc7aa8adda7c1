"""What is bought in one order: which offers, how many pieces, for how many days."""

from dataclasses import dataclass

from commerce.models import OrderLine, Price, Product
from commerce.money import Money

from .offers import Offer

MOST_ITEMS = 20
MOST_PIECES = 99
MOST_DAYS = 365


class WrongItem(ValueError):
    """So many pieces, or days, of this cannot be bought."""


@dataclass(frozen=True)
class Item:
    """``rental_days``: for how many days each piece is rented; None where nothing is. Raises WrongItem."""

    offer: Offer
    quantity: int = 1
    rental_days: int | None = None

    def __post_init__(self) -> None:
        price = self.offer.price
        is_rented = price.kind == Price.Kind.PER_DAY
        if is_rented != (self.rental_days is not None):
            raise WrongItem(self.rental_days)
        for number, most in ((self.quantity, self.most), (self.rental_days, MOST_DAYS)):
            if number is not None and not 1 <= number <= most:
                raise WrongItem(number)

    @property
    def most(self) -> int:
        """How many pieces one order may hold: what opens for good opens once."""
        product, price = self.offer.price.product, self.offer.price
        once = product.kind == Product.Kind.ACCESS and price.kind != Price.Kind.PASS
        return 1 if once or product.kind == Product.Kind.SHIPPING else MOST_PIECES

    @property
    def money(self) -> Money:
        """What it costs before any discount."""
        each = self.offer.version
        amount = each.amount * self.quantity * (self.rental_days or 1)
        return Money(amount, each.currency)

    @property
    def is_counted(self) -> bool:
        return self.offer.price.product.stock is not None

    @property
    def is_short(self) -> bool:
        """Whether there are fewer pieces than that, as far as is known now."""
        stock = self.offer.price.product.stock
        return stock is not None and stock < self.quantity

    @property
    def needs_shipping(self) -> bool:
        return self.offer.price.product.needs_shipping

    def line(self) -> OrderLine:
        """As it is frozen in an order; of none yet."""
        offer = self.offer
        return OrderLine(
            product=offer.price.product,
            price=offer.price,
            price_version=offer.version,
            title=offer.title,
            unit_amount=offer.version.amount,
            quantity=self.quantity,
            rental_days=self.rental_days,
            amount=self.money.amount,
            kind=offer.price.kind,
            days=offer.price.days,
        )
