"""What whoever looks after the shop is told at once, and once a day: in the log, by mail, on the CMS's first screen."""

import logging
from datetime import timedelta

from django.db.models import Count, Max, Min, Q
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
    read = Max("finished", filter=Q(error=""))
    runs = ReconcileRun.objects.values("gateway").annotate(begun=Min("asked"), read=read).order_by()  # fmt: skip
    late = {
        run["gateway"]
        for run in runs
        if run["begun"] < then and (run["read"] is None or run["read"] < then)
    }
    codes = [provider.code for provider in listing_gateways()]
    return [code for code in codes if code in late]


def lasting_drifts() -> int:
    then = timezone.now() - LASTING
    return Drift.objects.filter(state=Drift.State.OPEN, found__lt=then).count()


def laid_aside() -> dict[str, int]:
    """Events of the last 30 days that no order answered to, or that came twice with different words; by state."""
    states = [WebhookEvent.State.DEAD, WebhookEvent.State.REVIEW]
    recent = timezone.now() - timedelta(days=30)
    events = WebhookEvent.objects.filter(state__in=states, received__gt=recent)
    return dict(events.values_list("state").annotate(Count("pk")).order_by())
