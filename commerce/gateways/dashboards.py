"""Where a provider shows its things to staff, by the provider's own ids. Nothing is asked of it here."""

from collections.abc import Callable

from django.conf import settings

STRIPE = "https://api.stripe.com"
STRIPE_PAGES = {
    "pi": "payments",
    "ch": "payments",
    "py": "payments",
    "du": "disputes",
    "dp": "disputes",
    "evt": "events",
}


def dashboard_url(gateway: str, ref: str, *, livemode: bool) -> str:
    """Of a payment, refund, dispute or event; the sandbox's page where that stands in; empty where staff take the money."""
    find = DASHBOARDS.get(gateway)
    return find(ref, livemode) if find and ref else ""


def _of_stripe(ref: str, livemode: bool) -> str:
    if settings.STRIPE_API_BASE != STRIPE:
        return _of_sandbox(settings.STRIPE_API_BASE)
    host = "https://dashboard.stripe.com/" + ("" if livemode else "test/")
    page = STRIPE_PAGES.get(ref.partition("_")[0])
    return f"{host}{page}/{ref}" if page else f"{host}search?query={ref}"


def _of_paypal(ref: str, livemode: bool) -> str:
    """PayPal has pages of their own for captures and refunds only."""
    if "paypal.com" not in settings.PAYPAL_API_BASE:
        return _of_sandbox(settings.PAYPAL_API_BASE)
    if ref.startswith("WH-"):
        return "https://developer.paypal.com/dashboard/"
    host = "https://www.paypal.com/" if livemode else "https://www.sandbox.paypal.com/"
    disputed = ref.startswith("PP-")
    return f"{host}resolutioncenter/" if disputed else f"{host}activity/payment/{ref}"


def _of_sandbox(base: str) -> str:
    return f"{base}/_sandbox/"


DASHBOARDS: dict[str, Callable[[str, bool], str]] = {
    "stripe": _of_stripe,
    "paypal": _of_paypal,
}
