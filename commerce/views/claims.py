"""Claim links: GET shows a button, POST acts, so that a mail scanner claims nothing."""

import uuid

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from commerce.domain.claims import SpentLink, ask_for_link, order_of_link
from commerce.domain.claims import claim as claim_order
from commerce.domain.orders import Stage, next_page, view_of
from commerce.models import Order


@never_cache
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, token: str) -> HttpResponse:
    try:
        order = order_of_link(token)
        if request.method == "GET":
            return render(request, "commerce/claim.html", {"shown": view_of(order)})
        user = claim_order(token)
    except SpentLink:
        return render(request, "commerce/claim_spent.html", status=410)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    if view_of(order).stage != Stage.PAID:  # its page says what is missing
        return redirect("order", pk=order.pk)
    page = next_page(order)
    if page:
        return redirect(page.get_url(request))
    delivered = order.fulfilment != Order.Fulfilment.NONE
    return redirect("my_orders" if delivered else "my_courses")


@never_cache
@require_POST
def send_link(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """From the page of an order this browser does not know."""
    ask_for_link(get_object_or_404(Order, pk=pk))
    messages.success(request, _("We sent a link to the order's e-mail address."))
    return redirect("order", pk=pk)
