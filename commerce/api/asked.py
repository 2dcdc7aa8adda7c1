"""What a checkout is asked for, in the guides' names. A field that is not named here is refused, amounts among them."""

from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
)

from commerce.domain.items import MOST_DAYS, MOST_ITEMS, MOST_PIECES

from .fields import Text
from .returns import OwnAddress

Longest = Annotated[Text, Field(max_length=200)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AskedItem(Strict):
    """``id``: the price's code. ``days``: of a rental; of a pass they may be named, and must be its own."""

    id: Annotated[Text, Field(min_length=1, max_length=50)]
    type: Literal["product", "equipment", "access"]
    quantity: Annotated[StrictInt, Field(ge=1, le=MOST_PIECES)] = 1
    days: Annotated[StrictInt, Field(ge=1, le=MOST_DAYS)] | None = None


class Customer(Strict):
    """Who buys, and where goods go. ``email`` of who is signed in is the account's; ``country`` is its ISO code, ``area`` a state or province where addresses have one."""

    firstName: Longest = ""  # noqa: N815 -- the guides' names
    lastName: Longest = ""  # noqa: N815 -- likewise
    email: Longest = ""
    phone: Longest = ""
    address: Longest = ""
    city: Longest = ""
    postalCode: Longest = ""  # noqa: N815 -- likewise
    area: Longest = ""
    country: Longest = ""


class Agreed(Strict):
    """How to send (the first way there is, unless named) and to pay, where to return to, and what the law wants said. ``terms_version``: as ``config/`` names it."""

    customer_info: Customer = Customer()
    method: Longest = ""
    delivery: Longest = ""
    success_url: OwnAddress = ""
    cancel_url: OwnAddress = ""
    accepts_terms: StrictBool = False
    waives_withdrawal: StrictBool = False
    terms_version: Longest = ""


def each_once(items: list[AskedItem]) -> list[AskedItem]:
    """Raises ValueError: two lines of one thing are one line of two."""
    if len({item.id for item in items}) < len(items):
        raise ValueError(_("Name each item once, with its quantity."))
    return items


class Asked(Agreed):
    items: Annotated[
        list[AskedItem],
        Field(min_length=1, max_length=MOST_ITEMS),
        AfterValidator(each_once),
    ]
    coupon: Longest = ""


class Started(BaseModel):
    """Send the buyer to ``url``. ``session_id`` is what they come back with, and what ``payments/verify/`` takes."""

    session_id: str
    url: str
