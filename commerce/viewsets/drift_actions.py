"""What staff may do about one difference, each asked once more and logged."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from commerce.domain import drifts, reconcile
from commerce.models import Drift, Order

from .actions import ActionMixin


def proposal(drift: Drift) -> str:
    """In words; empty once it is settled."""
    if drift.state != Drift.State.OPEN:
        return drift.reason
    if drift.kind == Drift.Kind.ORPHAN and drift.payment_id:
        return _("Look again: the order was found, its look has not come yet.")
    return {
        Drift.Kind.ORPHAN: _("Say which order it belongs to, or give it back at the provider."),
        Drift.Kind.AMOUNT: _("Look again. If it stays, compare both sheets and write the reason down."),
        Drift.Kind.MISSING: _("Look it up at the provider: another account, or test instead of live? Access stays open."),
        Drift.Kind.UNHELD: _("Look again."),
    }[Drift.Kind(drift.kind)]  # fmt: skip


class DriftActionView(ActionMixin, FormView):
    model = Drift
    form_class = forms.Form
    template_name = "commerce/admin/drift_action.html"
    permission_required = "settle"
    header_icon = "resubmit"
    said = ""

    def get_context_data(self, **kwargs: object) -> dict:
        return super().get_context_data(said=self.said, **kwargs)

    def done(self, text: str) -> HttpResponse:
        messages.success(self.request, text)
        return redirect(self.home_url_name, self.object.pk)


class LookView(DriftActionView):
    page_title = gettext_lazy("Look again")
    said = gettext_lazy("The worker asks the provider about this payment and reads its books again. What it says now is recorded; nothing else changes.")  # fmt: skip

    def form_valid(self, form: forms.Form) -> HttpResponse:
        drifts.look_again(self.object, by=self.request.user)
        reconcile.ask(self.object.gateway, self.request.user)
        return self.done(_("The worker looks again within seconds."))


class AdoptForm(forms.Form):
    order = forms.CharField(label=gettext_lazy("Order number"), max_length=20)

    def clean_order(self) -> Order:
        number = self.cleaned_data["order"].strip().upper()
        found = Order.objects.filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("No order has this number."))
        return found


class AdoptView(DriftActionView):
    page_title = gettext_lazy("Adopt into an order")
    form_class = AdoptForm
    said = gettext_lazy("An attempt with the provider’s id is added to the order, and the worker looks at it: money that is there pays the order, opens its access and sends the receipt. An order that was paid already gives it back.")  # fmt: skip

    def get_initial(self) -> dict:
        return {"order": self.object.reference}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        order = form.cleaned_data["order"]
        try:
            drifts.adopt(self.object, order, by=self.request.user)
        except drifts.NotAdoptable:
            form.add_error(None, _("This was settled meanwhile. Nothing was changed."))
            return self.form_invalid(form)
        reconcile.ask(self.object.gateway, self.request.user)
        text = _("Adopted into order %(order)s; the worker looks within seconds.")
        return self.done(text % {"order": order.number})


class DismissForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DismissView(DriftActionView):
    page_title = gettext_lazy("Dismiss")
    form_class = DismissForm
    said = gettext_lazy("It is no longer counted or mailed about, and stays in this list with your name and reason. Nothing about money or access changes.")  # fmt: skip

    def form_valid(self, form: forms.Form) -> HttpResponse:
        drifts.dismiss(self.object, form.cleaned_data["reason"], by=self.request.user)
        return self.done(_("Dismissed, with your reason."))
