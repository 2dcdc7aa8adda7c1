"""What commerce puts on the CMS's first screen: a search for support, and what waits of money and of checkouts."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.http import HttpRequest
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component
from wagtail.permissions import page_permission_policy

from commerce.domain.fulfilment import to_ship
from commerce.domain.overdue import overdue
from commerce.gateways import offline_codes
from commerce.models import Dispute, MoneyBackRequest, Payment, TransferProof
from story.desk import Matter

from .broken import broken_pages
from .figures import Figures
from .methods import gateway_name
from .payments import to_look_into
from .refunding import MAY
from .refunds import WAITING

WEEK = timedelta(days=7)
NO_LONGER_PAID = ["pending", "expired"]


class Desk(Component):
    name = "desk"
    order = 5
    template_name = "commerce/admin/desk.html"

    class Media:
        css = {"all": ["cms/home.css"]}

    def get_context_data(self, parent_context: dict) -> dict:
        user = parent_context["request"].user
        root = page_permission_policy.explorable_root_instance(user)
        return {"sees_pages": root is not None}


def put_on_desk(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("commerce.view_order"):
        panels.append(Desk())
    if request.user.has_perm("commerce.view_figures"):
        panels.append(Figures())


def find_matters(request: HttpRequest) -> Iterator[Matter]:
    if request.user.has_perm("commerce.view_payment"):
        yield from _waiting()
        yield from _failing()
    if request.user.has_perm(MAY):
        yield from _asked_back()
    if request.user.has_perm("commerce.fulfil_order"):
        yield from _deliveries()
    if request.user.has_perm("commerce.view_figures"):
        yield from _overdue()
    if request.user.has_perm("commerce.change_checkoutsnippet"):
        yield from broken_pages(request.user)


def _waiting() -> Iterator[Matter]:
    """Money that staff record themselves, and payments that nobody but staff can judge."""
    address = reverse("payments:index")
    offline = offline_codes()
    awaited = Payment.objects.filter(status=Payment.Status.PENDING, gateway__in=offline)
    for code, count in awaited.values_list("gateway").annotate(Count("pk")).order_by():
        label = _("%(gateway)s: %(count)s awaited")
        query = f"?status={Payment.Status.PENDING}&gateway={code}"
        names = {"gateway": gateway_name(code), "count": count}
        yield Matter(label % names, address + query)
    proofs = TransferProof.objects.waiting().count()
    if proofs:
        query = f"?state={TransferProof.State.WAITING}"
        text = _("Proofs of transfer to check: %(count)s") % {"count": proofs}
        yield Matter(text, reverse("proofs:index") + query)
    doubtful = Payment.objects.filter(status=Payment.Status.NEEDS_REVIEW).count()
    if doubtful:
        query = f"?status={Payment.Status.NEEDS_REVIEW}"
        text = _("Under review: %(count)s") % {"count": doubtful}
        yield Matter(text, address + query)
    told = Payment.objects.filter(to_look_into()).count()
    if told:
        text = _("Payments to look into: %(count)s") % {"count": told}
        yield Matter(text, f"{address}?review=true")


def _asked_back() -> Iterator[Matter]:
    """What customers want back, and what banks ask until a day."""
    asked = MoneyBackRequest.objects.filter(state=MoneyBackRequest.State.OPEN).count()
    if asked:
        text = _("Refund requests to answer: %(count)s") % {"count": asked}
        yield Matter(text, f"{reverse('requests:index')}?state=open")
    disputes = Dispute.objects.filter(status__in=WAITING)
    waiting = disputes.aggregate(count=Count("pk"), first=Min("due_by"))
    if waiting["count"]:
        text = _("Disputes to answer: %(count)s") % waiting
        until = waiting["first"] and date(
            localtime(waiting["first"]), "DATETIME_FORMAT"
        )
        detail = _("The first until %s") % until if until else ""
        yield Matter(text, f"{reverse('disputes:index')}?waiting=true", detail)


def _deliveries() -> Iterator[Matter]:
    """What has to leave."""
    count = to_ship().count()
    if count:
        text = ngettext("%(count)s order to ship", "%(count)s orders to ship", count)
        yield Matter(text % {"count": count}, reverse("orders:ship"))


def _failing() -> Iterator[Matter]:
    """Orders that were tried to be paid this week, and are not."""
    since = timezone.now() - WEEK
    failed = Payment.objects.filter(
        status=Payment.Status.FAILED,
        created__gte=since,
        order__payment_state__in=NO_LONGER_PAID,
    )
    count = failed.values("order").distinct().count()
    if count:
        text = ngettext(
            "%(count)s order could not be paid in the last 7 days",
            "%(count)s orders could not be paid in the last 7 days",
            count,
        )
        query = f"?status={Payment.Status.FAILED}&created_from={timezone.localdate(since):%Y-%m-%d}"
        yield Matter(text % {"count": count}, reverse("payments:index") + query)


def _overdue() -> Iterator[Matter]:
    count = overdue()
    if count:
        text = ngettext(
            "%(count)s thing has waited for the worker for more than five minutes",
            "%(count)s things have waited for the worker for more than five minutes",
            count,
        )
        yield Matter(
            text % {"count": count},
            f"{reverse('events:index')}?state=waiting",
            _("Is “manage.py work” running?"),
        )
