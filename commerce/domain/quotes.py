"""What an order would cost, before it is one: goods, days and shipping, as the checkout shows them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commerce.models import OrderLine, Product
from commerce.money import Money

from .items import Item

BASKET = "basket"  # the code of what a basket holds, where a plan has its own


@dataclass(frozen=True)
class Quote:
    """One thing that a checkout offers: a plan under its code, or a whole basket; shipping is among the items.

    ``discount``: by a coupon, in minor units.
    """

    code: str
    items: tuple[Item, ...]
    discount: int = 0

    @property
    def currency(self) -> str:
        return self.items[0].money.currency

    @property
    def total(self) -> Money:
        """Before any discount."""
        whole = sum(item.money.amount for item in self.items)
        return Money(whole, self.currency)

    @property
    def due(self) -> Money:
        """What is charged for it: the total less what the coupon takes off."""
        return Money(self.total.amount - self.discount, self.currency)

    @property
    def off(self) -> Money:
        return Money(-self.discount, self.currency)

    @property
    def title(self) -> str:
        return _("Your basket") if self.code == BASKET else self.items[0].offer.title

    @property
    def is_free(self) -> bool:
        return self.total.amount == 0

    @property
    def is_gone(self) -> bool:
        """Whether this plan cannot be ordered: nothing is left of it."""
        return self.code != BASKET and self.items[0].offer.is_sold_out

    @property
    def is_short(self) -> bool:
        return any(item.is_short for item in self.items)

    @property
    def needs_shipping(self) -> bool:
        return any(item.needs_shipping for item in self.items)

    @property
    def opens_access(self) -> bool:
        kinds = {item.offer.price.product.kind for item in self.items}
        return Product.Kind.ACCESS in kinds


def pieces_of(bought: Item | OrderLine) -> str:
    """How many, and for how long, where that is to be said: “× 2 (5 days)”."""
    days = bought.rental_days
    said = [f"× {bought.quantity}"] if bought.quantity > 1 else []
    if days:
        words = ngettext("%(count)s day", "%(count)s days", days)
        said.append(f"({words % {'count': days}})")
    return " ".join(said)


def too_few(product: Product) -> str:
    """What there is instead, in words."""
    title = {"title": product.title}
    left = product.stock
    if not left:
        return _("“%(title)s” is sold out.") % title
    words = ngettext(
        "Only %(left)s piece of “%(title)s” is left.",
        "Only %(left)s pieces of “%(title)s” are left.",
        left,
    )
    return words % (title | {"left": left})
