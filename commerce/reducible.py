"""The part of a buyer's form that asks for a coupon, and holds that nobody is charged more than was shown."""

from dataclasses import replace

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User, fold_email

from .domain.checkout import Buyer
from .domain.coupons import Person, Refused, sold, taken_off
from .domain.items import Item
from .domain.offers import Offer
from .models import Coupon, Price, fold_code


class ReducibleForm(forms.Form):
    """``coupon``: the one that is found, once ``reduce`` was called; ``refused``: why there is none, in words."""

    coupon = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=60,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "form": "checkout"}
        ),
    )
    user: User | AnonymousUser
    offers: dict[str, Offer]
    chosen_offer: Offer | None
    found: Coupon | None = None
    refused: str = ""

    @property
    def code(self) -> str:
        """As it was typed or came with the address."""
        typed = self["coupon"].value() if "coupon" in self.fields else ""
        return fold_code(str(typed or ""))

    @property
    def person(self) -> Person:
        """Who would use it, as far as is known yet."""
        is_guest = "email" in self.fields
        email = self["email"].value() if is_guest else self.user.email
        buyer = Buyer(self.user.pk, str(self["token"].value() or ""))
        items = [one(self.chosen_offer)] if self.chosen_offer else []
        return Person(self.user.pk, fold_email(email or ""), buyer.open_key(items))

    def reduce(self, coupon: Coupon) -> None:
        """Each plan that it is for costs less from here on; refused where the chosen one does not."""
        chosen = self.chosen_offer
        for code, offer in self.offers.items():
            currency = offer.version.currency
            try:
                (less,) = taken_off(coupon, [sold(one(offer).line())], currency)
            except Refused as refused:
                if offer is chosen and not self.is_bound:
                    self.refused = str(refused)
            else:
                self.offers[code] = replace(offer, discount=less)
        self.found = None if self.refused else coupon

    @property
    def nothing_due(self) -> bool:
        return all(offer.due.amount == 0 for offer in self.offers.values())

    def clean(self) -> dict:
        data = super().clean()
        if self.refused:
            self.add_error("coupon", self.refused)
        self._tell_another_total(data.get("plan", ""))
        return data

    def refuse(self, why: str) -> None:
        """After all was well: somebody was quicker."""
        for code, offer in self.offers.items():
            self.offers[code] = replace(offer, discount=0)
        self.found, self.refused = None, why
        self.add_error("coupon", why)
        self._tell_another_total(self.cleaned_data["plan"])

    def _tell_another_total(self, plan: str) -> None:
        offer = self.offers.get(plan)
        if offer and self._was_shown(offer) != offer.due.amount:
            text = _("The total is now %(amount)s. Nothing was ordered yet.")
            self.add_error(None, text % {"amount": offer.due})

    def _was_shown(self, offer: Offer) -> int:
        """What the page said this plan costs, in minor units; its price where it said nothing."""
        said = self.data.getlist("shown") if hasattr(self.data, "getlist") else []
        for each in said:
            code, _colon, amount = each.rpartition(":")
            if code == offer.price.code and amount.isdecimal():
                return int(amount)
        return offer.money.amount


def one(offer: Offer) -> Item:
    """A piece of it, for a day where it is rented."""
    per_day = offer.price.kind == Price.Kind.PER_DAY
    return Item(offer, rental_days=1 if per_day else None)
