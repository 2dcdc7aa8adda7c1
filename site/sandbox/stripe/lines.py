"""What is bought: line items with the price made up for each."""

from typing import Any

from sandbox.ids import stripe_id
from sandbox.state import Document
from sandbox.stripe.errors import StripeError
from sandbox.stripe.objects import sample

# Charged in hundredths of which only whole units exist.
WHOLE_UNITS_IN_HUNDREDTHS = frozenset({"isk", "ugx"})
THOUSANDTHS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})


def line_items(given: list[dict[str, Any]], now: int) -> list[Document]:
    """One line for each item given; raises StripeError for what cannot be sold."""
    if not given:
        message = "You must pass at least one line item in payment mode."
        raise StripeError(message, code="parameter_missing", param="line_items")
    lines = [_line(item, place, now) for place, item in enumerate(given)]
    if len({line["currency"] for line in lines}) > 1:
        message = "All line items must have the same currency."
        raise StripeError(message, param="line_items")
    return lines


def _line(item: dict[str, Any], place: int, now: int) -> Document:
    where = f"line_items[{place}]"
    if "price_data" not in item:
        message = f"No such price: '{item.get('price', '')}'"
        raise StripeError(message, code="resource_missing", param=f"{where}[price]")
    price, name = _price(item["price_data"], where, now)
    quantity = item.get("quantity", 1)
    amount = price["unit_amount"] * quantity
    return sample(
        "item",
        id=stripe_id("li"),
        adjustable_quantity=None,
        amount_subtotal=amount,
        amount_total=amount,
        currency=price["currency"],
        description=name,
        metadata=item.get("metadata") or {},
        price=price,
        quantity=quantity,
    )


def _price(given: dict[str, Any], where: str, now: int) -> tuple[Document, str]:
    where = f"{where}[price_data]"
    if "product_data" not in given:
        message = "The sandbox keeps no products: send product_data."
        raise StripeError(message, param=f"{where}[product]")
    currency = given["currency"].lower()
    amount = _unit_amount(given, currency, where)
    price = sample(
        "price",
        id=stripe_id("price"),
        active=False,
        created=now,
        currency=currency,
        custom_unit_amount=None,
        product=stripe_id("prod", 14),
        recurring=None,
        tax_behavior=given.get("tax_behavior", "unspecified"),
        transform_quantity=None,
        type="one_time",
        unit_amount=amount,
        unit_amount_decimal=str(amount),
    )
    return price, given["product_data"]["name"]


def _unit_amount(given: dict[str, Any], currency: str, where: str) -> int:
    amount = given.get("unit_amount")
    if amount is None or amount < 0:
        message = "Invalid non-negative integer"
        raise StripeError(message, param=f"{where}[unit_amount]")
    hundred = currency in WHOLE_UNITS_IN_HUNDREDTHS and amount % 100
    ten = currency in THOUSANDTHS and amount % 10
    if hundred or ten:
        message = f"Invalid amount: {currency} has no such small change."
        raise StripeError(message, param=f"{where}[unit_amount]")
    return amount
