"""What must not be: money moving where it cannot, or a sandbox believed to be a provider."""

from collections.abc import Sequence

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError
from django.db.models import Q

from .domain.copies import is_loopback
from .models import Payment, PaymentMethod, Refund


@register("payments")
def live_keys_stay_off_loopback(**_: object) -> list[CheckMessage]:
    """Live keys may meet the provider only, and a loopback provider only the demo, DEBUG and test keys."""
    return [
        *_provider(
            "STRIPE_API_BASE",
            live=settings.STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_")),
        ),
        *_provider("PAYPAL_API_BASE", live=settings.PAYPAL_MODE == "live"),
    ]


@register(Tags.database)
def a_gateway_in_use_stays(
    *, databases: Sequence[str] | None = None, **_: object
) -> list[CheckMessage]:
    """Said by migrate: of a payment whose gateway was taken out nobody can learn more, nor give its money back."""
    try:
        used = _gateways_in_use() if databases else set()
    except DatabaseError:  # no table yet
        return []
    return [
        checks.Warning(
            f"GATEWAYS lacks {code!r}, which payments or payment methods still use.",
            hint="Keep it, its methods inactive, until none of its payments is open, checked or being refunded.",
            id="commerce.W001",
        )
        for code in sorted(used - {*settings.GATEWAYS, ""})
    ]


def _gateways_in_use() -> set[str]:
    moving = Refund.objects.filter(status__in=["requested", "pending"])
    waits = Q(status__in=Payment.OPEN) | Q(check_due__isnull=False)
    payments = Payment.objects.filter(waits | Q(refunds__in=moving))
    methods = PaymentMethod.objects.filter(active=True)
    rows = [
        rows.order_by().values_list("gateway", flat=True)
        for rows in (payments, methods)
    ]
    return {code for each in rows for code in each.distinct()}


def _provider(name: str, *, live: bool) -> list[CheckMessage]:
    base = getattr(settings, name)
    if not is_loopback(base):
        return []
    if live:
        return [Error(f"{name} is {base}, but the keys are live.", id="commerce.E001")]
    if not (settings.DEMO or settings.DEBUG):
        return [
            Error(
                f"{name} is {base}, but this is neither demo nor DEBUG.",
                id="commerce.E002",
            )
        ]
    return []
