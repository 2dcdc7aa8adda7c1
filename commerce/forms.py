"""What buyers fill in."""

import re
from collections.abc import Sequence

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from accounts.models import LONGEST_EMAIL, User, fold_email

from .address_fields import SENT, AddressFieldsForm
from .domain import proofs
from .domain.checkout import Buyer, Details, new_token
from .domain.desk import Desk
from .domain.items import MOST_DAYS, MOST_PIECES, Item
from .domain.offers import Offer
from .domain.quotes import BASKET, Quote
from .domain.shipping import Way, countries_of, ways_to
from .domain.terms import version_of
from .models import Order, PaymentMethod
from .postal import countries
from .reducible import ReducibleForm


class AddressForm(forms.Form):
    """The address a guest meant."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address like name@example.com."),
        },
    )

    def clean_email(self) -> str:
        return fold_email(self.cleaned_data["email"])


class WholeField(forms.IntegerField):
    """From 1 to ``most``, in plain digits: what else Python reads as a number is a mistake here.

    ``title``: of what it counts, where there are several such fields.
    """

    def __init__(
        self, label: str, most: int, initial: int = 1, title: str = ""
    ) -> None:
        super().__init__(
            label=label, min_value=1, max_value=most, required=False, initial=initial
        )
        self.wrong = _("Enter a whole number from 1 to %(most)s.")
        if title:
            self.wrong = _("“%(title)s”: enter a whole number from 1 to %(most)s.")
        self.most, self.title = most, title

    def clean(self, value: object) -> int:
        if value is None:  # the form did not ask
            return self.initial
        typed = str(value).strip()
        if not is_whole(typed, self.most):
            words = {"most": self.most, "title": self.title}
            raise forms.ValidationError(self.wrong % words)
        return int(typed)


def is_whole(typed: str, most: int) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,4}", typed)) and 1 <= int(typed) <= most


def is_row(sent: str) -> bool:
    """Whether a row of the database may have this number."""
    return bool(re.fullmatch(r"[0-9]{1,18}", sent))


class CheckoutForm(ReducibleForm, AddressFieldsForm):
    """Knows what one checkout offers, plans or a whole basket, and the ways to pay; amounts are never fields."""

    field_order = (  # as they stand on the page, and so in the list of mistakes
        *("email", "plan", "quantity", "days", "ship_country", "ship_name"),
        *("ship_street", "ship_postcode", "ship_city", "ship_area", "phone"),
        *("delivery", "method", "audience"),
    )

    plan = forms.ChoiceField(label=_("Plan"), widget=forms.RadioSelect)
    quantity = WholeField(_("How many?"), MOST_PIECES)
    days = WholeField(_("For how many days?"), MOST_DAYS)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=LONGEST_EMAIL,
        help_text=_("Your receipt and your access go here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address like name@example.com."),
        },
    )
    delivery = forms.ChoiceField(
        label=_("How do we send it?"), widget=forms.RadioSelect, required=False
    )
    method = forms.ChoiceField(
        label=_("How do you want to pay?"),
        widget=forms.RadioSelect,
        required=False,  # a free plan needs none; clean() asks for it
    )
    audience = forms.ChoiceField(
        label=_("You buy as"),
        choices=Order.Audience,
        widget=forms.RadioSelect,
        required=False,
    )
    company = forms.CharField(label=_("Company"), max_length=120, required=False)
    vat_number = forms.CharField(label=_("VAT number"), max_length=30, required=False)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    notes = forms.CharField(
        label=_("Notes"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    terms = forms.BooleanField(
        label=_("I accept the terms of sale."),
        error_messages={"required": _("Accept the terms of sale to order.")},
    )
    waiver = forms.BooleanField(
        label=_("Start my access now; I give up my 14-day right of withdrawal."),
        required=False,
    )
    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    page = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: object,
        desk: Desk,
        user: User | AnonymousUser,
        terms: str = "",
        takes_coupons: bool = False,
        **kwargs: object,
    ) -> None:
        """``terms``: the wording that the buyer must have read when the form is sent."""
        super().__init__(*args, **kwargs)
        self.wording = terms
        self.desk = desk
        self.methods = {method.code: method for method in desk.methods}
        self.user = user
        self._open_delivery()
        self.quotes = {quote.code: quote for quote in self._quoted()}
        self._offer_choices()
        if self.is_free or not takes_coupons:
            del self.fields["coupon"]

    def _open_delivery(self) -> None:
        """The ways of sending to the country that stands in the form; nothing to choose where there is no charge."""
        self.ways = ways_to(self.format(SENT).country, self.desk.shipping)
        field = self.fields["delivery"]
        field.choices = [(way.code, way.method.name) for way in self.ways]
        field.initial = self.ways[0].code if self.ways else ""
        text = _("This country is reached in another way: choose it.")
        field.error_messages["invalid_choice"] = text
        reached = countries_of(self.desk.shipping)
        if reached is not None:
            country = self.fields["ship_country"]
            country.choices = [each for each in countries() if each[0] in reached]
            text = _("We do not deliver there. Choose another country.")
            country.error_messages["invalid_choice"] = text

    def _quoted(self) -> list[Quote]:
        """With the pieces, days and shipping that stand in the form."""
        if self.desk.basket:
            return [self._quote(BASKET, self.desk.basket)]
        return [
            self._quote(offer.price.code, [self._item(offer)])
            for offer in self.desk.offers
        ]

    def _item(self, offer: Offer) -> Item:
        """One, for one day, where what stands in the form is no number."""
        days = self._number("days", MOST_DAYS) if offer.is_rented else None
        delivered = offer.price.product.needs_shipping
        return Item(
            offer, self._number("quantity", MOST_PIECES) if delivered else 1, days
        )

    def _number(self, name: str, most: int) -> int:
        typed = self.said(name).strip()
        return int(typed) if is_whole(typed, most) else 1

    def _quote(self, code: str, items: Sequence[Item]) -> Quote:
        sent = any(item.needs_shipping for item in items)
        return Quote(
            code, (*items, self.way.item) if sent and self.way else tuple(items)
        )

    @property
    def way(self) -> Way | None:
        """The way of sending that stands in the form, else the first."""
        asked = (way for way in self.ways if way.code == self.said("delivery"))
        return next(asked, next(iter(self.ways), None))

    def _offer_choices(self) -> None:
        """Only the fields that something on offer asks for."""
        self.fields["plan"].choices = [
            (code, quote.items[0].offer.name) for code, quote in self.quotes.items()
        ]
        self.fields["method"].choices = [
            (code, way.name) for code, way in self.methods.items()
        ]
        self.fields["token"].initial = new_token
        quotes = self.quotes.values()
        self.delivers = any(quote.needs_shipping for quote in quotes)
        offers = [item.offer for quote in quotes for item in quote.items]
        self.rents = any(offer.is_rented for offer in offers)
        self.opens_access = not quotes or any(quote.opens_access for quote in quotes)
        if not self.opens_access:
            self.fields["email"].help_text = _("Your receipt goes here.")
        if self.user.is_authenticated:
            del self.fields["email"]
        self.is_free = all(quote.is_free for quote in quotes)
        if self.is_free:  # nothing to pay, nothing to withdraw from
            for name in ("method", "terms", "waiver"):
                del self.fields[name]
        elif self.is_bound and self.data.get("terms_read", "") != version_of(
            self.wording
        ):
            self._empty_box()

    def _empty_box(self) -> None:
        """The terms changed since this form was opened; the page that answers shows them."""
        self.data = self.data.copy()
        self.data.pop("terms", None)
        words = _("The terms of sale have changed. Read them again.")
        self.fields["terms"].error_messages["required"] = words

    @property
    def chosen(self) -> Quote | None:
        """What the summary shows: the plan asked for, else the recommended, else the first; one that is gone where all are."""
        quotes = self.quotes.values()
        order = sorted(quotes, key=lambda it: not it.items[0].offer.recommended)
        asked = [self.asked, *order] if self.asked else order
        there = (quote for quote in asked if not quote.is_gone)
        return next(there, next(iter(asked), None))

    @property
    def asked(self) -> Quote | None:
        return self.quotes.get(self["plan"].value() or "")

    def clean_email(self) -> str:
        return fold_email(self.cleaned_data["email"])

    def clean(self) -> dict:
        super().clean()
        quote = self.quotes.get(self.cleaned_data.get("plan", ""))
        if quote:
            self._judge_delivery(quote)
            self._judge_payment(quote)
        if self.cleaned_data.get("audience") == Order.Audience.COMPANY:
            self.require("company")
        return self.cleaned_data

    def _judge_delivery(self, quote: Quote) -> None:
        """What belongs to a plan that was not chosen is nobody's mistake."""
        if not quote.needs_shipping:
            for name in (
                "quantity",
                "days",
                "delivery",
                "ship_postcode",
                "ship_country",
            ):
                self.errors.pop(name, None)
            return
        if not any(item.rental_days for item in quote.items) or self.desk.basket:
            self.errors.pop("days", None)
        if self.desk.basket:
            self.errors.pop("quantity", None)
        self.require_address(SENT)
        if self.ways and "ship_country" not in self.errors:
            self.require("delivery")

    def _judge_payment(self, quote: Quote) -> None:
        method = self.methods.get(self.cleaned_data.get("method", ""))
        waives = self.cleaned_data.get("waiver")
        if "waiver" in self.fields and quote.opens_access and not waives:
            words = _("Your access starts at once: agree to give up the withdrawal period.")  # fmt: skip
            self.add_error("waiver", words)
        if method and method.needs_shipping and not quote.needs_shipping:
            words = _("Nothing is delivered here: choose another way to pay.")
            self.add_error("method", words)
        if quote.due.amount and not method and "method" not in self.errors:
            self.add_error("method", _("Choose how you want to pay."))

    @property
    def quote(self) -> Quote:
        return self.quotes[self.cleaned_data["plan"]]

    @property
    def payment_method(self) -> PaymentMethod | None:
        """None where nothing is to be paid."""
        method = self.methods.get(self.cleaned_data.get("method", ""))
        return method if self.quote.due.amount else None

    def buyer(self, browser_hash: str, origin: str) -> Buyer:
        """Who is signed in needs no proof by the browser, and leaves none behind."""
        proof = "" if self.user.is_authenticated else browser_hash
        return Buyer(self.user.pk, self.cleaned_data["token"], proof, origin)

    def details(self, **known: object) -> Details:
        """With what the form does not hold: language, checkout_key, terms_version."""
        data = self.cleaned_data
        return Details(
            email=data.get("email") or self.user.email,
            waives_withdrawal=data.get("waiver", False),
            accepts_terms=data.get("terms", False),
            billing=self.address("", "company", "vat_number"),
            shipping=self.address(SENT) if self.quote.needs_shipping else {},
            phone=data["phone"],
            notes=data["notes"],
            audience=data["audience"] or Order.Audience.PERSON,
            source_page_id=data["page"],
            coupon=self.found if self.quote.discount else None,
            **known,
        )


class MoneyBackForm(forms.Form):
    """Why somebody wants the money back."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A sentence is enough. Our staff read it and answer by e-mail."),
    )


class ProofForm(forms.Form):
    """A bank's confirmation of a transfer."""

    proof = forms.FileField(
        label=_("The bank’s confirmation"),
        help_text=_("PDF, JPEG, PNG or WebP, 10 MB at most."),
        widget=forms.FileInput(
            attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp", "data-most": proofs.LARGEST}
        ),
    )
