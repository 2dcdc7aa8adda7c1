"""The part of a buyer's form that asks for a coupon, and holds that nobody is charged more than was shown."""

from dataclasses import replace

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User, fold_email

from .domain.checkout import Buyer
from .domain.coupons import Person, Refused, sold, taken_off
from .domain.quotes import Quote
from .models import Coupon, fold_code
from .models.coupons import LONGEST_TYPED


class ReducibleForm(forms.Form):
    """``coupon``: the one that is found, once ``reduce`` was called; ``refused``: why there is none, in words."""

    coupon = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=LONGEST_TYPED,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "form": "checkout"}
        ),
    )
    user: User | AnonymousUser
    quotes: dict[str, Quote]
    chosen: Quote | None
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
        items = self.chosen.items if self.chosen else ()
        return Person(self.user.pk, fold_email(email or ""), buyer.open_key(items))

    def reduce(self, coupon: Coupon) -> None:
        """Each plan that it is for costs less from here on; refused where the chosen one does not."""
        chosen = self.chosen
        for code, quote in self.quotes.items():
            lines = [sold(item.line()) for item in quote.items]
            try:
                less = sum(taken_off(coupon, lines, quote.currency))
            except Refused as refused:
                if quote is chosen and not self.is_bound:
                    self.refused = str(refused)
            else:
                self.quotes[code] = replace(quote, discount=less)
        self.found = None if self.refused else coupon

    @property
    def nothing_due(self) -> bool:
        return all(quote.due.amount == 0 for quote in self.quotes.values())

    def clean(self) -> dict:
        data = super().clean()
        if self.refused:
            self.add_error("coupon", self.refused)
        self._tell_another_total(data.get("plan", ""))
        return data

    def refuse(self, why: str) -> None:
        """After all was well: somebody was quicker."""
        for code, quote in self.quotes.items():
            self.quotes[code] = replace(quote, discount=0)
        self.found, self.refused = None, why
        self.add_error("coupon", why)
        self._tell_another_total(self.cleaned_data["plan"])

    def _tell_another_total(self, plan: str) -> None:
        quote = self.quotes.get(plan)
        if quote and not self._was_shown(quote):
            text = _("The total is now %(amount)s. Nothing was ordered yet.")
            self.add_error(None, text % {"amount": quote.due})

    def _was_shown(self, quote: Quote) -> bool:
        """Whether the page said that this is due; a page that said nothing showed what it costs without a code."""
        said = self.data.getlist("shown") if hasattr(self.data, "getlist") else []
        shown = self.initial.get("shown", said)
        amounts = dict(each.rpartition(":")[::2] for each in shown)
        before = amounts.get(quote.code, str(quote.total.amount))
        return before == str(quote.due.amount)

    @property
    def news(self) -> str:
        """What became of the total that was shown before something was changed; empty where it is the same."""
        quote = self.chosen if "shown" in self.initial else None
        if quote is None or self._was_shown(quote):
            return ""
        return _("The total is now %(amount)s.") % {"amount": quote.due}
