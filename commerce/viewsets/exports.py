"""Lists taken along as CSV or XLSX, filtered as they stand: a table of columns for each, read in pieces."""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from commerce.models import (
    Dispute,
    Drift,
    MoneyBackRequest,
    Order,
    Payment,
    ReconcileRun,
    Refund,
    WebhookEvent,
)
from commerce.money import Money

from .methods import gateway_name

MAY = "commerce.export_order"
PIECE = 1000  # rows


class Exported(NamedTuple):
    """A column. ``read``: its value of a row, which the list's own query has fetched."""

    label: str
    read: Callable[[Model], object]


class InPieces:
    """The rows of a query, a thousand in memory at a time."""

    def __init__(self, rows: QuerySet) -> None:
        self.rows = rows
        self.model = rows.model

    def __iter__(self) -> Iterator[Model]:
        return self.rows.iterator(chunk_size=PIECE)


class ExportMixin:
    """An index of ``FactsViewSet``; whoever may export sees the buttons, nobody else gets the file."""

    exported: tuple[Exported, ...] = ()

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        super().setup(request, *args, **kwargs)
        self.list_export = [str(number) for number in range(len(self.exported))]

    @cached_property
    def show_export_buttons(self) -> bool:
        return bool(self.exported) and self.request.user.has_perm(MAY)

    def to_row_dict(self, item: Model) -> OrderedDict:
        values = (column.read(item) for column in self.exported)
        return OrderedDict(zip(self.list_export, values, strict=True))

    def get_heading(self, queryset: QuerySet, field: str) -> str:
        return str(self.exported[int(field)].label)

    def as_spreadsheet(
        self, queryset: QuerySet, spreadsheet_format: str
    ) -> FileResponse | StreamingHttpResponse:
        if not self.show_export_buttons:
            raise PermissionDenied
        return super().as_spreadsheet(InPieces(queryset), spreadsheet_format)


# A number to sum, and what it is a number of.
_MONEY = (
    Exported(_("Amount"), lambda row: row.money.decimal),
    Exported(_("Currency"), lambda row: row.money.currency),
)


def gateways_of(order: Order) -> str:
    names = (gateway_name(each.gateway) for each in order.payments.all())
    return ", ".join(dict.fromkeys(names))


_OF_PAYMENT = (
    Exported(_("Order"), lambda row: row.payment.order.number),
    Exported(_("Buyer"), lambda row: row.payment.order.email),
    Exported(_("Gateway"), lambda row: gateway_name(row.payment.gateway)),
    Exported(_("The provider’s id"), lambda row: row.ref),
)
EXPORTED: dict[type[Model], tuple[Exported, ...]] = {
    Order: (
        Exported(_("Number"), lambda row: row.number),
        Exported(_("Placed"), lambda row: row.created),
        Exported(_("Buyer"), lambda row: row.email),
        Exported(_("Name"), lambda row: row.billing.get("name", "")),
        Exported(_("Bought"), lambda row: ", ".join(map(str, row.lines.all()))),
        *_MONEY,
        Exported(_("Payment"), lambda row: row.get_payment_state_display()),
        Exported(_("Delivery"), lambda row: row.get_fulfilment_display()),
        Exported(_("Paid by"), gateways_of),
        Exported(_("Paid on"), lambda row: row.paid_at),
    ),
    Payment: (
        Exported(_("Order"), lambda row: row.order.number),
        Exported(_("Buyer"), lambda row: row.order.email),
        Exported(_("Gateway"), lambda row: gateway_name(row.gateway)),
        Exported(_("The provider’s id"), lambda row: row.ref),
        *_MONEY,
        Exported(_("Received"), lambda row: Money(row.captured, row.currency).decimal),
        Exported(_("State"), lambda row: row.get_status_display()),
        Exported(_("Begun"), lambda row: row.created),
        Exported(_("Paid on"), lambda row: row.paid_at),
    ),
    Refund: (
        *_OF_PAYMENT,
        *_MONEY,
        Exported(_("State"), lambda row: row.get_status_display()),
        Exported(_("Asked by"), lambda row: row.get_source_display()),
        Exported(_("Reason"), lambda row: row.reason),
        Exported(_("Begun"), lambda row: row.created),
        Exported(_("Last change"), lambda row: row.updated),
    ),
    Dispute: (
        *_OF_PAYMENT,
        *_MONEY,
        Exported(_("State"), lambda row: row.get_status_display()),
        Exported(_("Reason"), lambda row: row.reason),
        Exported(_("Opened"), lambda row: row.opened_at),
        Exported(_("Answer until"), lambda row: row.due_by),
        Exported(_("Closed"), lambda row: row.closed_at),
    ),
    MoneyBackRequest: (
        Exported(_("Order"), lambda row: row.order.number),
        Exported(_("Buyer"), lambda row: row.order.email),
        Exported(_("Reason"), lambda row: row.reason),
        Exported(_("State"), lambda row: row.get_state_display()),
        Exported(_("Asked on"), lambda row: row.created),
        Exported(_("Decided"), lambda row: row.decided_at),
        Exported(_("Answer"), lambda row: row.answer),
    ),
    WebhookEvent: (
        Exported(_("Type"), lambda row: row.type),
        Exported(_("Gateway"), lambda row: gateway_name(row.gateway)),
        Exported(_("Event"), lambda row: row.event_id),
        Exported(
            _("Order"), lambda row: row.payment.order.number if row.payment else ""
        ),
        Exported(_("State"), lambda row: row.get_state_display()),
        Exported(_("Received"), lambda row: row.received),
        Exported(_("Failure"), lambda row: row.error),
    ),
    Drift: (
        Exported(_("Difference"), lambda row: row.get_kind_display()),
        Exported(_("Gateway"), lambda row: gateway_name(row.gateway)),
        Exported(_("The provider’s id"), lambda row: row.ref),
        Exported(_("Order"), lambda row: row.reference),
        Exported(_("Here"), lambda row: Money(row.ours, row.currency).decimal),
        Exported(
            _("At the provider"), lambda row: Money(row.theirs, row.currency).decimal
        ),
        Exported(_("Currency"), lambda row: row.currency),
        Exported(_("State"), lambda row: row.get_state_display()),
        Exported(_("Reason"), lambda row: row.reason),
        Exported(_("Found"), lambda row: row.found),
    ),
    ReconcileRun: (
        Exported(_("Gateway"), lambda row: gateway_name(row.gateway)),
        Exported(_("Begun"), lambda row: row.asked),
        Exported(_("Closed"), lambda row: row.finished),
        Exported(_("Looked at again"), lambda row: row.looks),
        Exported(_("Received less refunded"), lambda row: json.dumps(row.totals)),
        Exported(_("Failure"), lambda row: row.error),
    ),
}
