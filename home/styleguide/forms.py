"""The forms of which the living page shows fields and errors."""

from django import forms
from django.utils.translation import gettext_lazy as _

from home.demo.content import PAYMENT_METHODS, PLANS


def _choices(things: tuple) -> list[tuple[str, str]]:
    return [(thing.code, thing.code) for thing in things]


class SampleForm(forms.Form):
    """A field of each kind."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("Your receipt and your access go here."))  # fmt: skip
    name = forms.CharField(label=_("Name"), required=False)
    note = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 3}))
    plan = forms.ChoiceField(label=_("Plan"), choices=_choices(PLANS))
    terms = forms.BooleanField(label=_("I accept the terms of sale."))
    way = forms.ChoiceField(
        label=_("How do you want to pay?"),
        choices=_choices(PAYMENT_METHODS),
        widget=forms.RadioSelect,
    )


def good() -> SampleForm:
    return SampleForm(auto_id="good_%s")


def bad() -> SampleForm:
    """Sent empty."""
    return SampleForm({}, auto_id="bad_%s")
