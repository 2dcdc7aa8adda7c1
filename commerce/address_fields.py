"""Two postal addresses in one form, each in the shape of the country chosen in it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .postal import PARTS, Format, countries, format_of, home_country

SENT = "ship_"
AUTOCOMPLETE = {
    "name": "name",
    "street": "street-address",
    "postcode": "postal-code",
    "city": "address-level2",
    "area": "address-level1",
    "country": "country",
}


def _text(label: str, longest: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False)


class AddressFieldsForm(forms.Form):
    """``ship_…``: where goods go; the others: who pays. Nothing is required until ``require_address``."""

    name = _text(_("Name"), 120)
    street = _text(_("Street and number"), 200)
    postcode = _text(_("Postcode"), 20)
    city = _text(_("City"), 100)
    area = _text(_("Region"), 100)
    country = forms.ChoiceField(label=_("Country"), required=False)
    ship_name = _text(_("Recipient"), 120)
    ship_street = _text(_("Street and number"), 200)
    ship_postcode = _text(_("Postcode"), 20)
    ship_city = _text(_("City"), 100)
    ship_area = _text(_("Region"), 100)
    ship_country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for prefix in ("", SENT):
            self._shape(prefix, self.format(prefix))

    def said(self, name: str) -> str:
        """What was sent, or stands in the form, before anybody judged it."""
        if self.is_bound:
            return str(self.data.get(name) or "")
        return str(self.get_initial_for_field(self.fields[name], name) or "")

    def format(self, prefix: str) -> Format:
        return format_of(self.said(f"{prefix}country") or home_country())

    def _shape(self, prefix: str, shape: Format) -> None:
        country = self.fields[f"{prefix}country"]
        country.choices = countries()
        country.initial = country.initial or shape.country
        for part, label in shape.labels.items():
            self.fields[prefix + part].label = label
            if part not in shape.parts:
                del self.fields[prefix + part]
        if "area" in shape.parts and shape.areas:
            label = shape.labels["area"]
            choices = [("", _("Choose")), *shape.areas]
            self.fields[f"{prefix}area"] = forms.ChoiceField(
                label=label, choices=choices, required=False
            )
        for part in PARTS:
            if field := self.fields.get(prefix + part):
                section = "shipping" if prefix else "billing"
                field.widget.attrs["autocomplete"] = f"{section} {AUTOCOMPLETE[part]}"

    def below_street(self, prefix: str) -> list[forms.BoundField]:
        """The postcode, the town and the state, as that country writes them."""
        return [self[prefix + part] for part in self.format(prefix).parts]

    @property
    def sent_below(self) -> list[forms.BoundField]:
        return self.below_street(SENT)

    @property
    def billed_below(self) -> list[forms.BoundField]:
        return self.below_street("")

    def require_address(self, prefix: str) -> None:
        for part in self.format(prefix).required:
            if prefix + part in self.fields:
                self.require(prefix + part)

    def require(self, name: str) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            label = {"field": self.fields[name].label}
            self.add_error(name, _("Fill in “%(field)s”.") % label)

    def clean_postcode(self) -> str:
        return self._fitting("")

    def clean_ship_postcode(self) -> str:
        return self._fitting(SENT)

    def _fitting(self, prefix: str) -> str:
        typed = self.cleaned_data[f"{prefix}postcode"].upper()
        shape = self.format(prefix)
        if typed and not shape.fits(typed):
            words = {"field": shape.labels["postcode"], "example": shape.example}
            text = _("Enter “%(field)s” as it is written there, like %(example)s.")
            raise forms.ValidationError(text % words)
        return typed

    def address(self, prefix: str, *more: str) -> dict[str, str]:
        """What was typed; empty where only the country stands, which nobody typed."""
        names = [*(prefix + part for part in PARTS), *more]
        said = {name: self.cleaned_data.get(name) for name in names}
        typed = {name: value for name, value in said.items() if value}
        return typed if typed.keys() - {f"{prefix}country"} else {}
