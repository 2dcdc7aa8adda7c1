"""Things that are sent: a book of which there are few, and a kit that is rented by the day."""

import secrets
from collections.abc import Sequence

from commerce.domain.checkout import Buyer, Details, Placed, place_order
from commerce.domain.items import Item
from commerce.domain.offers import Offer, offers_of
from commerce.models import (
    CheckoutSnippet,
    Coupon,
    PaymentMethod,
    Price,
    PriceVersion,
    Product,
    ProductText,
    ShippingMethod,
    ShippingMethodText,
)

from .shop import Shop, Visitor, terms_read

URLS = {"success": "http://testserver/yes", "cancel": "http://testserver/no"}
HOME = {
    "ship_name": "Nora Blum",
    "ship_street": "Rue des Lilas 3",
    "ship_postcode": "75020",
    "ship_city": "Paris",
    "ship_country": "FR",
}


def stock_up(shop: Shop, *, books: int | None = None, kits: int | None = None) -> None:
    """The shop's checkout sells a book at 19 € and a kit at 5 € a day too, as many as there are."""
    add(shop.checkout, "book", Product.Kind.GOODS, 1900, books)
    add(shop.checkout, "kit", Product.Kind.RENTAL, 500, kits)


def add(
    checkout: CheckoutSnippet, code: str, kind: str, amount: int, stock: int | None
) -> Price:
    """A product sent to its buyer, at one price: for good, or for a day where it is rented."""
    product = Product.objects.create(code=code, kind=kind, stock=stock)
    rented = kind == Product.Kind.RENTAL
    price_kind = Price.Kind.PER_DAY if rented else Price.Kind.ONE_TIME
    ProductText.objects.create(product=product, language="en", title=code.title())
    price = Price.objects.create(code=code, product=product, kind=price_kind)
    PriceVersion.objects.create(price=price, currency="EUR", amount=amount)
    checkout.prices.add(price)
    checkout.save()
    return price


def offer(shop: Shop, code: str) -> Offer:
    return next(each for each in offers_of(shop.checkout) if each.price.code == code)


def ordered(
    items: Sequence[Item],
    method: PaymentMethod | None = None,
    *,
    user_id: int | None = None,
    token: str = "",
    email: str = "guest@example.com",
    coupon: Coupon | None = None,
) -> Placed:
    """By somebody who is signed in, or a guest of whom nobody else knows."""
    buyer = Buyer(user_id, token or secrets.token_hex(8))
    details = Details(email, "en", "", True, True, coupon=coupon)
    return place_order(
        items, method, buyer=buyer, details=details, urls_of=lambda _order: URLS
    )


def stock_of(code: str) -> int | None:
    return Product.objects.values_list("stock", flat=True).get(code=code)


def ship(code: str, amount: int, *countries: str) -> ShippingMethod:
    """A way to send to these countries, or everywhere."""
    product = Product.objects.create(code=code, kind=Product.Kind.SHIPPING)
    price = Price.objects.create(code=code, product=product)
    PriceVersion.objects.create(price=price, currency="EUR", amount=amount)
    method = ShippingMethod.objects.create(
        code=code, price=price, countries=list(countries)
    )
    ShippingMethodText.objects.create(method=method, language="en", name=code.title())
    return method


def sends(visitor: Visitor, address: str, **typed: str) -> object:
    """The answer to an order form for a book to Nora, filled in as it stands but for these fields."""
    opened = visitor.client.get(address)
    return visitor.client.post(address, filled(visitor, opened) | typed)


def filled(visitor: Visitor, opened: object) -> dict[str, object]:
    form = opened.context["form"]
    return HOME | {
        "plan": "book",
        "method": "transfer",
        "email": visitor.email,
        "terms": "on",
        "token": form["token"].value(),
        "shown": [f"{code}:{it.due.amount}" for code, it in form.quotes.items()],
        "delivery": form.way.code if form.way else "",
        "terms_read": terms_read(opened.text),
        "quantity": "1",
        "days": "1",
    }
