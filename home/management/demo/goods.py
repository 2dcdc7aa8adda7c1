"""The demo's shop: what is sent, and how."""

from commerce.models import (
    Price,
    Product,
    ShippingMethod,
    ShippingMethodText,
)
from home.demo.content.goods import GOODS, SENDINGS, SHOP_CHECKOUT, Sending, Ware
from home.demo.content.model import LANGUAGES, Text

from .shop import add_checkout, add_price, add_product

NO_WORDS = Text("", "")


def load_goods() -> None:
    for ware in GOODS:
        _sell(ware)
    for place, sending in enumerate(SENDINGS):
        _send(sending, place)
    add_checkout("shop", SHOP_CHECKOUT, GOODS)


def _sell(ware: Ware) -> None:
    kind = Product.Kind.RENTAL if ware.rented else Product.Kind.GOODS
    product = add_product(
        ware.code, ware.name.get, ware.description.get, ware.features, kind=kind
    )
    if not product.prices.exists():
        Product.objects.filter(pk=product.pk).update(stock=ware.stock)
    add_price(product, ware.code, ware.name.get, amount=ware.price)


def _send(sending: Sending, place: int) -> None:
    product = add_product(
        sending.code, sending.name.get, NO_WORDS.get, (), kind=Product.Kind.SHIPPING
    )
    add_price(product, sending.code, sending.name.get, amount=sending.price)
    method, _ = ShippingMethod.objects.get_or_create(
        code=sending.code,
        defaults={
            "price": Price.objects.get(code=sending.code),
            "countries": list(sending.countries),
            "sort_order": place,
        },
    )
    for language in LANGUAGES:
        ShippingMethodText.objects.get_or_create(
            method=method,
            language=language,
            defaults={
                "name": sending.name.get(language),
                "description": sending.description.get(language),
            },
        )
