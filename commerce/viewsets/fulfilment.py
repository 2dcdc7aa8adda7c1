"""Saying how far an order's parcel is: one by one, or all that leave today."""

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from commerce.domain import fulfilment
from commerce.models import Order
from commerce.postal import in_a_line

from .actions import ActionMixin
from .rows import Refused, Row, RowsView

States = Order.Fulfilment
TITLES = {
    States.SHIPPED: gettext_lazy("Mark as shipped"),
    States.DELIVERED: gettext_lazy("Mark as delivered"),
    States.RETURNED: gettext_lazy("Mark as returned"),
}
ICONS = {
    States.SHIPPED: "mail",
    States.DELIVERED: "check",
    States.RETURNED: "arrow-left",
}
DONE = {
    States.SHIPPED: gettext_lazy("Order %(number)s is on its way."),
    States.DELIVERED: gettext_lazy("Order %(number)s was delivered."),
    States.RETURNED: gettext_lazy("Order %(number)s came back."),
}
NO_SUCH_MOVE = gettext_lazy(
    "This cannot be said of the order now: it is somewhere else, or not paid. Nothing was changed."
)


def move_buttons(order: Order) -> list[HeaderButton]:
    """What may be said of it next."""
    return [
        HeaderButton(
            TITLES[States(state)],
            url=reverse("orders:move", args=[order.pk, state]),
            icon_name=ICONS[States(state)],
        )
        for state in fulfilment.moves(order)
    ]


class StepForm(forms.Form):
    """``tracking`` where something leaves."""

    tracking = forms.CharField(
        label=gettext_lazy("Tracking number or link"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("The buyer reads it, and follows a link beginning with https://."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For your colleagues; no buyer reads it."),
    )

    def __init__(self, *args: object, leaves: bool = True, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not leaves:
            del self.fields["tracking"]


class MoveView(ActionMixin, FormView):
    """What will happen, who is told, and one button."""

    model = Order
    form_class = StepForm
    template_name = "commerce/admin/move.html"
    permission_required = "fulfil"

    def dispatch(self, request: HttpRequest, pk: str, state: str) -> HttpResponse:
        if state not in TITLES:
            raise Http404
        self.state, self.page_title = States(state), TITLES[States(state)]
        self.header_icon = ICONS[self.state]
        return super().dispatch(request, pk=pk, state=state)

    def get_base_object_queryset(self) -> QuerySet[Order]:
        return Order.objects.prefetch_related("payments")

    def get_form_kwargs(self) -> dict:
        leaves = self.state == States.SHIPPED
        return {**super().get_form_kwargs(), "leaves": leaves}

    def get_context_data(self, **kwargs: object) -> dict:
        return super().get_context_data(
            state=self.state,
            possible=self.state in fulfilment.moves(self.object),
            at_the_door=fulfilment.paid_at_the_door(self.object),
            **kwargs,
        )

    def form_valid(self, form: StepForm) -> HttpResponse:
        order, user = self.object, self.request.user
        try:
            fulfilment.move(order.pk, self.state, by=user, **form.cleaned_data)
        except fulfilment.NoSuchMove:
            form.add_error(None, NO_SUCH_MOVE)
            return self.form_invalid(form)
        messages.success(self.request, DONE[self.state] % {"number": order.number})
        return self._go_on(order)

    def _go_on(self, order: Order) -> HttpResponse:
        """To the cash that was taken at the door, if there was any."""
        payment = fulfilment.paid_at_the_door(order)
        if payment and self.state == States.DELIVERED:
            messages.warning(self.request, _("Now record the cash, if it was taken."))
            return redirect("payments:record", payment.pk)
        return redirect("orders:inspect", order.pk)


class ShipForm(forms.Form):
    tracking = StepForm.base_fields["tracking"]


class ShipView(RowsView):
    """All that leave today, each with its tracking."""

    model = Order
    form_class = ShipForm
    page_title = gettext_lazy("Ship orders")
    header_icon = "mail"
    permission_required = "fulfil"
    index_url_name = "orders:index"
    done = gettext_lazy("Order %(thing)s is on its way.")
    nothing = gettext_lazy("Nothing has to leave now.")
    button = gettext_lazy("Mark as shipped")

    def get_queryset(self) -> QuerySet[Order]:
        return fulfilment.to_ship().prefetch_related("lines__product")

    def facts(self, order: Order) -> list[str]:
        things = ", ".join(map(str, fulfilment.contents(order)))
        to = in_a_line(order.shipping, "ship_")
        return [f"{order}: {things}", to, order.email]

    def consequence(self, row: Row) -> str:
        text = _("%(order)s leaves; %(email)s is told.")
        if row.thing.payment_state == Order.PaymentState.PENDING:
            text = _("%(order)s leaves unpaid: %(amount)s is due at the door; %(email)s is told.")  # fmt: skip
        order = row.thing
        names = {"order": order, "amount": order.money, "email": order.email}
        return text % names

    def carry_out(self, row: Row) -> None:
        tracking = row.form.cleaned_data["tracking"]
        try:
            fulfilment.move(
                row.thing.pk, States.SHIPPED, by=self.request.user, tracking=tracking
            )
        except fulfilment.NoSuchMove as refused:
            raise Refused(NO_SUCH_MOVE) from refused
