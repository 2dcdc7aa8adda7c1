"""Giving money back: how much and of what, then what that does line by line, then one button."""

import uuid
from collections.abc import Iterable, Iterator

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button, HeaderButton

from accounts.models import User
from commerce.domain import refunds, requests, work
from commerce.domain.left import Left, LineLeft, left_of
from commerce.forms import is_row
from commerce.gateways import is_offline
from commerce.models import Effect, MoneyBackRequest, Order, Payment, Refund
from commerce.money import Money

from .actions import ActionMixin
from .methods import gateway_name
from .prices import AmountField
from .recording import title_of

MAY = "commerce.refund_payment"
REFUSALS = {
    refunds.TooMuch: gettext_lazy(
        "This is more than is left by now, so nothing was given back. Somebody may have been faster; look at the order."
    ),
    requests.AlreadyDecided: gettext_lazy(
        "A colleague has decided on this request already. Nothing was given back."
    ),
    refunds.AlreadyAsked: gettext_lazy(
        "This was sent before, or this reference belongs to another payment. Nothing more was given back."
    ),
}
RESULTS = {
    Refund.Status.SUCCEEDED: gettext_lazy("%(amount)s of order %(order)s went back."),
    Refund.Status.PENDING: gettext_lazy(
        "%(amount)s of order %(order)s is on its way back."
    ),
    Refund.Status.FAILED: gettext_lazy(
        "The provider refused to give %(amount)s back (%(code)s). No money moved, and nothing was closed."
    ),
    Refund.Status.CANCELED: gettext_lazy(
        "The refund of %(amount)s was cancelled at the provider. No money moved, and nothing was closed."
    ),
    Refund.Status.REQUESTED: gettext_lazy(
        "The provider did not answer yet whether %(amount)s went back. We ask again by ourselves: do not refund it twice."
    ),
}
NEEDLESS = gettext_lazy(
    "%(amount)s was not given back: the provider says that less is left. What went back there, or is disputed, stands with the payment now."
)
LEVELS = {
    Refund.Status.SUCCEEDED: messages.success,
    Refund.Status.PENDING: messages.success,
    Refund.Status.REQUESTED: messages.warning,
}


TO_REFUND = gettext_lazy("Refund"), gettext_lazy("Refund: %s")


def refund_buttons(
    payments: Iterable[Payment],
    user: User,
    kind: type[Button] = HeaderButton,
    words: tuple[str, str] = TO_REFUND,
) -> list[Button]:
    """One for each payment of which money is here; named after it where there are several."""
    here = [payment for payment in payments if payment.captured]
    if not user.has_perm(MAY):
        return []
    return [
        kind(
            words[0] if len(here) == 1 else words[1] % gateway_name(payment.gateway),
            url=reverse("payments:refund", args=[payment.pk]),
            icon_name="resubmit",
        )
        for payment in here
    ]


class PartsForm(forms.Form):
    """Amounts by line, ``None`` where nothing is typed; each at most what is left of it."""

    form_id = forms.CharField(
        initial=uuid.uuid4, max_length=40, widget=forms.HiddenInput
    )

    def __init__(
        self, *args: object, left: Left, parts: dict[int, int], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.left = left
        currency = left.money.currency
        for each in left.lines:
            amount = Money(parts.get(each.line.pk, 0), currency)
            self.fields[f"line_{each.line.pk}"] = AmountField(
                label=each.line.title,
                currency=currency,
                required=False,
                initial=amount.decimal if amount.amount else "",
                help_text=_of_line(each, currency),
            )
        self.order_fields([f"line_{each.line.pk}" for each in left.lines])

    @property
    def parts(self) -> dict[int, int]:
        """Minor units by line, of those that get something back."""
        typed = {
            each.line.pk: self.cleaned_data.get(f"line_{each.line.pk}")
            for each in self.left.lines
        }
        return {line: money.amount for line, money in typed.items() if money and money.amount}  # fmt: skip

    def clean(self) -> dict:
        for each in self.left.lines:
            if self.parts.get(each.line.pk, 0) > each.left:
                self.add_error(f"line_{each.line.pk}", _("More than is left of it."))
        if self.left.lines and not self.errors:
            self._check_sum(sum(self.parts.values()))
        return self.cleaned_data

    def _check_sum(self, amount: int) -> None:
        if not amount:
            raise forms.ValidationError(_("Type how much goes back."))
        if amount > self.left.money.amount:
            raise forms.ValidationError(_("At most %s can go back.") % self.left.money)


def _of_line(each: LineLeft, currency: str) -> str:
    names = {
        "amount": Money(each.line.amount, currency),
        "back": Money(each.back, currency),
    }
    if each.back:
        return _("It cost %(amount)s, of which %(back)s went back already.") % names
    return _("It cost %(amount)s.") % names


class SplitForm(PartsForm):
    """What went back, no more and no less."""

    def _check_sum(self, amount: int) -> None:
        if amount != self.left.money.amount:
            raise forms.ValidationError(_("The parts have to add up to %s.") % self.left.money)  # fmt: skip


class RefundForm(PartsForm):
    amount = AmountField(label=gettext_lazy("Amount"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For your colleagues; the buyer does not read it."),
    )
    reference = forms.CharField(
        label=gettext_lazy("Bank reference"),
        max_length=200,
        help_text=gettext_lazy("Of the transfer by which you sent it; once only."),
    )

    request = forms.ModelChoiceField(
        MoneyBackRequest.objects.all(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: object, gateway: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.left.lines:
            del self.fields["amount"]
        else:
            self.fields["amount"].currency = self.left.money.currency
            self.fields["amount"].initial = self.left.money.decimal
        if not is_offline(gateway):
            del self.fields["reference"]
        elif gateway != "transfer":
            self.fields["reference"].required = False
            self.fields["reference"].help_text = _("Empty for cash.")

    def clean_amount(self) -> Money:
        amount = self.cleaned_data["amount"]
        if amount:
            self._check_sum(amount.amount)
        return amount

    @property
    def money(self) -> Money:
        typed = self.cleaned_data.get("amount")
        return typed or Money(sum(self.parts.values()), self.left.money.currency)


class PartsView(ActionMixin, FormView):
    """The form; then, of what was typed, what it does; done once that is confirmed."""

    permission_required = "refund"
    header_icon = "resubmit"
    template_name = "commerce/admin/refund.html"
    confirm_template_name = "commerce/admin/refund_confirm.html"

    @cached_property
    def payment(self) -> Payment:
        return self.object

    @cached_property
    def left(self) -> Left:
        return left_of(self.payment)

    def get_form_kwargs(self) -> dict:
        sent = self.request.GET.get("line", "")
        parts = self.left.all_of(*([int(sent)] if is_row(sent) else []))
        return {**super().get_form_kwargs(), "left": self.left, "parts": parts}

    def get_context_data(self, **kwargs: object) -> dict:
        return super().get_context_data(
            payment=self.payment,
            left=self.left,
            offline=is_offline(self.payment.gateway),
            **kwargs,
        )

    def form_valid(self, form: PartsForm) -> HttpResponse:
        if "change" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        if "confirmed" not in self.request.POST:
            return self._asks(form)
        try:
            refund = self.carry_out(form)
        except tuple(REFUSALS) as refused:
            form.add_error(None, REFUSALS[type(refused)])
            return self.form_invalid(form)
        return redirect("refunds:inspect", refund.pk)

    def _asks(self, form: PartsForm) -> HttpResponse:
        self.template_name = self.confirm_template_name
        amount = self.money(form)
        found = refunds.consequences(self.payment, form.parts, amount.amount)
        told = [(each.line, list(in_words(each, self.payment.order))) for each in found]
        return self.render_to_response(
            self.get_context_data(form=form, told=told, money=amount)
        )

    def money(self, form: PartsForm) -> Money:
        """What leaves the shop by it."""
        raise NotImplementedError

    def carry_out(self, form: PartsForm) -> Refund:
        """Raises one of REFUSALS."""
        raise NotImplementedError


class RefundView(PartsView):
    model = Payment
    form_class = RefundForm
    page_title = gettext_lazy("Refund")

    def get_object_title(self) -> str:
        return title_of(self.object)

    def get_base_object_queryset(self) -> QuerySet[Payment]:
        return Payment.objects.select_related("order__user", "method")

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "gateway": self.object.gateway}

    def get_initial(self) -> dict:
        """From a customer's request, its reason goes along."""
        pk = self.request.GET.get("request", "")
        asked = self.object.order.money_back_requests.filter(state="open")
        found = asked.filter(pk=pk).first() if is_row(pk) else None
        return {"request": found, "reason": found.reason[:500]} if found else {}

    def money(self, form: RefundForm) -> Money:
        return form.money

    def carry_out(self, form: RefundForm) -> Refund:
        data = form.cleaned_data
        asked, by = data["request"], self.request.user
        wish = refunds.Wish(
            form.money,
            Refund.Source.CUSTOMER if asked else Refund.Source.STAFF,
            reason=data["reason"],
            split=form.parts,
            form_id=data["form_id"],
            reference=data.get("reference", ""),
        )
        if asked:
            refund = requests.approve(asked.pk, self.object.pk, wish, by=by)
        else:
            refund = refunds.plan_refund(self.object.pk, wish, by=by)
        effect = Effect.objects.get(kind="refund", fact=str(refund.pk))
        work.carry_out(effect.pk)
        refund.refresh_from_db()
        self._tell(refund)
        return refund

    def _tell(self, refund: Refund) -> None:
        names = {
            "amount": refund.money,
            "order": self.object.order.number,
            "code": refund.failure_code,
        }
        tell = LEVELS.get(refund.status, messages.error)
        needless = refund.failure_code == refunds.TOO_MUCH
        tell(self.request, (NEEDLESS if needless else RESULTS[refund.status]) % names)


class SplitView(PartsView):
    """Which lines a refund was for that was made at the provider."""

    model = Refund
    form_class = SplitForm
    page_title = gettext_lazy("Say what it was for")
    template_name = "commerce/admin/refund_split.html"

    def user_has_permission(self, permission: str) -> bool:
        return permission == "refund" and self.request.user.has_perm(MAY)

    def get_base_object_queryset(self) -> QuerySet[Refund]:
        return Refund.objects.select_related("payment__order__user", "payment__method")

    @cached_property
    def payment(self) -> Payment:
        return self.object.payment

    @cached_property
    def left(self) -> Left:
        """Any part of any line, up to what went back."""
        lines = left_of(self.payment).lines
        return Left(self.object.money, () if self.object.lines.exists() else lines)

    def money(self, form: PartsForm) -> Money:
        return Money(0, form.left.money.currency)

    def carry_out(self, form: PartsForm) -> Refund:
        refunds.split(self.object.pk, form.parts, by=self.request.user)
        messages.success(self.request, _("Noted, and access follows."))
        return self.object


def in_words(found: refunds.Consequence, order: Order) -> Iterator[str]:
    """What happens to a line, in whole sentences."""
    line = found.line
    if found.amount:
        names = {
            "back": Money(found.amount, order.currency),
            "amount": Money(line.amount, order.currency),
        }
        yield _("%(back)s of %(amount)s goes back.") % names
    else:
        yield _("Nothing of it goes back.")
    if line.product.kind == line.product.Kind.ACCESS:
        yield from _of_access(found, order)
    elif line.product.needs_shipping:
        yield _("Goods are not touched by it (%s): stop what is not sent yet, and ask for what was.") % order.get_fulfilment_display()  # fmt: skip


def _of_access(found: refunds.Consequence, order: Order) -> Iterator[str]:
    names = {"person": order.user or _("the guest of this order")}
    if found.held and found.holds:
        yield _("Access stays open for %(person)s.") % names
    elif found.holds:
        yield _("Access opens again for %(person)s.") % names
    elif not found.held:
        yield _("Access is closed already, and stays closed.")
    else:
        yield _("Access closes at once for %(person)s.") % names
        if _is_held_by_another(found, order):
            yield _("Another order of theirs opens the same and stays open; passes that followed this one begin earlier.")  # fmt: skip


def _is_held_by_another(found: refunds.Consequence, order: Order) -> bool:
    held = found.line.product.entitlements.exclude(order=order)
    return bool(order.user_id) and held.filter(user=order.user_id).exists()
