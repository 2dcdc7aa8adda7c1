"""Asking for one's money back, from the page of an order."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commerce.domain import requests
from commerce.forms import MoneyBackForm
from commerce.models import Order

from .orders import is_proved


@never_cache
@require_POST
def ask_for_refund(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """From the page of a paid order, by whom it is proved to."""
    found = get_object_or_404(Order, pk=pk)
    if not is_proved(request, found):
        raise Http404
    form = MoneyBackForm(request.POST)
    try:
        if form.is_valid():
            requests.ask(found.pk, form.cleaned_data["reason"])
            messages.success(request, _("We have your request and will write to %s.") % found.email)  # fmt: skip
        else:
            messages.error(request, form.errors["reason"][0])
    except requests.NotAskable:
        messages.error(request, _("A refund cannot be asked for here any more."))
    return redirect("order", pk=pk)
