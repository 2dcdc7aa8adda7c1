"""Whether the worker keeps up."""

from datetime import timedelta

from django.utils import timezone

from commerce.models import Effect, Payment, WebhookEvent

PATIENCE = timedelta(minutes=5)


def overdue() -> int:
    """Events, looks and e-mails that were due five minutes ago and that nobody has taken. Three queries."""
    then = timezone.now() - PATIENCE
    rows = (
        WebhookEvent.objects.due().filter(due__lt=then),
        Effect.objects.due().filter(due__lt=then),
        Payment.objects.looks_due().filter(look_due__lt=then),
    )
    return sum(each.count() for each in rows)
