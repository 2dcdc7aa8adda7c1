"""Money of a day's bank statement, recorded in one go: each row with its own amount, reference and day."""

from django import forms
from django.db.models import Model, QuerySet
from django.template.defaultfilters import date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commerce.domain import staff
from commerce.gateways import offline_codes
from commerce.models import Order, Payment
from commerce.money import Money

from .facts import orders_found
from .methods import gateway_name
from .recording import REFUSALS, RecordForm
from .rows import Refused, Row, RowsView


class ArrivalForm(RecordForm):
    """Judged before it is confirmed; once more when it is carried out."""

    def __init__(self, *args: object, due: Money, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.due = due

    def clean_amount(self) -> Money:
        amount = self.cleaned_data["amount"]
        if amount != self.due:
            raise forms.ValidationError(REFUSALS[staff.OutstandingChanged])
        return amount


class ArrivalsView(RowsView):
    model = Payment
    form_class = ArrivalForm
    page_title = gettext_lazy("Record payments")
    header_icon = "check"
    permission_required = "record"
    index_url_name = "payments:index"
    done = gettext_lazy("%(thing)s recorded.")
    nothing = gettext_lazy("No transfer or cash is awaited.")
    button = gettext_lazy("Record payments")
    is_searched = True

    def get_queryset(self) -> QuerySet[Payment]:
        """The oldest first, for those are what statements tell of; all of somebody who was searched for."""
        awaited = Payment.objects.filter(
            gateway__in=offline_codes(), status=Payment.Status.PENDING
        ).select_related("order")
        if text := self.request.GET.get("q", "").strip():
            orders = Order.objects.filter(orders_found(text)).values("pk")
            awaited = awaited.filter(order__in=orders)
        return awaited.order_by("created")

    def form_for(self, thing: Model, **kwargs: object) -> forms.Form:
        due = staff.outstanding(thing)
        known = {"due": due, "needs_reference": thing.gateway == "transfer"}
        if "data" not in kwargs:
            kwargs["initial"] = {"amount": due.decimal} | kwargs.get("initial", {})
        return super().form_for(thing, **known, **kwargs)

    def facts(self, thing: Payment) -> list[str]:
        order = thing.order
        what = f"{order}: {thing.money}, {gateway_name(thing.gateway)}"
        return [what, " ".join(filter(None, [order.email, order.billing.get("name")]))]

    def title_of(self, thing: Payment) -> str:
        return f"{thing.order}: {thing.money}"

    def consequence(self, row: Row) -> str:
        order, data = row.thing.order, row.form.cleaned_data
        text = _("Order %(order)s of %(email)s: %(amount)s of %(day)s is recorded (%(reference)s). It is paid, and the receipt goes out.")  # fmt: skip
        if order.fulfilment == Order.Fulfilment.NONE:
            text = _("Order %(order)s of %(email)s: %(amount)s of %(day)s is recorded (%(reference)s). It is paid, its access opens, and the receipt goes out.")  # fmt: skip
        return text % {
            "order": order,
            "email": order.email,
            "amount": data["amount"],
            "day": date(data["received_on"], "DATE_FORMAT"),
            "reference": data["reference"] or _("cash"),
        }

    def carry_out(self, row: Row) -> None:
        data = row.form.cleaned_data
        received = staff.Received(
            data["amount"], data["reference"], data["received_on"]
        )
        try:
            staff.record_payment(
                row.thing.pk, received, form_id=data["form_id"], by=self.request.user
            )
        except tuple(REFUSALS) as refused:
            raise Refused(REFUSALS[type(refused)]) from refused
