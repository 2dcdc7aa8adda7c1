"""What whoever looks after orders finds first in the CMS: a search for one, and what waits for staff."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from commerce.gateways import gateway
from commerce.gateways.contract import Capability
from commerce.models import Payment

from .methods import gateway_name
from .payments import to_look_into


class Desk(Component):
    name = "desk"
    order = 5
    template_name = "commerce/admin/desk.html"

    def get_context_data(self, parent_context: dict) -> dict:
        return {"links": list(_waiting())}


def _waiting() -> Iterator[tuple[str, str]]:
    """Money that staff record themselves, and payments that nobody but staff can judge."""
    address = reverse("payments:index")
    offline = [
        code
        for code in settings.GATEWAYS
        if Capability.OFFLINE in gateway(code).capabilities
    ]
    awaited = Payment.objects.filter(status=Payment.Status.PENDING, gateway__in=offline)
    for code, count in awaited.values_list("gateway").annotate(Count("pk")).order_by():
        label = _("%(gateway)s: %(count)s awaited")
        query = f"?status={Payment.Status.PENDING}&gateway={code}"
        yield label % {"gateway": gateway_name(code), "count": count}, address + query
    doubtful = Payment.objects.filter(status=Payment.Status.NEEDS_REVIEW).count()
    if doubtful:
        query = f"?status={Payment.Status.NEEDS_REVIEW}"
        yield _("Under review: %(count)s") % {"count": doubtful}, address + query
    told = Payment.objects.filter(to_look_into()).count()
    if told:
        label = _("Payments to look into: %(count)s")
        yield label % {"count": told}, f"{address}?review=true"


def put_on_desk(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("commerce.view_order"):
        panels.append(Desk())
