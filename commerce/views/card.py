"""Where a card is typed into the provider's fields on a page of ours."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from commerce.domain import attempts, calls
from commerce.gateways import embed_gateway
from commerce.gateways.contract import GatewayError
from commerce.models import Order

from .orders import is_proved


@never_cache
@require_GET
def card(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The form, for the order's own buyer; without an attempt to be paid here, the order's page."""
    found = get_object_or_404(Order, pk=pk)
    if not is_proved(request, found):
        raise Http404
    payment = attempts.to_pay_here(found)
    try:
        secrets = calls.secrets(payment) if payment else None
    except GatewayError:
        secrets = None
    if not secrets:
        return redirect("order", pk=pk)
    provider = embed_gateway(payment.gateway)
    context = {
        "order": found,
        "shown": {"payment": payment},
        "provider": provider,
        "secrets": secrets,
        "back": calls.return_address(payment),
    }
    response = render(request, "commerce/orders/card.html", context)
    response._csp_update = provider.sources  # noqa: SLF001 -- what django-csp's decorator sets, known only now
    return response
