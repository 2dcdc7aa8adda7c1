"""A buyer shows that the transfer is on its way."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from commerce.domain import proofs
from commerce.domain.orders import Stage, view_of
from commerce.forms import ProofForm
from commerce.models import Order

from .orders import is_proved

AROUND = 64 * 1024  # bytes of the form beside its file
REFUSALS = {
    proofs.NotAPaper: gettext_lazy(
        "This file is neither a PDF nor a JPEG, PNG or WebP picture. Nothing was sent."
    ),
    proofs.TooLarge: gettext_lazy("This file is too large: 10 MB at most."),
    proofs.TooMany: gettext_lazy(
        "You have sent enough proofs. We look at them; write to us if something is missing."
    ),
    proofs.NothingAwaited: gettext_lazy("No transfer is awaited here any more."),
}


@csrf_exempt
@never_cache
@require_POST
def send_proof(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The size is judged before a byte of the body is read; the token, which is in the body, after."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if int(announced) > proofs.LARGEST + AROUND:
        messages.error(request, REFUSALS[proofs.TooLarge])
        return redirect("order", pk=pk)
    return _keep_proof(request, pk)


@csrf_protect
def _keep_proof(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Order, pk=pk)
    if not is_proved(request, found):
        raise Http404
    form = ProofForm(request.POST, request.FILES)
    shown = view_of(found)
    try:
        if shown.stage != Stage.TRANSFER or shown.payment is None:
            raise proofs.NothingAwaited
        if form.is_valid():
            proofs.add(shown.payment.pk, form.cleaned_data["proof"])
            messages.success(request, _("We have your proof and will check it."))
        else:
            messages.error(request, form.errors["proof"][0])
    except proofs.RefusedProof as refused:
        messages.error(request, REFUSALS[type(refused)])
    return redirect("order", pk=pk)
