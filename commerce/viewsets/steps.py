"""What commerce needs before a site sells, each found in what is there."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from commerce.domain.overdue import overdue
from commerce.gateways import offline_codes
from commerce.models import Payment, PaymentMethod, Price, ProductGrant
from story.desk import Step

from .history import TESTED

SNIPPETS = "wagtailsnippets_commerce"


def find_steps(_request: HttpRequest) -> Iterator[Step]:
    yield Step(
        _("A payment method is offered, and it works"),
        _a_method_works(),
        reverse(f"{SNIPPETS}_paymentmethod:list"),
        _("Test the connection, buy something with it, then offer it."),
    )
    yield Step(
        _("A product opens pages at a price"),
        _something_is_sold(),
        reverse(f"{SNIPPETS}_product:list"),
    )
    yield Step(
        _("The worker keeps up"),
        not overdue(),
        reverse("events:index"),
        _("Is “manage.py work” running?"),
    )


def _a_method_works() -> bool:
    """Nobody is asked, the provider accepted our keys once, or somebody has paid by it."""
    paid = Payment.objects.filter(
        method=OuterRef("pk"), status=Payment.Status.SUCCEEDED
    )
    answered = ModelLogEntry.objects.filter(
        action=TESTED, data__works=True
    ).values_list("object_id", flat=True)
    offline = offline_codes()
    return (
        PaymentMethod.objects.active()
        .filter(Q(gateway__in=offline) | Exists(paid) | Q(pk__in=map(int, answered)))
        .exists()
    )


def _something_is_sold() -> bool:
    opens = ProductGrant.objects.filter(product=OuterRef("product"), until=None)
    return (
        Price.objects.live()
        .filter(
            Exists(opens),
            versions__currency=settings.CURRENCY,
            versions__effective_from__lte=timezone.now(),
        )
        .exists()
    )
