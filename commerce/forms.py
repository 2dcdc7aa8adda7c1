"""What buyers fill in."""

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from accounts.models import User, fold_email

from .domain import proofs
from .domain.checkout import Buyer, Details, new_token
from .domain.offers import Offer
from .domain.terms import version_of
from .models import Order, PaymentMethod
from .reducible import ReducibleForm

LONGEST_EMAIL = 254  # of the column
SHIPPING = ("ship_name", "ship_street", "ship_postcode", "ship_city", "ship_country")
BILLING = ("name", "company", "vat_number", "street", "postcode", "city", "country")


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


class CheckoutForm(ReducibleForm):
    """Knows the plans and ways to pay of one checkout; amounts are never fields."""

    plan = forms.ChoiceField(label=_("Plan"), widget=forms.RadioSelect)
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
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    company = forms.CharField(label=_("Company"), max_length=120, required=False)
    vat_number = forms.CharField(label=_("VAT number"), max_length=30, required=False)
    street = forms.CharField(
        label=_("Street and number"), max_length=200, required=False
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    country = forms.CharField(label=_("Country"), max_length=60, required=False)
    ship_name = forms.CharField(label=_("Recipient"), max_length=120, required=False)
    ship_street = forms.CharField(
        label=_("Street and number"), max_length=200, required=False
    )
    ship_postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    ship_city = forms.CharField(label=_("City"), max_length=100, required=False)
    ship_country = forms.CharField(label=_("Country"), max_length=60, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
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
        offers: list[Offer],
        methods: list[PaymentMethod],
        user: User | AnonymousUser,
        terms: str = "",
        takes_coupons: bool = False,
        **kwargs: object,
    ) -> None:
        """``terms``: the wording that the buyer must have read when the form is sent."""
        super().__init__(*args, **kwargs)
        self.wording = terms
        self.offers = {offer.price.code: offer for offer in offers}
        self.methods = {method.code: method for method in methods}
        self.user = user
        self.fields["plan"].choices = [
            (code, offer.name) for code, offer in self.offers.items()
        ]
        self.fields["method"].choices = [
            (code, way.name) for code, way in self.methods.items()
        ]
        self.fields["token"].initial = new_token
        self.opens_access = not all(
            offer.price.product.needs_shipping for offer in offers
        )
        if not self.opens_access:
            self.fields["email"].help_text = _("Your receipt goes here.")
        if user.is_authenticated:
            del self.fields["email"]
        self.is_free = all(offer.is_free for offer in offers)
        if self.is_free or not takes_coupons:
            del self.fields["coupon"]
        if self.is_free:  # nothing to pay, nothing to withdraw from
            for name in ("method", "terms", "waiver"):
                del self.fields[name]
        elif self.is_bound and self.data.get("terms_read", "") != version_of(terms):
            self._empty_box()

    def _empty_box(self) -> None:
        """The terms changed since this form was opened; the page that answers shows them."""
        self.data = self.data.copy()
        self.data.pop("terms", None)
        words = _("The terms of sale have changed. Read them again.")
        self.fields["terms"].error_messages["required"] = words

    @property
    def chosen_offer(self) -> Offer | None:
        """The plan that the summary shows: the one asked for, else the recommended, else the first."""
        asked = self.offers.get(self["plan"].value() or "")
        featured = next(
            (offer for offer in self.offers.values() if offer.recommended), None
        )
        return asked or featured or next(iter(self.offers.values()), None)

    def clean_email(self) -> str:
        return fold_email(self.cleaned_data["email"])

    def clean(self) -> dict:
        super().clean()
        offer = self.offers.get(self.cleaned_data.get("plan", ""))
        method = self.methods.get(self.cleaned_data.get("method", ""))
        if (
            offer
            and not self.is_free
            and not offer.price.product.needs_shipping
            and not self.cleaned_data.get("waiver")
        ):
            self.add_error(
                "waiver",
                _(
                    "Your access starts at once: agree to give up the withdrawal period."
                ),
            )
        if offer and offer.price.product.needs_shipping:
            self._require(SHIPPING)
        elif method and method.needs_shipping:
            self.add_error(
                "method", _("Nothing is delivered here: choose another way to pay.")
            )
        costs = offer and offer.due.amount
        if costs and not method and "method" not in self.errors:
            self.add_error("method", _("Choose how you want to pay."))
        if self.cleaned_data.get("audience") == Order.Audience.COMPANY:
            self._require(("company",))
        return self.cleaned_data

    def _require(self, names: tuple[str, ...]) -> None:
        for name in names:
            if name not in self.errors and not self.cleaned_data.get(name):
                label = {"field": self.fields[name].label}
                self.add_error(name, _("Fill in “%(field)s”.") % label)

    @property
    def offer(self) -> Offer:
        return self.offers[self.cleaned_data["plan"]]

    @property
    def payment_method(self) -> PaymentMethod | None:
        """None where nothing is to be paid."""
        method = self.methods.get(self.cleaned_data.get("method", ""))
        return method if self.offer.due.amount else None

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
            billing=self._address(BILLING),
            shipping=self._address(SHIPPING),
            phone=data["phone"],
            notes=data["notes"],
            audience=data["audience"] or Order.Audience.PERSON,
            source_page_id=data["page"],
            coupon=self.found if self.offer.discount else None,
            **known,
        )

    def _address(self, names: tuple[str, ...]) -> dict[str, str]:
        return {
            name: self.cleaned_data[name] for name in names if self.cleaned_data[name]
        }


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
