"""Where providers knock: verify, keep, answer."""

from django.db import InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .domain import inbox
from .domain.copies import is_copy
from .gateways import UnknownGateway, webhook_gateway
from .gateways.contract import GatewayUnavailable, InvalidSignature

LARGEST_BODY = 256 * 1024


@csrf_exempt
@require_POST
@transaction.non_atomic_requests
def receive(request: HttpRequest, gateway: str) -> HttpResponse:
    """200 kept or known, 400 not from the provider, 413 too large, 503 cannot tell now, or this is a copy."""
    try:
        translator = webhook_gateway(gateway)
    except UnknownGateway as unknown:
        raise Http404 from unknown
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        return HttpResponse(status=413)
    try:
        if (
            is_copy()
        ):  # not lost: the provider comes again, or this is not whom it seeks
            return HttpResponse(status=503, headers={"Retry-After": "3600"})
        envelope = translator.verify(body, request.headers)
        inbox.receive(translator, envelope, body)
    except InvalidSignature:
        return HttpResponse(status=400)
    except (GatewayUnavailable, InterfaceError, OperationalError):
        return HttpResponse(status=503, headers={"Retry-After": "30"})
    return HttpResponse(status=200)
