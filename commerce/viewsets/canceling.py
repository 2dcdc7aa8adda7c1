"""Closing an order that nobody paid, so that others may have what it holds."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from commerce.domain import attempts, staff
from commerce.models import Order, TransferProof

from .actions import ActionMixin

TITLE = gettext_lazy("Cancel unpaid order")
REFUSALS = {
    attempts.OrderClosed: gettext_lazy(
        "This order is paid, sent or closed by now. Nothing was changed."
    ),
    attempts.StillProcessing: gettext_lazy(
        "A payment of this order is being confirmed. Nothing was changed; look again when it is known how it ended."
    ),
}


def cancel_buttons(order: Order) -> list[HeaderButton]:
    """None once it is paid or has left."""
    if not staff.may_cancel(order):
        return []
    url = reverse("orders:cancel", args=[order.pk])
    return [HeaderButton(TITLE, url=url, icon_name="cross")]


class CancelView(ActionMixin, FormView):
    """What it frees, who is told, and one button."""

    model = Order
    form_class = forms.Form
    template_name = "commerce/admin/cancel.html"
    page_title = TITLE
    header_icon = "cross"
    permission_required = "cancel"

    def get_context_data(self, **kwargs: object) -> dict:
        proofs = TransferProof.objects.waiting().filter(payment__order=self.object)
        possible = staff.may_cancel(self.object)
        return super().get_context_data(
            possible=possible, proofs=proofs.exists(), **kwargs
        )

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            order = staff.cancel_order(self.object.pk, by=self.request.user)
        except attempts.NoAttempt as refused:
            form.add_error(None, REFUSALS[type(refused)])
            return self.form_invalid(form)
        done = _("Order %(number)s is cancelled.")
        messages.success(self.request, done % {"number": order.number})
        return redirect("orders:inspect", order.pk)
