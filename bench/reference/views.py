"""The references: what plain Django takes for the same work, each as short as it can be."""

import hashlib
import hmac
import json
import uuid
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from .models import Course, Entitlement, Event, Line, Order, Price

SECRET = b"whsec_sandbox"


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def page(request: HttpRequest) -> HttpResponse:
    """L_page: 24 KB, three queries."""
    course = get_object_or_404(Course, pk=1)
    shown = {"lessons": course.lessons.all(), "prices": course.prices.all()}
    return render(request, "course.html", {"course": course, **shown})


@login_required
def lesson(request: HttpRequest) -> HttpResponse:
    """L_lesson: the same signed in; session, user, entitlement, page, outline."""
    get_object_or_404(Entitlement, user=request.user, course=1)
    course = get_object_or_404(Course, pk=1)
    return render(
        request, "course.html", {"course": course, "lessons": course.lessons.all()}
    )


@login_required
def film(request: HttpRequest) -> HttpResponse:
    """L_film: 1 MB after session, user and entitlement."""
    get_object_or_404(Entitlement, user=request.user, course=1)
    return FileResponse(Path(settings.FILM).open("rb"))


def _verified(request: HttpRequest) -> dict:
    stamp, signature = (
        part.split("=")[1] for part in request.headers["Stripe-Signature"].split(",")
    )
    signed = f"{stamp}.".encode() + request.body
    expected = hmac.new(SECRET, signed, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(expected, signature)
    return json.loads(request.body)


def _keep(event: dict, body: bytes) -> None:
    row = Event(event_id=event["id"], body=body.decode())
    Event.objects.bulk_create([row], ignore_conflicts=True)


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """L_insert: verify, insert unless it is there, commit."""
    _keep(_verified(request), request.body)
    return HttpResponse()


@csrf_exempt
def unlock(request: HttpRequest) -> HttpResponse:
    """L_unlock: the same, and lock the order, update it, insert the entitlement; one commit."""
    event = _verified(request)
    with transaction.atomic():
        _keep(event, request.body)
        order = Order.objects.select_for_update().get(pk=1)
        order.state = "paid"
        order.save()
        Entitlement.objects.create(order=order, course_id=1)
    return HttpResponse()


def checkout(request: HttpRequest) -> HttpResponse:
    """L_checkout: insert order and line, one commit."""
    price = get_object_or_404(Price, pk=1)
    with transaction.atomic():
        order = Order.objects.create(email=request.POST["email"], total=price.amount)
        Line.objects.create(order=order, price=price, amount=price.amount)
    return redirect(f"http://127.0.0.1/{uuid.uuid4()}")


urlpatterns = [
    path("hello", hello),
    path("page", page),
    path("lesson", lesson),
    path("film", film),
    path("insert", insert),
    path("unlock", unlock),
    path("checkout", checkout),
]
