"""Addresses that leave the site: built from the configured base, never from the Host header."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from commerce.models import Order


def absolute(path: str) -> str:
    return f"{settings.APP_URL}{path}"


def return_urls(order: Order) -> dict[str, str]:
    """Where a provider sends the buyer back to, in the order's language."""
    with override(order.language):
        return {
            "success": absolute(f"{reverse('payment_success')}?order={order.pk}"),
            "cancel": absolute(f"{reverse('payment_cancelled')}?order={order.pk}"),
        }
