"""What must not be: money moving where it cannot, or a sandbox believed to be a provider."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .domain.copies import is_loopback


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
