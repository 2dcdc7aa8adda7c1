"""What an owner sees first: what the shop takes, what changes soon, and whether providers answer."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from commerce.gateways import is_offline
from commerce.models import (
    Order,
    Payment,
    PaymentMethod,
    PriceVersion,
    ProviderCall,
    WebhookEvent,
)
from commerce.money import Money

from .methods import gateway_name

MONTH = timedelta(days=30)
DUE = 5


class Figures(Component):
    name = "figures"
    order = 30
    template_name = "commerce/admin/figures.html"

    class Media:
        css = {"all": ["cms/home.css"]}

    def get_context_data(self, parent_context: dict) -> dict:
        user = parent_context["request"].user
        return {
            "sets_prices": user.has_perm("commerce.change_price"),
            "rows": [_orders(), *_received()],
            "zone": settings.TIME_ZONE,
            "changes": changes_due(),
            "gateways": gateway_health(),
        }


def _periods() -> dict[str, Q]:
    """Today since midnight, the 30 days that end now, and the 30 before them, by the moment of payment."""
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    month = now - MONTH
    return {
        "today": Q(paid_at__gte=midnight),
        "month": Q(paid_at__gte=month),
        "before": Q(paid_at__gte=month - MONTH, paid_at__lt=month),
    }


def _since() -> datetime:
    return timezone.now() - 2 * MONTH


def _orders() -> dict:
    counts = {name: Count("pk", filter=period) for name, period in _periods().items()}
    paid = Order.objects.filter(paid_at__gte=_since()).aggregate(**counts)
    return {"label": _("Orders paid"), **paid}


def _received() -> list[dict]:
    """What providers and staff said arrived, a row for each currency."""
    sums = {
        name: Sum("captured", filter=period, default=0)
        for name, period in _periods().items()
    }
    received = Payment.objects.filter(paid_at__gte=_since(), captured__gt=0)
    rows = received.order_by().values("currency").annotate(**sums).order_by("currency")
    found = list(rows) or [{"currency": settings.CURRENCY, **dict.fromkeys(sums, 0)}]
    label = _("Money received")
    return [
        {"label": label, **{name: Money(row[name], row["currency"]) for name in sums}}
        for row in found
    ]


def changes_due() -> list[dict]:
    """The next amounts that come into force by themselves, and what is asked until then."""
    versions = (
        PriceVersion.objects.filter(
            effective_from__gt=timezone.now(),
            price__archived_at=None,
            price__product__archived_at=None,
        )
        .select_related("price__product")
        .prefetch_related("price__texts", "price__product__texts", "price__versions")
        .order_by("effective_from")
    )
    return [
        {
            "version": version,
            "price": version.price,
            "now": version.price.current_version,
        }
        for version in versions[:DUE]
    ]


def gateway_health() -> list[dict]:
    """Of each provider behind a method that is offered: when it last answered us, and last told us something, in 90 days."""
    offered = PaymentMethod.objects.active().values_list("gateway", flat=True)
    codes = [
        code
        for code in settings.GATEWAYS
        if code in set(offered) and not is_offline(code)
    ]
    since = timezone.now() - 3 * MONTH
    day = timezone.now() - timedelta(days=1)
    unanswered = Q(state=ProviderCall.State.UNKNOWN, created__gte=day)
    calls = _by_gateway(
        ProviderCall.objects.filter(created__gte=since).values_list("payment__gateway"),
        last=Max("answered_at", filter=Q(state=ProviderCall.State.ANSWERED)),
        trouble=Count("pk", filter=unanswered),
    )
    events = _by_gateway(
        WebhookEvent.objects.filter(received__gte=since).values_list("gateway"),
        last=Max("received"),
        trouble=Count("pk", filter=Q(state=WebhookEvent.State.DEAD)),
    )
    return [
        {
            "name": gateway_name(code),
            "called": calls.get(code, (None, 0)),
            "told": events.get(code, (None, 0)),
        }
        for code in codes
    ]


def _by_gateway(rows: object, **facts: object) -> dict[str, tuple]:
    counted = rows.order_by().annotate(**facts)
    return {code: facts_ for code, *facts_ in counted}
