"""Saying that money arrived: the form, its confirmation, and why it is refused."""

import uuid
from datetime import date

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from commerce.domain import proofs, staff
from commerce.models import Order, Payment

from .actions import ActionMixin
from .methods import gateway_name
from .prices import AmountField

REFUSALS = {
    staff.AlreadyRecorded: gettext_lazy(
        "This was recorded before, or this reference belongs to another payment. Nothing was changed."
    ),
    staff.OutstandingChanged: gettext_lazy(
        "This is not the outstanding amount, so nothing was recorded. Ask the buyer for the rest, or return what is too much."
    ),
    staff.WrongGateway: gettext_lazy(
        "Nothing is awaited here any more. Nothing was changed."
    ),
    proofs.AlreadyDecided: gettext_lazy(
        "A colleague decided on this proof meanwhile. Nothing was changed."
    ),
}


def title_of(payment: Payment) -> str:
    return f"{gateway_name(payment.gateway)} {payment.ref}".strip()


class RecordForm(forms.Form):
    amount = AmountField(label=gettext_lazy("Amount received"))
    reference = forms.CharField(
        label=gettext_lazy("Bank reference"),
        max_length=200,
        help_text=gettext_lazy("As on the bank statement; once only."),
    )
    received_on = forms.DateField(
        label=gettext_lazy("Received on"),
        initial=timezone.localdate,
        widget=AdminDateInput,
    )
    form_id = forms.CharField(
        initial=uuid.uuid4, max_length=40, widget=forms.HiddenInput
    )

    def __init__(self, *args: object, needs_reference: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reference:
            self.fields["reference"].required = False
            self.fields["reference"].help_text = _("Empty for cash.")

    def clean_received_on(self) -> date:
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class RecordView(ActionMixin, FormView):
    """What will happen, the form, and one button: this is the confirmation."""

    form_class = RecordForm
    template_name = "commerce/admin/record_payment.html"
    header_icon = "check"
    permission_required = "record"

    @property
    def payment(self) -> Payment:
        return self.object

    def record(self, received: staff.Received, form_id: str) -> Order:
        return staff.record_payment(
            self.payment.pk, received, form_id=form_id, by=self.request.user
        )

    def get_initial(self) -> dict:
        return {"amount": staff.outstanding(self.payment).decimal}

    def get_form_kwargs(self) -> dict:
        needs_reference = self.payment.gateway == "transfer"
        return {**super().get_form_kwargs(), "needs_reference": needs_reference}

    def get_context_data(self, **kwargs: object) -> dict:
        awaited = staff.is_awaited(self.payment)
        return super().get_context_data(awaited=awaited, payment=self.payment, **kwargs)

    def form_valid(self, form: RecordForm) -> HttpResponse:
        data = form.cleaned_data
        received = staff.Received(
            data["amount"], data["reference"], data["received_on"]
        )
        try:
            order = self.record(received, data["form_id"])
        except tuple(REFUSALS) as refused:
            form.add_error(None, REFUSALS[type(refused)])
            return self.form_invalid(form)
        text = _("%(amount)s recorded. Order %(number)s is paid.")
        if order.entitlements.exists():
            text = _(
                "%(amount)s recorded. Order %(number)s is paid, and its access is open."
            )
        names = {"amount": received.money, "number": order.number}
        messages.success(self.request, text % names)
        return redirect("orders:inspect", order.pk)


class RecordPaymentView(RecordView):
    model = Payment
    page_title = gettext_lazy("Record payment")

    def get_object_title(self) -> str:
        return title_of(self.object)

    def get_base_object_queryset(self) -> QuerySet[Payment]:
        return Payment.objects.select_related("order")
