"""From what was asked to what is bought: offers for codes, and the website's form filled in."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Site

from accounts.api import Refused
from commerce.browser import TOKEN
from commerce.domain.checkout import new_token
from commerce.domain.desk import desk_for
from commerce.domain.items import Item, WrongItem
from commerce.domain.offers import Offer
from commerce.domain.quotes import BASKET
from commerce.domain.shelf import joint, shelf_of
from commerce.domain.terms import terms_of, version_of
from commerce.forms import CheckoutForm
from commerce.models import CheckoutSnippet, Price, Product
from commerce.views.coupons import try_code

from .asked import Agreed, Asked, AskedItem

TYPES = {
    "access": Product.Kind.ACCESS,
    "product": Product.Kind.GOODS,
    "equipment": Product.Kind.RENTAL,
}
PLACES = {  # of the form's fields in what was asked; others have the same name
    "email": "customer_info.email",
    "phone": "customer_info.phone",
    "name": "customer_info.firstName",
    "street": "customer_info.address",
    "postcode": "customer_info.postalCode",
    "city": "customer_info.city",
    "area": "customer_info.area",
    "country": "customer_info.country",
    "terms": "accepts_terms",
    "waiver": "waives_withdrawal",
    "__all__": "items",
}


class NotSold(Exception):
    """Not in this way: ``field`` of the item says why not."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class Purchase:
    """Judged and complete; ``seller`` is the checkout whose terms hold, in no table where there are several."""

    seller: CheckoutSnippet
    form: CheckoutForm

    @property
    def key(self) -> UUID | None:
        return self.seller.translation_key if self.seller.pk else None

    @classmethod
    def of(cls, request: HttpRequest, asked: Agreed, items: list[AskedItem]) -> Self:
        """Raises Refused, naming every field that is wrong."""
        bought, sellers = _bought(items)
        code = asked.coupon if isinstance(asked, Asked) else ""
        site = Site.find_for_request(request)
        seller = joint(sellers, site)
        terms = terms_of(seller, site)
        form = CheckoutForm(
            _typed(request, asked, code, terms),
            desk=desk_for(bought, sellers),
            user=request.user,
            terms=terms,
            takes_coupons=seller.takes_coupons and bool(code),
        )
        try_code(request, form)
        _choose_the_rest(form)
        wrong = {} if form.is_valid() else _named(form)
        if code and "coupon" not in form.fields:
            wrong["coupon"] = _("No code is taken here.")
        if wrong:
            raise invalid(wrong)
        return cls(seller, form)


def _choose_the_rest(form: CheckoutForm) -> None:
    """Nothing was shown before: what is due is what was asked for, sent in the first way there is."""
    due = [f"{code}:{quote.due.amount}" for code, quote in form.quotes.items()]
    form.data.setlist("shown", due)
    if form.way and not form.data["delivery"]:
        form.data["delivery"] = form.way.code


def invalid(fields: dict[str, str]) -> Refused:
    words = _("Correct the fields that are named.")
    return Refused(422, "invalid", words, fields=fields)


def _bought(asked: list[AskedItem]) -> tuple[list[Item], list[CheckoutSnippet]]:
    """What the codes stand for, and the checkouts that show them. Raises Refused."""
    shelf = shelf_of({each.id for each in asked}, get_language())
    items, wrong = [], {}
    for number, each in enumerate(asked):
        try:
            items.append(_item(each, shelf.offers.get(each.id)))
        except NotSold as why:
            wrong[f"items.{number}.{why.field}"] = str(why)
    if wrong:
        raise invalid(wrong)
    return items, shelf.sellers


def _item(asked: AskedItem, offer: Offer | None) -> Item:
    if offer is None or offer.price.product.kind != TYPES[asked.type]:
        raise NotSold("id", _("This is not for sale here."))
    rented = offer.price.kind == Price.Kind.PER_DAY
    if rented and asked.days is None:
        raise NotSold("days", _("For how many days?"))
    if not rented and asked.days not in {None, offer.price.days}:
        raise NotSold("days", _("This is not sold for so many days."))
    try:
        return Item(offer, asked.quantity, asked.days if rented else None)
    except WrongItem as wrong:
        raise NotSold("quantity", _("This is not sold in this quantity.")) from wrong


def _typed(
    request: HttpRequest, asked: Agreed, code: str, terms: str
) -> MultiValueDict:
    """The same as somebody would fill in on the website."""
    who = asked.customer_info
    address = {
        "name": f"{who.firstName} {who.lastName}".strip(),
        "street": who.address,
        "postcode": who.postalCode,
        "city": who.city,
        "area": who.area,
        "country": who.country,
    }
    typed = {
        "plan": BASKET,
        "email": who.email,
        "phone": who.phone,
        "delivery": asked.delivery,
        "method": asked.method,
        "coupon": code,
        "terms": asked.accepts_terms or "",
        "waiver": asked.waives_withdrawal or "",
        "terms_read": asked.terms_version or version_of(terms),
        "token": request.session.get(TOKEN) or new_token(),
        **address,
        **{f"ship_{part}": words for part, words in address.items()},
    }
    return MultiValueDict({name: [value] for name, value in typed.items()})


def _named(form: CheckoutForm) -> dict[str, str]:
    """The form's own words, each under the name it was asked by."""
    fields = {}
    for name, words in form.errors.items():
        own = name.removeprefix("ship_")
        fields[PLACES.get(own, own)] = " ".join(words)
    return fields
