"""What whoever looks after the shop is told at once, and once a day: in the log, by mail, on the CMS's first screen."""

import logging
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from commerce.gateways import listing_gateways
from commerce.models import Drift, Effect, ReconcileRun, WebhookEvent

logger = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=30)  # without a comparison that came to its end
LASTING = timedelta(hours=1)  # a difference that looks did not mend


def alarm(trouble: str, gateway: str = "") -> None:
    """One mail a day for each trouble and gateway; a line in the log each time."""
    logger.error("alarm %s gateway=%s", trouble, gateway)
    fact = f"{trouble} {gateway} {timezone.localdate()}"
    Effect.once("alarm", fact, trouble=trouble, gateway=gateway)


def watch() -> None:
    """Called every minute by the worker."""
    for code in silent():
        alarm("silent", code)
    if lasting_drifts():
        alarm("drift")


def silent() -> list[str]:
    """Gateways with keys whose books nobody has read to the end for half an hour."""
    then = timezone.now() - PATIENCE
    runs = ReconcileRun.objects.all()
    begun = set(runs.filter(asked__lt=then).values_list("gateway", flat=True))
    heard = set(runs.finished().filter(finished__gt=then).values_list("gateway", flat=True))  # fmt: skip
    configured = [provider.code for provider in listing_gateways()]
    return [code for code in configured if code in begun and code not in heard]


def lasting_drifts() -> int:
    then = timezone.now() - LASTING
    return Drift.objects.filter(state=Drift.State.OPEN, found__lt=then).count()


def laid_aside() -> dict[str, int]:
    """Events of the last 30 days that no order answered to, or that came twice with different words; by state."""
    states = [WebhookEvent.State.DEAD, WebhookEvent.State.REVIEW]
    recent = timezone.now() - timedelta(days=30)
    events = WebhookEvent.objects.filter(state__in=states, received__gt=recent)
    return dict(events.values_list("state").annotate(Count("pk")).order_by())
